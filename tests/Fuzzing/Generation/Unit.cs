namespace Unboxed.Fuzzing.Generation;

/// <summary>A part of a program that is an assembly of its own, with what can be named there.</summary>
/// <param name="IsLibrary">Whether another part refers to it.</param>
sealed record Unit(bool IsLibrary)
{
    internal List<Interface> Interfaces { get; } = [];

    internal List<Callee> Helpers { get; } = [];

    internal List<Node> Nodes { get; } = [];

    /// <summary>Decides which calls are passed on before they are awaited; null where none is.</summary>
    internal Random? Passing { get; init; }

    /// <summary>Decides what is called through delegates; null where nothing but single lambdas is.</summary>
    internal Random? Delegates { get; init; }

    /// <summary>What stands before declarations. Those of a single assembly are seen by nobody else, which the weaver knows.</summary>
    internal string Visibility => IsLibrary ? "public " : "";

    /// <summary>The same for static members.</summary>
    internal string MemberVisibility => IsLibrary ? "public" : "internal";
}

/// <summary>The parts of a program: the same one twice where there is one only.</summary>
sealed record Units(Unit Library, Unit Program)
{
    internal bool AreTwo => Library != Program;

    /// <summary>Whether they are two, and woven one against the other.</summary>
    internal bool AreBothMarked { get; init; }

    internal Unit Of(bool isInLibrary) => isInLibrary ? Library : Program;

    /// <summary>Makes an interface known where it can be named.</summary>
    internal void Declare(Interface type)
    {
        Program.Interfaces.Add(type);
        if (AreTwo && type.IsInLibrary) Library.Interfaces.Add(type);
    }

    /// <summary>Makes a method known where it can be called.</summary>
    internal void Declare(Callee helper, bool isInLibrary)
    {
        Program.Helpers.Add(helper with { IsDirectAcross = AreBothMarked && isInLibrary && helper.Shape == Shape.StaticHelper });
        if (AreTwo && isInLibrary) Library.Helpers.Add(helper);
    }
}
