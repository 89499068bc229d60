namespace ByHand.Differential;

/// <summary>A method of a script, as its caller sees it.</summary>
interface ICallee<R>
{
    ValueTask<R> Next();

    /// <summary>One that is not async, and makes its task itself.</summary>
    ValueTask<int> Handed();

    /// <inheritdoc cref="Handed"/>
    Task<int> HandedTask();

    /// <summary>The same steps as a root of their own.</summary>
    Task<int> AsRoot();
}

/// <summary>What a method gives: each is kept, and comes back, in another way.</summary>
enum Kind : byte
{
    Word,
    Reference,
    Slot,
    Large,
    Mixed,
    Nothing,
}

/// <summary>A value of each <see cref="Kind"/> for a number, and the number again.</summary>
static class Results
{
    internal readonly record struct Slot(string Text);

    internal readonly record struct Large(long First, int Number, long Last);

    internal readonly record struct Mixed(int Number, string Text, long Last);

    internal static R Make<R>(int number)
    {
        object value = default(R) switch
        {
            int => number,
            Slot => new Slot($"{number}"),
            Large => new Large(-number, number, ~number),
            Mixed => new Mixed(number, $"{number}", ~number),
            VoidResult => default(VoidResult),
            _ => $"{number}",
        };
        return (R)value;
    }

    internal static int Number<R>(R value) => value switch
    {
        int number => number,
        Slot slot => Number(slot.Text),
        Large large when large.First == -large.Number && large.Last == ~large.Number => large.Number,
        Mixed mixed when mixed.Text == $"{mixed.Number}" && mixed.Last == ~mixed.Number => mixed.Number,
        VoidResult => 1,
        string text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"{value} was not given"),
    };
}

/// <summary>Makes the methods of a script: in plain C#, or as woven.</summary>
abstract class Form
{
    internal Task<int> Start(World world)
    {
        var script = world.Script;
        Link? link = null;
        for (int level = script.Levels.Length - 1; level >= 0; level--)
        {
            var kind = script.Kinds[level];
            link = link is null ? Make<VoidResult>(world, level, kind, null) : link.CalledBy(this, world, level, kind);
        }
        return link!.Start();
    }

    Link Make<N>(World world, int level, Kind kind, ICallee<N>? next) => kind switch
    {
        Kind.Word => new Link<int>(Make<int, N>(world, level, next)),
        Kind.Reference => new Link<string>(Make<string, N>(world, level, next)),
        Kind.Slot => new Link<Results.Slot>(Make<Results.Slot, N>(world, level, next)),
        Kind.Large => new Link<Results.Large>(Make<Results.Large, N>(world, level, next)),
        Kind.Mixed => new Link<Results.Mixed>(Make<Results.Mixed, N>(world, level, next)),
        _ => new Link<VoidResult>(Make<VoidResult, N>(world, level, next)),
    };

    /// <summary>A method of a level, which calls the next.</summary>
    protected abstract ICallee<R> Make<R, N>(World world, int level, ICallee<N>? next);

    abstract class Link
    {
        internal abstract Link CalledBy(Form form, World world, int level, Kind kind);

        internal abstract Task<int> Start();
    }

    sealed class Link<R>(ICallee<R> callee) : Link
    {
        internal override Link CalledBy(Form form, World world, int level, Kind kind) => form.Make(world, level, kind, callee);

        internal override Task<int> Start() => callee.AsRoot();
    }
}

sealed class PlainForm : Form
{
    protected override ICallee<R> Make<R, N>(World world, int level, ICallee<N>? next) => new Plain<R, N>(world, level, next);
}

sealed class ScratchForm : Form
{
    protected override ICallee<R> Make<R, N>(World world, int level, ICallee<N>? next) => new Scripted<R, N>(world, level, next);
}
