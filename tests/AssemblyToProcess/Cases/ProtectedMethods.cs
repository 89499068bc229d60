using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Protected methods of a base class may be called on objects of the calling class alone, and the woven code has to show that they are.</summary>
public static class ProtectedMethods
{
    public abstract class Base<T>(Trace trace)
    {
        protected Trace Trace => trace;

        [Expect(Decision.Ordinary)]
        protected async Task<T> KnownAsync(T value)
        {
            await trace.Leaf();
            return value;
        }

        [Expect(Decision.Ordinary)]
        protected virtual async ValueTask<string> NameAsync()
        {
            await trace.Leaf();
            return "base";
        }
    }

    public class Derived(Trace trace) : Base<int>(trace)
    {
        [Expect(Decision.Scratch, Count = 4)]
        public async Task<string> RunAsync(Derived other)
        {
            int first = await KnownAsync(1);
            int second = await other.KnownAsync(2);
            Derived local = other;
            Trace.Log("local", await local.NameAsync());
            return $"{first} {second} {await NameAsync()}";
        }
    }

    public sealed class Generic<T>(Trace trace) : Base<T>(trace)
    {
        [Expect(Decision.Ordinary)]
        protected override async ValueTask<string> NameAsync()
        {
            await Trace.Leaf();
            return typeof(T).Name;
        }

        [Expect(Decision.Scratch, Count = 3)]
        public async Task<string> RunAsync(T value, Generic<string> other) => $"{await KnownAsync(value)} {await NameAsync()} {await other.KnownAsync("other")}";
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Are_called_by_derived_classes(Trace trace)
    {
        trace.Log("derived", await new Derived(trace).RunAsync(new(trace)));
        trace.Log("generic", await new Generic<long>(trace).RunAsync(5, new(trace)));
    }
}
