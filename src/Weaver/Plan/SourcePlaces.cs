using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Plan;

/// <summary>A place in the user's source.</summary>
/// <param name="File">The file as the symbols name it; null where there are none.</param>
/// <param name="Line">From 1; 0 where it is unknown.</param>
/// <param name="Column">From 1; 0 where it is unknown.</param>
public readonly record struct SourcePlace(string? File, int Line, int Column);

/// <summary>Where the code of a method stands in the source.</summary>
sealed class SourcePlaces(MethodDefinition method)
{
    readonly List<SequencePoint> points = [.. method.DebugInformation.SequencePoints.Where(point => !point.IsHidden).OrderBy(point => point.Offset)];

    /// <summary>Where the code of the method begins.</summary>
    internal SourcePlace Start => Of(points.FirstOrDefault());

    /// <summary>The statement of an instruction.</summary>
    internal SourcePlace Of(Instruction instruction)
    {
        // The last point that does not come behind the instruction.
        int first = 0, end = points.Count;
        while (first < end)
        {
            int middle = (first + end) / 2;
            if (points[middle].Offset <= instruction.Offset) first = middle + 1;
            else end = middle;
        }
        return Of(first == 0 ? null : points[first - 1]);
    }

    static SourcePlace Of(SequencePoint? point) => point is null ? default : new(point.Document.Url, point.StartLine, point.StartColumn);
}
