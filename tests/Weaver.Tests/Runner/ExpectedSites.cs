using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Tests.Runner;

/// <summary>A user's method as its source has it: with its lambdas, local functions and state machines.</summary>
/// <param name="Type">As the report names it.</param>
/// <param name="Names">The method's name, without the interface where it is an explicit implementation, and those of its local functions.</param>
/// <param name="File">The source file's name.</param>
/// <param name="FirstLine">The first line with code.</param>
/// <param name="LastLine">The last line with code.</param>
/// <param name="Sites">The await sites that the compiled code has.</param>
/// <param name="Expected">What the attributes on the method say.</param>
public sealed record SourceMethod(string Type, IReadOnlyList<string> Names, string File, int FirstLine, int LastLine, int Sites, IReadOnlyList<Decision> Expected)
{
    public override string ToString() => $"{Type}.{Names[0]} ({File}:{FirstLine})";
}

/// <summary>Reads the expectations out of the unwoven assembly, and counts its await sites without the weaver.</summary>
public static class ExpectedSites
{
    public static IReadOnlyList<SourceMethod> Read(string path)
    {
        using var module = ModuleDefinition.ReadModule(path, new() { ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider() });
        var bodies = new Dictionary<MethodDefinition, List<MethodDefinition>>();
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            if (CountSites(method) == 0 && !method.CustomAttributes.Any(IsExpectation)) continue;
            var user = UsersMethod(method);
            if (!bodies.TryGetValue(user, out var list)) bodies[user] = list = [];
            list.Add(method);
        }
        return [.. bodies.Select(entry => Describe(entry.Key, entry.Value))];
    }

    static SourceMethod Describe(MethodDefinition user, List<MethodDefinition> bodies)
    {
        var points = bodies.SelectMany(body => body.DebugInformation.SequencePoints).Where(point => !point.IsHidden).ToList();
        var expected = user.CustomAttributes.Where(IsExpectation).SelectMany(Decisions).ToList();
        return new(
            ReportedName(user.DeclaringType),
            [user.Name[(user.Name.LastIndexOf('.') + 1)..], .. bodies.Select(LocalFunction).OfType<string>()],
            FileName(points[0].Document.Url),
            points.Min(point => point.StartLine),
            points.Max(point => point.EndLine),
            bodies.Sum(CountSites),
            expected);
    }

    /// <summary>The file's name in a path of either kind.</summary>
    public static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    static string ReportedName(TypeDefinition type)
    {
        var own = type.GenericParameters.Skip(type.DeclaringType?.GenericParameters.Count ?? 0).Select(parameter => parameter.Name).ToList();
        string name = type.Name.Split('`')[0] + (own.Count == 0 ? "" : $"<{string.Join(", ", own)}>");
        return type.DeclaringType is { } outer ? $"{ReportedName(outer)}.{name}" : $"{type.Namespace}.{name}";
    }

    static bool IsExpectation(CustomAttribute attribute) => attribute.AttributeType.Name == "ExpectAttribute";

    static IEnumerable<Decision> Decisions(CustomAttribute attribute)
    {
        // The attribute's enum is the assembly's own; the names are the report's.
        var name = attribute.ConstructorArguments[0].Type.Resolve().Fields.Single(field => field.HasConstant && Equals(field.Constant, attribute.ConstructorArguments[0].Value)).Name;
        int count = attribute.Properties.Where(property => property.Name == "Count").Select(property => (int)property.Argument.Value).DefaultIfEmpty(1).Single();
        return Enumerable.Repeat(Enum.Parse<Decision>(name), count);
    }

    /// <summary>The compiler emits one call per await, whether its state machine is a class or a struct; two for a dynamic value, whose awaiter may be of either interface.</summary>
    static int CountSites(MethodDefinition body) =>
        body.Body.Instructions.Count(instruction => instruction.Operand is GenericInstanceMethod { Name: "AwaitUnsafeOnCompleted" or "AwaitOnCompleted" } await && await.GenericArguments[0].Name != "INotifyCompletion");

    /// <summary>The source name of a local function: its method is named <c>&lt;Outer&gt;g__Local|0_0</c>, its state machine's type <c>&lt;&lt;Outer&gt;g__Local|0_0&gt;d</c>.</summary>
    static string? LocalFunction(MethodDefinition body)
    {
        var name = body.Name == "MoveNext" ? body.DeclaringType.Name : body.Name;
        int start = name.IndexOf(">g__", StringComparison.Ordinal);
        return start < 0 ? null : name[(start + 4)..name.IndexOf('|', start)];
    }

    /// <summary>The method in whose source a body stands.</summary>
    static MethodDefinition UsersMethod(MethodDefinition method)
    {
        var name = method.Name;
        var type = method.DeclaringType;
        if (name == "MoveNext" && type.Name.StartsWith('<'))
        {
            // The state machine of a method or of a lambda.
            var outermost = Outermost(type);
            return UsersMethod(Nested(outermost).Prepend(outermost).SelectMany(candidate => candidate.Methods).Single(candidate => candidate.CustomAttributes.Any(a => Names(a, type))));
        }
        if (!name.StartsWith('<')) return method;
        var declared = name[1..name.IndexOf('>', StringComparison.Ordinal)];
        while (type.Name.StartsWith('<')) type = type.DeclaringType;
        var candidates = type.Methods.Where(candidate => candidate.Name == declared).ToList();
        return candidates.Count == 1 ? candidates[0] : throw new InvalidOperationException($"An overloaded method with a lambda that awaits: {type.FullName}.{declared}. Give it a name of its own.");
    }

    static bool Names(CustomAttribute attribute, TypeDefinition machine) =>
        attribute.AttributeType.Name is "AsyncStateMachineAttribute" or "AsyncIteratorStateMachineAttribute"
        && attribute.ConstructorArguments[0].Value is TypeReference named && named.Resolve() == machine;

    static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    static IEnumerable<TypeDefinition> Nested(TypeDefinition type) => type.NestedTypes.SelectMany(nested => Nested(nested).Prepend(nested));
}
