namespace Unboxed.Fuzzing.Harness;

// Who is told when something changes.
public sealed partial class World
{
    int heard;
    bool isListening;

    internal SideChains SideChains => field ??= new(this);

    /// <summary>From now on a handler is told of each change of <see cref="Number"/>, and runs chains of its own.</summary>
    public void Listen(Func<int, SideLeaf, Task<int>> start)
    {
        SideChains.Use(start);
        isListening = true;
        Number = new(Changed);
    }

    /// <remarks>
    /// Traces what the program has changed itself. When contexts are entered and left, woven code may tell more or fewer changes: what must hold is that the last of
    /// them is the value that there is (see <see cref="Heard"/>).
    /// </remarks>
    void Changed(AsyncLocalValueChangedArgs<int> change)
    {
        heard = change.CurrentValue;
        if (!change.ThreadContextChanged && !SideChains.IsBusy)
        {
            Count(Suspension.HandlerRuns);
            Where($"number from {change.PreviousValue}");
        }
        SideChains.Run();
    }

    string Heard => isListening && heard != Number.Value ? $", heard {heard}" : "";

    /// <summary>Completes a leaf in the middle of what the caller does.</summary>
    public void CompleteOne()
    {
        if (waiting.Count == 0) return;
        Count(Suspension.CompletedInCallback);
        var leaf = waiting[0];
        waiting.RemoveAt(0);
        leaf.Complete();
    }
}
