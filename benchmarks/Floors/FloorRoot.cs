using System.Runtime.CompilerServices;

namespace Benchmarks.Floors;

/// <summary>Makes the calls, one after the other.</summary>
/// <typeparam name="TDepth">The depth of the first level.</typeparam>
sealed class FloorRoot<TDepth>(ILevel<TDepth> first) where TDepth : struct
{
    public Task<long> Run(int calls)
    {
        long sum = 0;
        var thread = Thread.CurrentThread;
        for (int i = 0; i < calls; i++) sum += Call(thread);
        return Task.FromResult(sum);
    }

    public Task<long> Catch(int calls)
    {
        long failures = 0;
        var thread = Thread.CurrentThread;
        for (int i = 0; i < calls; i++)
        {
            try { Call(thread); }
            catch (InvalidOperationException) { failures++; }
        }
        return Task.FromResult(failures);
    }

    // As a root's, the space lies in the frame of a method of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Call(Thread thread)
    {
        Space space = default;
        space.Handle.Self = Floor.AddressOf(ref space.Handle);
        space.Thread = thread;
        if (first is not ICompanion<TDepth> companion) throw new NotSupportedException("A level has no companion.");
        var answer = companion.Next(ref space.Handle, out int value);
        if (answer == typeof(Completed)) return value;
        Thrown.Again(ref space, answer);
        // What is measured would be the ordinary calls.
        throw new NotSupportedException("A level has declined.");
    }
}
