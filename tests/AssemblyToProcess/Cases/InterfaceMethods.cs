using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Interfaces of several methods: inherited, overloaded, with implementations of their own; and classes of several interfaces.</summary>
public static class InterfaceMethods
{
    interface ITwo
    {
        ValueTask<int> OneAsync();

        ValueTask<int> OtherAsync();
    }

    interface IExtended : ITwo
    {
        ValueTask<int> MoreAsync();
    }

    /// <summary>One method for two interface methods, and one interface that extends another.</summary>
    sealed class Extended(Trace trace) : IExtended
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> OneAsync() => await trace.Leaf(1);

        [Expect(Decision.Scratch)]
        async ValueTask<int> ITwo.OtherAsync() => 1 + await ((ITwo)this).OneAsync();

        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<int> MoreAsync() => await ((ITwo)this).OneAsync() + await ((IExtended)this).OtherAsync();
    }

    interface ISame
    {
        ValueTask<int> OneAsync();
    }

    sealed class Both(Trace trace) : ITwo, ISame
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> OneAsync() => await trace.Leaf(10);

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> OtherAsync() => await trace.Leaf(20);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task SeveralInterfaces(Trace trace)
    {
        IExtended extended = new Extended(trace);
        trace.Log("more", await extended.MoreAsync());
        trace.Log("one", await extended.OneAsync());
        trace.Log("other", await ((ITwo)extended).OtherAsync());
        var both = new Both(trace);
        trace.Log("two", await ((ITwo)both).OneAsync());
        trace.Log("same", await ((ISame)both).OneAsync());
        trace.Log("other", await ((ITwo)both).OtherAsync());
    }

    interface IOverloaded
    {
        ValueTask<string> GetAsync();

        ValueTask<string> GetAsync(int a);

        ValueTask<string> GetAsync(string a);

        Task<string> GetAsync(int a, string b);
    }

    sealed class Overloaded(Trace trace) : IOverloaded
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<string> GetAsync() => await trace.Leaf("none");

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> GetAsync(int a) => await trace.Leaf("int ") + a;

        [Expect(Decision.Ordinary)]
        public async ValueTask<string> GetAsync(string a) => await trace.Leaf("string ") + a;

        [Expect(Decision.Ordinary)]
        public async Task<string> GetAsync(int a, string b) => await trace.Leaf("both ") + a + b;
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task Overloads(Trace trace)
    {
        IOverloaded overloaded = new Overloaded(trace);
        trace.Log(await overloaded.GetAsync());
        trace.Log(await overloaded.GetAsync(1));
        trace.Log(await overloaded.GetAsync("a"));
        trace.Log(await overloaded.GetAsync(1, "a"));
    }

    interface IDefault
    {
        [Expect(Decision.Scratch)]
        async ValueTask<int> DefaultAsync() => 1 + await GetAsync();

        ValueTask<int> GetAsync();
    }

    sealed class UsesDefault(Trace trace) : IDefault
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync() => await trace.Leaf(1);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task DefaultImplementations(Trace trace)
    {
        IDefault service = new UsesDefault(trace);
        trace.Log("default", await service.DefaultAsync());
        trace.Log("own", await service.GetAsync());
    }
}
