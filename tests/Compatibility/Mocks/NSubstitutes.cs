using NSubstitute;
using NSubstitute.ExceptionExtensions;
using NSubstitute.Extensions;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Mocks;

/// <summary>NSubstitute's substitutes, called by woven code.</summary>
public static class NSubstitutes
{
    [Scenario]
    public static async Task Of_an_interface(Trace trace)
    {
        var orders = Substitute.For<IOrders>();
        orders.CountAsync("ann").Returns(_ => trace.Leaf(5));
        orders.FindAsync(Arg.Any<int>()).Returns(call => trace.LeafTask($"found {call.Arg<int>()}"));
        orders.DeleteAsync(Arg.Any<int>()).Returns(_ => trace.LeafTask());
        orders.When(orders => orders.SaveAsync(Arg.Any<string>())).Do(call => trace.Log($"saving {call.Arg<string>()}"));
        var desk = new OrderDesk(orders, trace);
        await desk.ServeAsync("ann", 1);
        trace.Log(await desk.AuditAsync(2));
        await orders.Received(1).CountAsync("ann");
        await orders.Received(1).FindAsync(1);
        await orders.DidNotReceive().DeleteAsync(3);
        await trace.Fails("received", () => orders.Received(3).DeleteAsync(Arg.Any<int>()));
        Received.InOrder(async () =>
        {
            await orders.CountAsync("ann");
            await orders.FindAsync(1);
            await orders.SaveAsync("ann/1");
        });
        foreach (var call in orders.ReceivedCalls()) trace.Log($"{call.GetMethodInfo().Name}({string.Join(", ", call.GetArguments())})");
    }

    [Scenario]
    public static async Task Without_setups_and_with_failures(Trace trace)
    {
        var orders = Substitute.For<IOrders, IAsyncDisposable>();
        var desk = new OrderDesk(orders, trace);
        await desk.ServeAsync("ann", 1);
        orders.FindAsync(2).ThrowsAsync(new TimeoutException("faulted"));
        orders.DeleteAsync(3).Throws(new KeyNotFoundException("thrown"));
        await trace.Fails("2", () => desk.ServeAsync("ann", 2));
        trace.Log(await desk.AuditAsync(3));
        await using (((IAsyncDisposable)orders).ConfigureAwait(false)) await trace.Leaf();
        _ = ((IAsyncDisposable)orders).Received(1).DisposeAsync();
    }

    [Scenario]
    public static async Task Parts_of_a_woven_class(Trace trace)
    {
        var orders = Substitute.ForPartsOf<Orders>(trace);
        orders.Configure().FindAsync(2).Returns(_ => trace.LeafTask("a part"));
        await new OrderDesk(orders, trace).ServeAsync("ann", 1);
        await new OrderDesk(orders, trace).ServeAsync("ann", 2);
        trace.Log(await new OrderDesk(orders, trace).AuditAsync(-1));
        // The first call was the one by which it was set up.
        await orders.Received(1).FindAsync(-1);
        foreach (var call in orders.ReceivedCalls()) trace.Log($"{call.GetMethodInfo().Name}({call.GetArguments()[0]})");
    }

    [Scenario]
    public static async Task Of_a_woven_class(Trace trace)
    {
        var orders = Substitute.For<Orders>(trace);
        orders.CountAsync(Arg.Any<string>()).Returns(_ => trace.Leaf(6));
        orders.FindAsync(1).Returns("substituted");
        orders.When(orders => _ = orders.SaveAsync(Arg.Any<string>())).CallBase();
        await new OrderDesk(orders, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(orders, trace).AuditAsync(2));
    }

    [Scenario]
    public static async Task That_forwards_to_a_woven_object(Trace trace)
    {
        var orders = Substitute.ForTypeForwardingTo<IOrders, Orders>(trace);
        await new OrderDesk(orders, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(orders, trace).AuditAsync(-1));
        await orders.Received(1).CountAsync("ann");
    }
}
