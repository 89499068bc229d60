using Benchmarks.Contracts;
using Benchmarks.Source;

namespace Benchmarks.Receivers;

/// <summary>Puts the chains of one variant together.</summary>
public sealed class Variant : IVariant
{
    public Func<int, Task<long>> Chain(Pump pump, int depth) => Chain(new Level0(pump), depth);

    public Func<int, Task<long>> Loop(Pump pump, int depth) => Chain(new LoopLeaf(pump), depth);

    public Func<int, Task<long>> Local(Pump pump, int depth) => Chain(new LocalLeaf(pump), depth);

    public Func<int, Task<long>> TaskLeaf(Pump pump) => Chain(new TaskLeaf(pump), 1);

    public Func<int, Task<long>> Failing4(Pump pump) => new CatchingRoot(Four(new FailingLeaf(pump))).Run;

    public Func<int, Task<long>> Decorated(Pump pump, int depth)
    {
        IService service = new Service(pump);
        for (int i = 1; i < depth; i++) service = new Decorator(service);
        return new ServiceRoot(service).Run;
    }

    public Func<int, Task<long>> Pipeline(Pump pump, int depth) => new PipelineRoot(Pipelines.Of(pump, depth)).Run;

    public Func<int, Task<long>> OrdinaryDelegate(Pump pump) => new LeafRoot(pump.Next).Run;

    public Func<int, Task<long>> Iterator(Pump pump) => new ItemsRoot(new PumpItems(pump)).Run;

    public Func<int, Task<long>> Stages(Pump pump) => new StagesRoot(Staged(new PartsStage(pump)), Staged(new TotalStage(pump))).Run;

    public Func<int, Task<long>> BigState(Pump pump) => new BigRoot(new Big3(new Big2(new Big1(new Big0(pump))))).Run;

    public Func<int, Task<long>> FanOut(Pump[] pumps) => new FanOutRoot(new Branch(pumps[0]), new Branch(pumps[1]), new Branch(pumps[2]), new Branch(pumps[3])).Run;

    public Func<int, Task<long>> Ordinary(Pump pump) => new OrdinaryRoot(new Receiver(pump)).Run;

    static Func<int, Task<long>> Chain(ILevel0 leaf, int depth) => depth switch
    {
        1 => new Root1(leaf).Run,
        4 => new Root4(Four(leaf)).Run,
        16 => new Root16(new Level15(new Level14(new Level13(new Level12(new Level11(new Level10(new Level9(new Level8(
            new Level7(new Level6(new Level5(new Level4(Four(leaf)))))))))))))).Run,
        60 => new Root60(Sixty(leaf)).Run,
        _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "There are chains of depth 1, 4, 16 and 60."),
    };

    static IRepeated Sixty(ILevel0 leaf)
    {
        IRepeated level = new Deepest(leaf);
        for (int i = 2; i < 60; i++) level = new Repeated(level);
        return level;
    }

    static Stage<T> Staged<T>(IStage<T> first) where T : ICounted<T> => new(new Stage<T>(new Stage<T>(first)));

    static Level3 Four(ILevel0 leaf) => new(new Level2(new Level1(leaf)));
}
