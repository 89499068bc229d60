using System.Runtime.CompilerServices;
using Benchmarks.Contracts;

namespace Benchmarks.Floors;

/// <summary>
/// Calls written by hand with the guarantees of an async method, and nothing else: no state, no frame, no way to suspend or to be resumed, but for those that have the code for it. What a synchronous call takes here, no
/// rewriting of compiled code can save that keeps the guarantees.
/// </summary>
static class Floor
{
    public const string Dispatch = "floor-dispatch", Boundary = "floor-boundary", Contexts = "floor-contexts", BigState = "floor-bigstate", Stages = "floor-stages",
        Resumable = "floor-resumable", ResumableBigState = "floor-bigstate-resumable", ResumableStages = "floor-stages-resumable";

    /// <summary>A root that makes many calls, as those of the variants.</summary>
    /// <param name="name">One of the names.</param>
    /// <param name="pump">What the leaf awaits; it has to have completed.</param>
    /// <param name="depth">1, 4 or 16; that of the stages is 4.</param>
    /// <param name="fails">Whether the leaf throws; the root then counts what it catches.</param>
    public static Func<int, Task<long>> Chain(string name, Pump pump, int depth, bool fails = false) => name switch
    {
        Dispatch => Chain<Dispatch>(pump, depth, fails),
        Boundary => Chain<Boundary>(pump, depth, fails),
        Contexts => Chain<Contexts>(pump, depth, fails),
        BigState => Chain<BigState>(pump, depth, fails),
        Resumable => Chain<Resumable>(pump, depth, fails),
        ResumableBigState => Chain<ResumableBigState>(pump, depth, fails),
        Stages => new FloorStagesRoot<Contexts>(pump).Run,
        ResumableStages => new FloorStagesRoot<Resumable>(pump).Run,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such floor."),
    };

    static Func<int, Task<long>> Chain<TGuarantees>(Pump pump, int depth, bool fails) where TGuarantees : struct, IGuarantees
    {
        var leaf = new LeafLevel<TGuarantees>(pump, fails);
        if (depth == 1) return Root(leaf, fails);
        var four = Up<TGuarantees, Above<Above<Leaf>>>(Up<TGuarantees, Above<Leaf>>(Up<TGuarantees, Leaf>(leaf)));
        return depth switch
        {
            4 => Root(four, fails),
            16 => Root(Four<TGuarantees, Above<Above<Above<Above<Above<Above<Above<Above<Above<Above<Above<Leaf>>>>>>>>>>>>(
                Four<TGuarantees, Above<Above<Above<Above<Above<Above<Above<Leaf>>>>>>>>(Four<TGuarantees, Above<Above<Above<Leaf>>>>(four))), fails),
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "There are floors of depth 1, 4 and 16."),
        };
    }

    static ILevel<Above<Above<Above<Above<TDepth>>>>> Four<TGuarantees, TDepth>(ILevel<TDepth> next) where TGuarantees : struct, IGuarantees where TDepth : struct =>
        Up<TGuarantees, Above<Above<Above<TDepth>>>>(Up<TGuarantees, Above<Above<TDepth>>>(Up<TGuarantees, Above<TDepth>>(Up<TGuarantees, TDepth>(next))));

    static Level<TGuarantees, TDepth> Up<TGuarantees, TDepth>(ILevel<TDepth> next) where TGuarantees : struct, IGuarantees where TDepth : struct => new(next);

    static Func<int, Task<long>> Root<TDepth>(ILevel<TDepth> first, bool fails) where TDepth : struct => fails ? new FloorRoot<TDepth>(first).Catch : new FloorRoot<TDepth>(first).Run;
}
