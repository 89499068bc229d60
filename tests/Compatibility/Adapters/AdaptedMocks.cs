using FakeItEasy;
using Moq;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Adapters;

/// <summary>Adapters around mocks: what is called of the adapter the mock sees, once.</summary>
public static class AdaptedMocks
{
    [Scenario]
    public static async Task Moqs_of_an_interface(Trace trace)
    {
        var mock = new Mock<IOrders>(MockBehavior.Strict);
        mock.Setup(orders => orders.CountAsync(It.IsAny<string>())).Returns((string customer) => trace.Leaf(customer.Length));
        mock.Setup(orders => orders.FindAsync(It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns((int id, CancellationToken _) => trace.LeafTask($"mocked {id}"));
        mock.Setup(orders => orders.SaveAsync(It.IsAny<string>())).Returns(() => trace.Leaf());
        mock.Setup(orders => orders.DeleteAsync(It.Is<int>(id => id < 2))).Returns(() => trace.LeafTask());
        mock.Setup(orders => orders.DeleteAsync(2)).Throws(new TimeoutException("thrown"));
        mock.Setup(orders => orders.DeleteAsync(3)).Returns(() => trace.FailingTask<int>(new KeyNotFoundException("failed")));
        int count = 0;
        foreach (var adapter in Adapted.Of(mock.Object, trace))
        {
            await new OrderDesk(adapter, trace).ServeAsync("ann", 1);
            trace.Log(await new OrderDesk(adapter, trace).AuditAsync(3));
            for (int id = 1; id < 5; id++) await Adapted.UnwovenAsync(adapter, trace, id);
            count++;
        }
        mock.Verify(orders => orders.CountAsync("ann"), Moq.Times.Exactly(5 * count));
        mock.Verify(orders => orders.CountAsync("cleo"), Moq.Times.Exactly(4 * count));
        mock.Verify(orders => orders.DeleteAsync(3), Moq.Times.Exactly(2 * count));
        mock.Verify(orders => orders.FindAsync(4, default), Moq.Times.Exactly(count));
        foreach (var invocation in mock.Invocations) trace.Log(invocation);
    }

    [Scenario]
    public static async Task Moqs_that_throw_at_once(Trace trace)
    {
        var mock = new Mock<IOrders>();
        mock.Setup(orders => orders.CountAsync("ann")).Throws(new TimeoutException("thrown"));
        mock.Setup(orders => orders.SaveAsync("canceled")).Returns(() => new(Task.FromCanceled(new(canceled: true))));
        mock.Setup(orders => orders.SaveAsync("failed")).Returns(() => new(trace.FailingTask<int>(new KeyNotFoundException("failed"))));
        foreach (var adapter in Adapted.Of(mock.Object, trace))
        {
            await trace.Fails("served", () => new OrderDesk(adapter, trace).ServeAsync("ann", 1));
            await trace.Fails("not woven", () => Adapted.UnwovenAsync(adapter, trace, 1));
            await trace.Fails("canceled", () => adapter.SaveAsync("canceled").AsTask());
            await trace.Fails("fails", () => adapter.SaveAsync("failed").AsTask());
        }
        foreach (var invocation in mock.Invocations) trace.Log(invocation);
    }

    /// <summary>The mock inherits companions of the class, and declines their calls.</summary>
    [Scenario]
    public static async Task Moqs_of_a_woven_class(Trace trace)
    {
        var mock = new Mock<Orders>(trace) { CallBase = true };
        mock.Setup(orders => orders.CountAsync("cleo")).Returns(() => trace.Leaf(3));
        foreach (var adapter in Adapted.Of(mock.Object, trace))
        {
            await new OrderDesk(adapter, trace).ServeAsync("ann", 1);
            await new OrderDesk(adapter, trace).ServeAsync("cleo", 2);
            await Adapted.UnwovenAsync(adapter, trace, 2);
        }
        mock.Verify(orders => orders.CountAsync("cleo"), Moq.Times.Exactly(12));
        foreach (var invocation in mock.Invocations) trace.Log(invocation);
    }

    [Scenario]
    public static async Task Substitutes(Trace trace)
    {
        var orders = Substitute.For<IOrders>();
        orders.CountAsync(Arg.Any<string>()).Returns(_ => trace.Leaf(5));
        orders.FindAsync(Arg.Any<int>()).Returns(call => trace.LeafTask($"found {call.Arg<int>()}"));
        orders.DeleteAsync(3).ThrowsAsync(new KeyNotFoundException("failed"));
        orders.When(orders => orders.SaveAsync(Arg.Any<string>())).Do(call => trace.Log($"saving {call.Arg<string>()}"));
        foreach (var adapter in Adapted.Of(orders, trace))
        {
            await new OrderDesk(adapter, trace).ServeAsync("ann", 1);
            trace.Log(await new OrderDesk(adapter, trace).AuditAsync(3));
            await Adapted.UnwovenAsync(adapter, trace, 3);
        }
        await orders.Received(12).CountAsync("ann");
        await orders.Received(6).CountAsync("dora");
        await trace.Fails("received", () => orders.Received(3).DeleteAsync(Arg.Any<int>()));
        foreach (var call in orders.ReceivedCalls()) trace.Log($"{call.GetMethodInfo().Name}({string.Join(", ", call.GetArguments())})");
    }

    [Scenario]
    public static async Task Substitutes_for_parts_of_a_woven_class(Trace trace)
    {
        var orders = Substitute.ForPartsOf<Orders>(trace);
        orders.CountAsync("bob").Returns(_ => trace.Leaf(7));
        foreach (var adapter in Adapted.Of(orders, trace))
        {
            await new OrderDesk(adapter, trace).ServeAsync("bob", 1);
            await Adapted.UnwovenAsync(adapter, trace, 2);
        }
        foreach (var call in orders.ReceivedCalls()) trace.Log($"{call.GetMethodInfo().Name}({call.GetArguments()[0]})");
    }

    [Scenario]
    public static async Task Fakes(Trace trace)
    {
        var orders = A.Fake<IOrders>(options => options.Strict());
        A.CallTo(() => orders.CountAsync(A<string>._)).ReturnsLazily(() => trace.Leaf(8));
        A.CallTo(() => orders.FindAsync(A<int>._, A<CancellationToken>._)).ReturnsLazily((int id, CancellationToken _) => trace.LeafTask($"faked {id}"));
        A.CallTo(() => orders.SaveAsync(A<string>._)).ReturnsLazily(() => trace.Leaf());
        A.CallTo(() => orders.DeleteAsync(1)).ReturnsLazily(() => trace.LeafTask());
        A.CallTo(() => orders.DeleteAsync(2)).Throws(new KeyNotFoundException("faked"));
        foreach (var adapter in Adapted.Of(orders, trace))
        {
            await new OrderDesk(adapter, trace).ServeAsync("ann", 1);
            trace.Log(await new OrderDesk(adapter, trace).AuditAsync(2));
            await Adapted.UnwovenAsync(adapter, trace, 2);
            await Adapted.UnwovenAsync(adapter, trace, 3);
        }
        A.CallTo(() => orders.CountAsync("ann")).MustHaveHappened(18, FakeItEasy.Times.Exactly);
        A.CallTo(() => orders.DeleteAsync(2)).MustHaveHappened(12, FakeItEasy.Times.Exactly);
        foreach (var call in Fake.GetCalls(orders)) trace.Log($"{call.Method.Name}({call.Arguments[0]})");
    }
}
