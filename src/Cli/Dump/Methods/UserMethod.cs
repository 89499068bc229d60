using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Dump.Methods;

/// <summary>The user's name of an async method, from that of its state machine.</summary>
/// <param name="Type">The type with its namespace, as C# writes it.</param>
/// <param name="Name">The method; a local function or a lambda behind that which contains it.</param>
/// <param name="ShortType">The type without its namespace.</param>
sealed record UserMethod(string Type, string Name, string ShortType)
{
    internal string Full => Type.Length == 0 ? Name : $"{Type}.{Name}";

    internal string Short => ShortType.Length == 0 ? Name : $"{ShortType}.{Name}";

    const string VisualBasicMachine = "VB$StateMachine_";

    /// <param name="machine">The state machine's type as the memory has it: <c>Ns.Type+&lt;Method&gt;d__3</c>.</param>
    internal static UserMethod Of(string machine)
    {
        if (machine == SupportFields.RoomMachine) return new("", "(a call through an adapter)", "");
        var parts = TypeNames.Parts(machine);
        var types = parts.Take(parts.Count - 1).TakeWhile(part => !IsGenerated(part.Name)).ToList();
        string type = TypeNames.CSharp(string.Join('+', types.Select(Written)));
        var own = parts[^1];
        string arguments = own.Arguments.Count == 0 ? "" : $"<{string.Join(", ", own.Arguments.Select(argument => MethodName.WithoutNamespaces(TypeNames.CSharp(argument))))}>";
        // The namespace is that of the outermost type; points behind it are between nested ones.
        string shortType = string.Join('.', types.Select(part => MethodName.WithoutNamespaces(TypeNames.CSharp(Written(part)))));
        return new(type, OfMachine(own.Name) + arguments, shortType);
    }

    static string Written(NamePart part) => part.Arguments.Count == 0 ? part.Name : $"{part.Name}<{string.Join(", ", part.Arguments)}>";

    static bool IsGenerated(string name) => name.StartsWith('<') || name.StartsWith("_Closure$__", StringComparison.Ordinal);

    static string OfMachine(string name)
    {
        if (name.StartsWith(VisualBasicMachine, StringComparison.Ordinal) && name.IndexOf('_', VisualBasicMachine.Length) is > 0 and var number) return name[(number + 1)..];
        int end = name.LastIndexOf(">d", StringComparison.Ordinal);
        return name.StartsWith('<') && end > 0 ? OfMethod(name[1..end]) : name;
    }

    /// <summary>&lt;Outer&gt;g__Local|0_1 is a local function, &lt;Outer&gt;b__0 a lambda, &lt;Main&gt;$ the top-level statements, and I-M the implementation of an interface's.</summary>
    static string OfMethod(string name)
    {
        if (!name.StartsWith('<')) return name.Replace('-', '.');
        int end = name.LastIndexOf('>');
        if (end < 0) return name;
        string outer = OfMethod(name[1..end]), inner = name[(end + 1)..];
        if (inner.StartsWith("g__", StringComparison.Ordinal)) return $"{outer}.{inner[3..].Split('|')[0]}";
        return inner.StartsWith("b__", StringComparison.Ordinal) ? $"{outer}.(lambda)" : outer;
    }
}
