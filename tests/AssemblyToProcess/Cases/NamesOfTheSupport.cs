using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Types of the user's that are called as those of the run-time support.</summary>
public static class NamesOfTheSupport
{
    readonly record struct VoidResult(int Value);

    sealed record Place(VoidResult Result);

    interface IStep
    {
        Task<VoidResult> RunAsync(int value);

        Task<Place> PlaceAsync(int value);
    }

    sealed class Woven(Trace trace) : IStep
    {
        [Expect(Decision.Ordinary)]
        public async Task<VoidResult> RunAsync(int value)
        {
            await trace.Leaf();
            return new(value + 1);
        }

        [Expect(Decision.Ordinary)]
        public async Task<Place> PlaceAsync(int value)
        {
            await trace.Leaf();
            return new(new(value));
        }
    }

    /// <summary>Not woven: its callers make ordinary calls.</summary>
    sealed class Tasks(Trace trace) : IStep
    {
        public Task<VoidResult> RunAsync(int value) => trace.Leaf(value).AsTask().ContinueWith(leaf => new VoidResult(leaf.Result - 1), TaskScheduler.Default);

        public Task<Place> PlaceAsync(int value) => trace.Leaf(value).AsTask().ContinueWith(leaf => new Place(new(leaf.Result)), TaskScheduler.Default);
    }

    sealed class Above(IStep step) : IStep
    {
        [Expect(Decision.Scratch)]
        public async Task<VoidResult> RunAsync(int value) => new((await step.RunAsync(value)).Value * 10);

        [Expect(Decision.Scratch, Count = 2)]
        public async Task<Place> PlaceAsync(int value) => new(new((await step.PlaceAsync(value)).Result.Value + (await step.RunAsync(value)).Value));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Results(Trace trace)
    {
        foreach (IStep step in new IStep[] { new Woven(trace), new Tasks(trace) })
        {
            IStep above = new Above(new Above(step));
            trace.Log("void", (await above.RunAsync(3)).Value);
            trace.Log("place", (await above.PlaceAsync(4)).Result.Value);
        }
    }
}
