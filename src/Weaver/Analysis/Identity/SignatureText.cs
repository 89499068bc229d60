using System.Text;
using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Identity;

/// <summary>
/// The signature of a method as a text that does not depend on the names of type parameters: <c>System.Threading.Tasks.Task`1&lt;!!0&gt; Publish`1(!0,Lib.Item)</c>.
/// It is the same in every build of the method's assembly, and for everybody who reads it.
/// </summary>
static class SignatureText
{
    /// <summary>The text for a method among those of its type.</summary>
    internal static string Of(MethodDefinition method)
    {
        string text = Write(method, hasScopes: false);
        // Types may move to other assemblies, which the first then forwards to: they are named only where they have to tell overloads apart.
        return method.DeclaringType.Methods.Any(other => other != method && other.Name == method.Name && Write(other, hasScopes: false) == text) ? Write(method, hasScopes: true) : text;
    }

    /// <summary>A type with the types around it; for another module than its own, with the assembly that has it.</summary>
    internal static string OfType(TypeDefinition type, ModuleDefinition reader) => type.Module == reader ? Name(type) : $"[{NamedTypes.HomeOf(type)}]{Name(type)}";

    static string Write(MethodDefinition method, bool hasScopes)
    {
        var text = new StringBuilder();
        var writer = new Writer(text, method.Module.Assembly.Name.Name, hasScopes);
        writer.Append(method.ReturnType);
        text.Append(' ').Append(method.Name);
        if (method.HasGenericParameters) text.Append('`').Append(method.GenericParameters.Count);
        text.Append('(');
        writer.Append(method.Parameters.Select(parameter => parameter.ParameterType));
        return text.Append(')').ToString();
    }

    static string Name(TypeReference type) =>
        type.DeclaringType is { } outer ? $"{Name(outer)}/{type.Name}" : type.Namespace.Length == 0 ? type.Name : $"{type.Namespace}.{type.Name}";

    sealed class Writer(StringBuilder text, string own, bool hasScopes)
    {
        internal void Append(IEnumerable<TypeReference> types)
        {
            bool isFirst = true;
            foreach (var type in types)
            {
                if (!isFirst) text.Append(',');
                isFirst = false;
                Append(type);
            }
        }

        internal void Append(TypeReference type)
        {
            switch (type)
            {
                case GenericParameter parameter:
                    text.Append(parameter.Type == GenericParameterType.Method ? "!!" : "!").Append(parameter.Position);
                    break;
                case GenericInstanceType generic:
                    Append(generic.ElementType);
                    text.Append('<');
                    Append(generic.GenericArguments);
                    text.Append('>');
                    break;
                case ArrayType array:
                    Append(array.ElementType);
                    text.Append(array.IsVector ? "[]" : $"[{array.Rank}:{string.Join(",", array.Dimensions)}]");
                    break;
                case ByReferenceType reference:
                    Append(reference.ElementType);
                    text.Append('&');
                    break;
                case PointerType pointer:
                    Append(pointer.ElementType);
                    text.Append('*');
                    break;
                case RequiredModifierType modified:
                    Append(modified, "modreq");
                    break;
                case OptionalModifierType modified:
                    Append(modified, "modopt");
                    break;
                case FunctionPointerType function:
                    text.Append("method ").Append((int)function.CallingConvention).Append(function.HasThis ? " this " : " ");
                    Append(function.ReturnType);
                    text.Append('(');
                    Append(function.Parameters.Select(parameter => parameter.ParameterType));
                    text.Append(')');
                    break;
                case TypeSpecification specification:
                    Append(specification.ElementType);
                    text.Append(' ').Append(specification.GetType().Name);
                    break;
                default:
                    AppendNamed(type);
                    break;
            }
        }

        void Append(IModifierType modified, string kind)
        {
            Append(modified.ElementType);
            text.Append(' ').Append(kind).Append('(');
            Append(modified.ModifierType);
            text.Append(')');
        }

        void AppendNamed(TypeReference type)
        {
            if (NamedTypes.HomeOf(type) is { } home && hasScopes && home != own) text.Append('[').Append(home).Append(']');
            text.Append(Name(type));
        }
    }
}
