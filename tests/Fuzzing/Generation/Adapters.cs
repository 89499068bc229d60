using System.Globalization;

namespace Unboxed.Fuzzing.Generation;

/// <summary>Puts adapters around the objects of a program: of each strategy, and of several.</summary>
sealed class Adapters(Random random, Units units, Layout layout, HashSet<Shape> shapes)
{
    /// <summary>The ways in which objects are wrapped: those of one strategy, and compositions.</summary>
    const int Ways = 14;

    readonly bool isMadeInLibrary = random.Next(2) == 0;
    readonly Dictionary<Interface, Unit> makers = [];

    internal Random Random => random;

    internal Units Units => units;

    internal bool IsProgramMarked => Layouts.IsMarked(Layouts.ProgramOf(layout));

    internal bool IsLibraryMarked => Layouts.IsMarked(Layouts.LibraryOf(layout));

    internal void Use(Shape shape) => shapes.Add(shape);

    internal bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>The methods that put adapters around objects of the interfaces.</summary>
    internal void Declare(IReadOnlyList<Interface> interfaces)
    {
        foreach (var type in interfaces)
        {
            if (MakerOf(type.IsInLibrary) is not { } unit) continue;
            makers[type] = unit;
            var arms = Enumerable.Range(0, Ways).Select(way => new Node($"{(way == Ways - 1 ? "_" : way.ToString(CultureInfo.InvariantCulture))} => {Of(way, type.Use, "x", isChecked: false)},") { IsKept = true });
            unit.Nodes.Add(Node.Block($"{unit.Visibility}static class A{type.Name}",
                [Node.Block($"public static {type.Use} Of(int way, {type.Use} x) => !W.Adapts ? x : W.Noted<{type.Use}>((way % {Ways}) switch", arms, "});", isKept: true)]));
        }
    }

    /// <summary>Where the adapters of an interface are made: in code that is woven.</summary>
    internal Unit? MakerOf(bool isInLibrary)
    {
        var unit = isInLibrary && IsLibraryMarked && (!IsProgramMarked || isMadeInLibrary) ? units.Library : IsProgramMarked ? units.Program : null;
        if (unit is not null && units.AreTwo && isInLibrary != unit.IsLibrary) Use(Shape.AdapterAcross);
        return unit;
    }

    /// <summary>What makes adapters of an interface; null where nothing does.</summary>
    internal string? Maker(Interface type)
    {
        if (!makers.ContainsKey(type)) return null;
        Use(Shape.AdaptedObjects);
        return $"A{type.Name}.Of({random.Next(Ways)} + 5 * n, ";
    }

    /// <summary>The method that makes an object with an adapter around it.</summary>
    internal static Node Factory(Interface type, string prefix, string maker) =>
        new($"internal static {type.Use} {prefix}{type.Name}(int n) => W.Shared<{type.Use}>(n, n => {maker}New{type.Name}(n)));");

    /// <summary>An expression that wraps an object in any of the ways, where all futures are awaited: often by a strategy whose rooms can be looked at in the end.</summary>
    internal string Of(string type, string x) => Of(random.Next(3 * Ways / 2), type, x, isChecked: true);

    string Of(int way, string type, string x, bool isChecked)
    {
        string ring = isChecked ? "CheckedRing" : "Ring";
        switch (way)
        {
            case 0:
                Use(Shape.AdapterBoxing);
                return $"Unboxed.Boxing.Of<{type}>({x})";
            case 1 or 2:
                Use(Shape.AdapterInlining);
                return Inlining(x);
            case 3 or 4:
                Use(Shape.AdapterCaching);
                return Caching(x);
            case 5:
                Use(Shape.AdapterPooling);
                return Allocating(x, "Unboxed.ScratchAllocator.Pooling");
            case 6:
                Use(Shape.AdapterBounded);
                return Allocating(x, "W.Bounded");
            case 7:
                Use(Shape.AdapterUnpooled);
                return Allocating(x, "Unboxed.ScratchAllocator.Unpooled");
            case 8:
                Use(Shape.AdapterComposed);
                return Caching(Inlining(x));
            case 9:
                Use(Shape.AdapterComposed);
                return Inlining(Allocating(x, "Unboxed.ScratchAllocator.Unpooled"));
            case 10:
                Use(Shape.AdapterComposed);
                return Allocating(Caching(x), "W.Bounded");
            case 11:
                // Somebody names it, so that there is one to be found.
                Use(Shape.AdapterLookedUp);
                return $"W.LookedUp<{type}>({random.Next(4)}, {(random.Next(2) == 0 ? x : Inlining(x))})";
            default:
                Use(Shape.AdapterOfOnesOwn);
                return $"Unboxed.Adapting.Of<{type}>({x}, W.{ring}({random.Next(1, 4)}))";
        }

        string Inlining(string inner) => $"Unboxed.Inlining.Of<{type}>({inner})";
        string Caching(string inner) => $"Unboxed.Caching.Of<{type}>({inner})";
        string Allocating(string inner, string allocator) => $"Unboxed.Allocating.Of<{type}>({inner}, {allocator})";
    }
}
