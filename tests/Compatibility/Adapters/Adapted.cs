using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;
using Unboxed.CompilerServices;

namespace Unboxed.Compatibility.Adapters;

/// <summary>Puts adapters around objects, where this copy of the assembly is woven, and calls them.</summary>
static class Adapted
{
    static readonly bool isWoven = typeof(Adapted).Assembly.IsDefined(typeof(WovenAttribute), inherit: false);

    /// <summary>An adapter of each strategy; where nothing is woven the object itself, as often.</summary>
    internal static IEnumerable<IOrders> Of(IOrders orders, Trace trace)
    {
        var adapters = !isWoven ? Enumerable.Repeat(orders, 6).ToList() :
        [
            Inlining.Of<IOrders>(orders), Caching.Of<IOrders>(orders), Allocating.Of<IOrders>(orders, ScratchAllocator.Pooling), Allocating.Of<IOrders>(orders, ScratchAllocator.Unpooled),
            Inlining.Of<IOrders>(Caching.Of<IOrders>(orders)), Adapting.Of<IOrders>(orders, new TwoRooms()),
        ];
        trace.Companions("adapters", adapters.Count(adapter => adapter != orders));
        return adapters;
    }

    /// <summary>Calls as code makes them that is not woven: futures that are kept, and of several calls at once.</summary>
    internal static async Task UnwovenAsync(IOrders orders, Trace trace, int id)
    {
        trace.Log($"counted {await Passed(orders.CountAsync("ann"))}");
        ValueTask<int> first = orders.CountAsync("bob"), second = orders.CountAsync("cleo");
        trace.Log($"counted {await second}, {await first}");
        var saved = orders.SaveAsync("first").AsTask();
        await Task.WhenAll(saved, orders.SaveAsync("second").AsTask(), orders.FindAsync(id));
        var counted = orders.CountAsync("dora");
        await trace.Leaf();
        trace.Log($"counted {await counted}");
        await trace.Fails("deleted", () => orders.DeleteAsync(id));
        trace.Where("not woven");
    }

    /// <summary>A future that is passed on is awaited by somebody who was not the caller.</summary>
    static ValueTask<int> Passed(ValueTask<int> future) => future;

    /// <summary>A strategy as somebody writes it.</summary>
    sealed class TwoRooms : AdapterStrategy
    {
        readonly Room[] rooms = [new(), new()];

        protected override Room? Take() => rooms.FirstOrDefault(room => room.TryTake());
    }
}
