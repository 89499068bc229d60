using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>A new virtual method below the implementer, overridden further down, does not implement the interface.</summary>
public static class HiddenMethods
{
    interface ISlot
    {
        ValueTask<string> NameAsync();
    }

    class Slot0(Trace trace) : ISlot
    {
        protected Trace Trace => trace;

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<string> NameAsync()
        {
            await trace.Leaf();
            return "0";
        }
    }

    class Slot1(Trace trace) : Slot0(trace)
    {
        [Expect(Decision.Ordinary)]
        public new virtual async ValueTask<string> NameAsync()
        {
            await Trace.Leaf();
            return "1";
        }
    }

    sealed class Slot2(Trace trace) : Slot1(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async ValueTask<string> NameAsync()
        {
            await Trace.Leaf();
            return "2";
        }
    }

    sealed class Slot3(Trace trace) : Slot1(trace), ISlot
    {
        [Expect(Decision.Ordinary)]
        public override async ValueTask<string> NameAsync()
        {
            await Trace.Leaf();
            return "3";
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Are_not_called_for_the_interface(Trace trace)
    {
        foreach (var slot in new Slot0[] { new(trace), new Slot1(trace), new Slot2(trace), new Slot3(trace) })
        {
            trace.Log("interface", await ((ISlot)slot).NameAsync());
            trace.Log("base", await slot.NameAsync());
            if (slot is Slot1 hidden) trace.Log("hidden", await hidden.NameAsync());
        }
    }
}
