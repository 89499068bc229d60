using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Gives the copy of a body the symbols of the original: sequence points, the scopes of its variables and constants with what the source imports, and where an async method
/// waits. They refer to instructions, so that they stay right when the copy is changed.
/// </summary>
sealed class ClonedSymbols
{
    readonly MethodDefinition source, target;
    readonly IReadOnlyDictionary<Instruction, Instruction> copies;

    /// <summary>The original by the offset that it has in the symbols.</summary>
    readonly Dictionary<int, Instruction> originals;

    ClonedSymbols(MethodDefinition source, MethodDefinition target, IReadOnlyDictionary<Instruction, Instruction> copies)
    {
        (this.source, this.target, this.copies) = (source, target, copies);
        originals = copies.Keys.ToDictionary(instruction => instruction.Offset);
    }

    internal static void Add(MethodDefinition source, MethodDefinition target, IReadOnlyDictionary<Instruction, Instruction> copies)
    {
        if (!source.DebugInformation.HasSequencePoints) return;
        var symbols = new ClonedSymbols(source, target, copies);
        symbols.AddSequencePoints();
        target.DebugInformation.Scope = LocalScopes.Of(source).Clone(symbols.At, target.Body);
        symbols.AddStepping();
    }

    void AddSequencePoints()
    {
        foreach (var point in source.DebugInformation.SequencePoints)
        {
            if (!originals.TryGetValue(point.Offset, out var instruction)) continue;
            target.DebugInformation.SequencePoints.Add(new(copies[instruction], point.Document)
            {
                StartLine = point.StartLine,
                StartColumn = point.StartColumn,
                EndLine = point.EndLine,
                EndColumn = point.EndColumn,
            });
        }
    }

    void AddStepping()
    {
        foreach (var stepping in source.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>())
        {
            var copy = new AsyncMethodBodyDebugInformation();
            if (stepping.CatchHandler.Offset >= 0 && At(stepping.CatchHandler.Offset) is { } handler) copy.CatchHandler = new(handler);
            for (int i = 0; i < stepping.Yields.Count; i++)
            {
                if (At(stepping.Yields[i].Offset) is not { } yield || At(stepping.Resumes[i].Offset) is not { } resume) continue;
                copy.Yields.Add(new(yield));
                copy.Resumes.Add(new(resume));
                copy.ResumeMethods.Add(target);
            }
            target.CustomDebugInformations.Add(copy);
        }
    }

    Instruction? At(int offset) => originals.TryGetValue(offset, out var instruction) ? copies[instruction] : null;
}
