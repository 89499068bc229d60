using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>How control may pass between regions (ECMA-335 I.12.4.2.8).</summary>
internal sealed class Transitions(MethodContext context, RegionTree regions)
{
    readonly Dictionary<int, Region?> regionAt = [];

    public Region? At(int index) => regionAt.TryGetValue(index, out var region) ? region : regionAt[index] = regions.At(index);

    /// <summary>A branch, or falling through to the next instruction. Returns whether it is allowed.</summary>
    public bool Branch(int from, int to, bool isFallThrough)
    {
        var (source, target) = (At(from), At(to));
        if (source == target) return true;
        if (source is not null && target?.SelfAndOuter().Contains(source) != true)
        {
            var kind = isFallThrough ? FailureKind.FallThrough : FailureKind.BranchOutOfRegion;
            return Fail(from, kind, $"control leaves the {source} other than by leave");
        }
        return Enters(from, to, source, isFallThrough);
    }

    /// <summary>A leave, which may also stay inside. Returns whether it is allowed.</summary>
    public bool Leave(int from, int to)
    {
        var (source, target) = (At(from), At(to));
        if (source is null) return Fail(from, FailureKind.LeaveOutsideRegion, "leave outside of a protected block or handler");
        var outer = target?.SelfAndOuter().ToList() ?? [];
        var common = source.SelfAndOuter().FirstOrDefault(outer.Contains);
        foreach (var exited in source.SelfAndOuter().TakeWhile(region => region != common))
            if (exited.Kind is not (RegionKind.Try or RegionKind.Catch))
                return Fail(from, FailureKind.LeaveOutOfFinally, $"leave out of a {exited}");
        return Enters(from, to, common, isFallThrough: false);
    }

    bool Enters(int from, int to, Region? common, bool isFallThrough)
    {
        foreach (var entered in (At(to)?.SelfAndOuter() ?? []).TakeWhile(region => region != common))
        {
            if (entered.Kind != RegionKind.Try)
                return Fail(from, isFallThrough ? FailureKind.FallThrough : FailureKind.BranchIntoHandler, $"control enters the {entered}");
            if (entered.Start != to)
                return Fail(from, FailureKind.BranchIntoTry, $"control enters the {entered} at {to}, which is not its first instruction");
        }
        return true;
    }

    /// <summary>The rules for instructions that end a region or may stand in some only.</summary>
    public void CheckPlacement(int index)
    {
        var region = At(index);
        switch (context.Instructions[index].OpCode.Code)
        {
            case Code.Ret or Code.Jmp when region is not null:
                Fail(index, FailureKind.ReturnInsideRegion, $"return out of a {region}");
                break;
            case Code.Rethrow when region?.SelfAndOuter().FirstOrDefault(r => r.Kind != RegionKind.Try)?.Kind != RegionKind.Catch:
                Fail(index, FailureKind.RethrowOutsideCatch, "rethrow outside of a catch handler");
                break;
            case Code.Endfinally when region?.Kind is not (RegionKind.Finally or RegionKind.Fault):
                Fail(index, FailureKind.EndFinallyOutsideFinally, "endfinally outside of a finally or fault handler");
                break;
            case Code.Endfilter when region?.Kind != RegionKind.Filter || region.End != index + 1:
                Fail(index, FailureKind.EndFilterMisplaced, "endfilter is not the last instruction of a filter");
                break;
        }
    }

    bool Fail(int index, FailureKind kind, string message)
    {
        context.Fail(context.Instructions[index], kind, message);
        return false;
    }
}
