using System.Text.RegularExpressions;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>The weaver's reasons without the names in them, so that they can be counted, and what each means.</summary>
static partial class Reasons
{
    internal const string NoRow = "not in the report";

    /// <summary>A reason of the report without the names that differ from site to site.</summary>
    internal static string General(string reason)
    {
        reason = Implementer().Replace(reason, "its implementation cannot run in scratch space: ");
        reason = Kept().Replace(reason, "the future is kept in a variable and awaited later");
        reason = Used().Replace(reason, match => match.Groups[1].Value switch
        {
            "the future is passed to" => "the future is passed to a method",
            "the future is asked for its" => "the future is asked for something else than its result",
            var use => use,
        });
        reason = Helper().Replace(reason, "the await is configured by a helper, ");
        reason = Passing().Replace(reason, "returns the task of a call");
        reason = NotPassing().Replace(reason, "no implementation of it in this assembly is an async method: one ");
        reason = Merged().Replace(reason, "");
        reason = Custom().Replace(reason, "it awaits through an awaiter that is not one of the framework's");
        return Builder().Replace(reason, "its state machine calls its builder in a way that is not understood");
    }

    /// <summary>What a reason means, for people.</summary>
    /// <exception cref="InvalidOperationException">Nobody has written down yet what this reason means.</exception>
    internal static string Meaning(string reason)
    {
        string general = General(reason);
        foreach (var (part, meaning) in Meanings)
        {
            if (general.Contains(part, StringComparison.Ordinal)) return meaning;
        }
        throw new InvalidOperationException($"There is no explanation of '{general}'. Add one to {nameof(Reasons)}.");
    }

    /// <summary>The first that is contained counts: what is said of one method may stand behind what is said of another.</summary>
    static readonly (string Part, string Meaning)[] Meanings =
    [
        (NoRow, "the stack of the calling method could not be followed, so that none of its awaits were read"),
        ("the callee is a method of another assembly", "a leaf; or, where eligible, a method of the framework that async methods of other assemblies here override or implement: a companion would have to be in an assembly that all of them know"),
        ("interface methods with a default implementation, or with ref parameters", "an interface method with a body of its own has no companion yet"),
        ("the calling method has a builder that is left alone", "the await is in a method that chose a builder by attribute, one that is not the framework's"),
        ("no class of this assembly implements it", "interface or abstract class without a class here that can be created: implementers are the user's, or derive in another assembly from an abstract class here"),
        ("no implementation of it in this assembly is an async method", "the implementers here return a task without being async methods; where eligible, async ones are in other assemblies, and the method is the framework's: its companion serves the assembly alone that it is in"),
        ("it awaits through an awaiter that is not one of the framework's", "a callee with a custom awaiter keeps its state machine: such awaiters may continue in ways that a frame could not bear"),
        ("its builder is not one of the framework's default builders", "the callee chose a builder by attribute"),
        ("its future is a pooled one", "the callee chose the framework's pooling builder, which continues those who await it in a way of its own"),
        ("one of its awaits has a shape that is not understood", "a method with such an await keeps its state machine"),
        ("the shape of the await is not understood", "the await itself is not compiled in a way that the weaver knows"),
        ("the call is made through a delegate", "more than eight parameters, or one that is passed by reference"),
        ("what is awaited is dynamic", "the value's type, and so its awaiter, is known only when the program runs"),
        ("it awaits a dynamic value", "a callee with such an await keeps its state machine"),
        ("the await is configured by", "a helper between call and await does more than to call ConfigureAwait, or may do so"),
        ("it asks for the assembly that calls it", "in plain C# the framework calls it"),
        ("it is synchronized", "a lock is held while the method starts"),
        ("which decides what is called", "a static member of an interface, called through a type parameter"),
        ("has no entry for it, through which other assemblies could call it", "an async method of a woven assembly that cannot run in scratch space, or whose assembly is a program"),
        ("the call is made to a base class in another assembly", "that assembly has no entry for the method, and its companion would dispatch the call to this class"),
        ("the argument of ConfigureAwait does more than to read variables", "where the await continues is computed in a way that may fail, call other code, or be seen by it"),
        ("the options of ConfigureAwait ask for more than a context", "the await is to yield, or not to throw"),
        ("the callee is not an async method", "a leaf: the callee passes another task on, or makes one by hand"),
        ("the awaited value comes from more than one place", "a conditional expression between values none of which is a call that the weaver may replace"),
        ("the future is kept in a variable and awaited later", "the future may be pending while other code runs, or outlive the method"),
        ("the awaited value is not the result of a call", "a task from a parameter, a field or an array"),
        ("the call is made through a type parameter", "a call constrained to a type parameter"),
        ("the call is made on an element of an array, a readonly field", "the method of a struct would be called on an address that the weaver may not keep until the call"),
        ("the call is made to a base class or a base interface", "a call that is not virtual of a method that is"),
        ("the call names an override, and which method it overrides was not found", "an override is called by its own name, and overrides what has another name"),
        ("the future is awaited after another suspension", "the callee runs beside the method, which awaits something else first"),
        ("the future is awaited more than once", "a future in scratch space can be awaited once"),
        ("the future is not awaited on every path", "the future may outlive the method"),
        ("the future is converted by", "what is awaited is another task, or a task with a result is awaited as one without"),
        ("the future is stored", "the future may outlive the method"),
        ("the future is captured by a lambda", "the future may outlive the method"),
        ("the future is passed to a method", "another method sees the future while it is pending, combined with others in most cases"),
        ("the future is waited for", "the method also waits for it by blocking"),
        ("the future is asked for", "the method looks at the task beside awaiting it"),
        ("the future is returned", "the future may outlive the method"),
        ("compiled with runtime-async", "left alone: the runtime suspends it"),
        ("asks for the ordinary call", "the library itself asks for a box by an attribute"),
        ("the budget", "the future is larger than the room a root provides"),
        ("its state machine", "the state machine is not what a known compiler emits"),
    ];

    [GeneratedRegex("^.*\\) cannot run in scratch space: ")]
    private static partial Regex Implementer();

    [GeneratedRegex("the future is kept in ('[^']*'|a local variable) and awaited later")]
    private static partial Regex Kept();

    [GeneratedRegex("(the future is (?:stored in field|captured by a lambda|passed to|converted by|asked for its|waited for by))[^;]*")]
    private static partial Regex Used();

    [GeneratedRegex("the await is configured by '[^']*', ")]
    private static partial Regex Helper();

    [GeneratedRegex("no implementation of it in this assembly is an async method: .*\\) (?=returns|is|does)")]
    private static partial Regex NotPassing();

    [GeneratedRegex("returns the task of '[^']*'")]
    private static partial Regex Passing();

    [GeneratedRegex("; \\d+ of the \\d+ values that meet in the await are scratch calls")]
    private static partial Regex Merged();

    [GeneratedRegex("it awaits through .*, which is not one of the framework's awaiters")]
    private static partial Regex Custom();

    [GeneratedRegex("its state machine calls \\w+ of its builder in a way that is not understood")]
    private static partial Regex Builder();
}
