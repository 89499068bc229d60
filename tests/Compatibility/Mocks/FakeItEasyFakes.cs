using FakeItEasy;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Mocks;

/// <summary>FakeItEasy's fakes, called by woven code.</summary>
public static class FakeItEasyFakes
{
    [Scenario]
    public static async Task Of_an_interface(Trace trace)
    {
        var orders = A.Fake<IOrders>();
        A.CallTo(() => orders.CountAsync(A<string>._)).ReturnsLazily(() => trace.Leaf(8));
        A.CallTo(() => orders.FindAsync(A<int>._, A<CancellationToken>._)).ReturnsLazily((int id, CancellationToken _) => trace.LeafTask($"faked {id}"));
        A.CallTo(() => orders.SaveAsync(A<string>._)).Invokes((string order) => trace.Log($"saving {order}"));
        A.CallTo(() => orders.DeleteAsync(2)).Throws(new KeyNotFoundException("faked"));
        var desk = new OrderDesk(orders, trace);
        await desk.ServeAsync("ann", 1);
        trace.Log(await desk.AuditAsync(2));
        A.CallTo(() => orders.CountAsync("ann")).MustHaveHappenedOnceExactly();
        A.CallTo(() => orders.SaveAsync(A<string>._)).MustHaveHappenedTwiceExactly();
        foreach (var call in Fake.GetCalls(orders)) trace.Log($"{call.Method.Name}({call.Arguments[0]})");
    }

    [Scenario]
    public static async Task Without_setups(Trace trace)
    {
        await new OrderDesk(A.Fake<IOrders>(), trace).ServeAsync("ann", 1);
        var strict = A.Fake<IOrders>(options => options.Strict());
        A.CallTo(() => strict.CountAsync("ann")).ReturnsLazily(() => trace.Leaf(1));
        await trace.Fails("strict", () => new OrderDesk(strict, trace).ServeAsync("ann", 1));
    }

    [Scenario]
    public static async Task Around_a_woven_object(Trace trace)
    {
        var orders = A.Fake<IOrders>(options => options.Wrapping(new Orders(trace)).Implements<IAsyncDisposable>());
        A.CallTo(() => orders.CountAsync("bob")).ReturnsLazily(() => trace.Leaf(2));
        await new OrderDesk(orders, trace).ServeAsync("ann", 1);
        await new OrderDesk(orders, trace).ServeAsync("bob", 1);
        trace.Log(await new OrderDesk(orders, trace).AuditAsync(-1));
        A.CallTo(() => orders.CountAsync(A<string>._)).MustHaveHappenedTwiceExactly();
    }

    [Scenario]
    public static async Task Of_a_woven_class(Trace trace)
    {
        var orders = A.Fake<Orders>(options => options.WithArgumentsForConstructor([trace]).CallsBaseMethods());
        A.CallTo(orders).Where(call => call.Method.Name == "PriceAsync").WithReturnType<Task<decimal>>().ReturnsLazily(() => trace.LeafTask(3m));
        await new OrderDesk(orders, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(orders, trace).AuditAsync(-1));
        foreach (var call in Fake.GetCalls(orders)) trace.Log($"{call.Method.Name}({call.Arguments[0]})");
    }
}
