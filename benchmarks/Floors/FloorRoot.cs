using System.Runtime.CompilerServices;

namespace Benchmarks.Floors;

/// <summary>Makes the calls, one after the other.</summary>
/// <typeparam name="TDepth">The depth of the first level.</typeparam>
sealed class FloorRoot<TDepth>(ILevel<TDepth> first) where TDepth : struct
{
    // A root is an async method: it has a state machine for calls that have no companion.
    public async Task<long> Run(int calls)
    {
        long sum = 0;
        var thread = Thread.CurrentThread;
        for (int i = 0; i < calls; i++) sum += first is ICompanion<TDepth> companion ? Call(companion, thread) : await first.Next().ConfigureAwait(false);
        return sum;
    }

    public Task<long> Catch(int calls)
    {
        long failures = 0;
        var thread = Thread.CurrentThread;
        for (int i = 0; i < calls; i++)
        {
            try { Call((ICompanion<TDepth>)first, thread); }
            catch (InvalidOperationException) { failures++; }
        }
        return Task.FromResult(failures);
    }

    // As a root's, the space lies in the frame of a method of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Call(ICompanion<TDepth> companion, Thread thread)
    {
        Space space = default;
        space.Handle.Self = Handles.AddressOf(ref space.Handle);
        space.Thread = thread;
        var answer = companion.Next(ref space.Handle, out int value);
        if (answer == typeof(Completed)) return value;
        Thrown.Again(ref space, answer);
        // What is measured would be the ordinary calls.
        throw new NotSupportedException("A level has declined.");
    }
}
