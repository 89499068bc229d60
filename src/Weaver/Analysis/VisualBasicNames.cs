using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis;

/// <summary>The names that the compiler of Visual Basic makes, where they differ from those of C#.</summary>
static class VisualBasicNames
{
    /// <summary>The field of a state machine with its state.</summary>
    internal const string StateField = "$State";

    /// <summary>The field of a state machine with its builder.</summary>
    internal const string BuilderField = "$Builder";

    const string Closure = "_Closure$__", Machine = "VB$StateMachine_", Lambda = "_Lambda$__";
    const string Stub = "$VB$ClosureStub_", TypeParameter = "SM$";
    const string Argument = "$VB$Local_", Variable = "$VB$ResumableLocal_";

    /// <summary>Whether a type holds the variables that lambdas capture.</summary>
    internal static bool IsClosure(TypeReference type) => type.Name.StartsWith(Closure, StringComparison.Ordinal);

    /// <summary>Whether a type is one that the compiler has made inside of a user's.</summary>
    internal static bool IsGenerated(TypeReference type) => IsClosure(type) || type.Name.StartsWith(Machine, StringComparison.Ordinal);

    /// <summary>Whether a field of a state machine keeps an operand of an expression while another is awaited.</summary>
    internal static bool IsOperand(FieldReference field) => field.Name.StartsWith("$U", StringComparison.Ordinal);

    /// <summary>The name of a type parameter: that of a method is called <c>SM$T</c> in its state machine.</summary>
    internal static string OfTypeParameter(string name) => name.StartsWith(TypeParameter, StringComparison.Ordinal) ? name.Substring(TypeParameter.Length) : name;

    /// <summary>The name of a method; <c>MyBase.M()</c> goes through <c>$VB$ClosureStub_M_MyBase</c> in an async method or a lambda.</summary>
    internal static string OfMethod(string name)
    {
        int end = name.LastIndexOf('_');
        return name.StartsWith(Stub, StringComparison.Ordinal) && end > Stub.Length ? name.Substring(Stub.Length, end - Stub.Length) : name;
    }

    internal static bool IsLambda(MethodReference method) => method.Name.StartsWith(Lambda, StringComparison.Ordinal);

    /// <summary>A hoisted variable by the name that it has in the source; null where it has none.</summary>
    internal static string? OfField(string name)
    {
        if (name == "$VB$Me") return "Me";
        if (name.StartsWith(Argument, StringComparison.Ordinal)) return name.Substring(Argument.Length);
        // $VB$ResumableLocal_total$2, and for what holds captured variables $VB$ResumableLocal_$VB$Closure_$0.
        if (!name.StartsWith(Variable, StringComparison.Ordinal) || name.IndexOf('$', Variable.Length) is not (> 0 and var end) || end == Variable.Length) return null;
        return name.Substring(Variable.Length, end - Variable.Length);
    }

    /// <summary>
    /// The method that contains a lambda: names have numbers only, so it is the one whose code makes a delegate of it. Lambdas may contain lambdas.
    /// </summary>
    internal static MethodDefinition? Outer(MethodDefinition lambda)
    {
        var type = lambda.DeclaringType;
        while (IsGenerated(type) && type.DeclaringType is not null) type = type.DeclaringType;
        var own = Own(type).ToList();
        var seen = new HashSet<MethodDefinition>();
        MethodDefinition? outer = lambda;
        while (outer is not null && IsLambda(outer) && seen.Add(outer))
        {
            var inner = outer;
            outer = own.FirstOrDefault(method => Makes(method, inner));
            if (outer is { Name: "MoveNext" } && IsGenerated(outer.DeclaringType)) outer = Kickoff(own, outer.DeclaringType);
        }
        return outer is null || IsLambda(outer) ? null : outer;
    }

    /// <summary>The methods of a type, and of those that the compiler has made inside of it.</summary>
    static IEnumerable<MethodDefinition> Own(TypeDefinition type) => type.Methods.Concat(type.NestedTypes.Where(IsGenerated).SelectMany(Own));

    static bool Makes(MethodDefinition method, MethodDefinition lambda) => method.HasBody && method.Body.Instructions.Any(
        instruction => instruction.OpCode.Code == Code.Ldftn && instruction.Operand is MethodReference used && used.Name == lambda.Name && used.Resolve() == lambda);

    static MethodDefinition? Kickoff(IEnumerable<MethodDefinition> methods, TypeDefinition machine) => methods.FirstOrDefault(method => method.CustomAttributes.Any(
        attribute => attribute.ConstructorArguments is [{ Value: TypeReference type }] && type.Name == machine.Name && type.Resolve() == machine));
}
