using Moq;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Mocks;

/// <summary>Moq's mocks of interfaces, called by woven code.</summary>
public static class MoqInterfaces
{
    [Scenario]
    public static async Task Tasks_that_are_pending_or_complete(Trace trace)
    {
        var mock = new Mock<IOrders>();
        mock.Setup(orders => orders.CountAsync(It.IsAny<string>())).Returns(() => trace.Leaf(7));
        mock.Setup(orders => orders.FindAsync(It.IsAny<int>(), It.IsAny<CancellationToken>())).Returns((int id, CancellationToken _) => trace.LeafTask($"mocked {id}"));
        mock.Setup(orders => orders.SaveAsync(It.IsAny<string>())).Returns(() => trace.Leaf());
        mock.Setup(orders => orders.DeleteAsync(3)).Returns(() => trace.LeafTask());
        await new OrderDesk(mock.Object, trace).ServeAsync("ann", 3);
        trace.Log(await new OrderDesk(mock.Object, trace).AuditAsync(3));
        mock.Verify(orders => orders.CountAsync("ann"), Times.Once());
        mock.Verify(orders => orders.DeleteAsync(3), Times.Exactly(2));
        mock.Verify(orders => orders.SaveAsync(It.IsIn("ann/3", "audit of 3")), Times.Exactly(2));
        mock.Verify(orders => orders.FindAsync(3, default), Times.Exactly(2));
        mock.VerifyNoOtherCalls();
        foreach (var invocation in mock.Invocations) trace.Log(invocation);
    }

    [Scenario]
    public static async Task Callbacks_and_sequences(Trace trace)
    {
        var mock = new Mock<IOrders>();
        mock.Setup(orders => orders.CountAsync("ann")).Callback((string customer) => trace.Log($"before {customer}")).ReturnsAsync(1).Callback(() => trace.Log("after"));
        mock.SetupSequence(orders => orders.FindAsync(It.IsInRange(1, 9, Moq.Range.Inclusive), default)).ReturnsAsync("first").ThrowsAsync(new KeyNotFoundException("second")).Returns(trace.LeafTask("third"));
        var desk = new OrderDesk(mock.Object, trace);
        await desk.ServeAsync("ann", 3);
        trace.Log(await desk.AuditAsync(4));
        trace.Log(await desk.AuditAsync(5));
    }

    [Scenario]
    public static async Task What_is_not_set_up(Trace trace)
    {
        var loose = new Mock<IOrders> { DefaultValue = DefaultValue.Mock };
        await new OrderDesk(loose.Object, trace).ServeAsync("ann", 1);
        var strict = new Mock<IOrders>(MockBehavior.Strict);
        strict.Setup(orders => orders.CountAsync("ann")).Returns(() => trace.Leaf(1));
        await trace.Fails("strict", () => new OrderDesk(strict.Object, trace).ServeAsync("ann", 1));
        await trace.Fails("strict, in finally", async () => await new OrderDesk(strict.Object, trace).AuditAsync(1));
        trace.Caught(Record(() => strict.Verify(orders => orders.DeleteAsync(1), Times.Never())), "verify");
    }

    [Scenario]
    public static async Task Failing_tasks(Trace trace)
    {
        var mock = new Mock<IOrders>();
        mock.Setup(orders => orders.FindAsync(1, default)).ThrowsAsync(new TimeoutException("faulted"));
        mock.Setup(orders => orders.FindAsync(2, default)).Throws(new TimeoutException("thrown"));
        mock.Setup(orders => orders.FindAsync(3, default)).Returns(() => trace.FailingTask<string>(new TimeoutException("later")));
        mock.Setup(orders => orders.FindAsync(4, default)).Returns((Task<string>)null!);
        mock.Setup(orders => orders.FindAsync(5, default)).Returns(Task.FromCanceled<string>(new(canceled: true)));
        var desk = new OrderDesk(mock.Object, trace);
        for (int id = 1; id <= 5; id++) await trace.Fails($"{id}", () => desk.ServeAsync("ann", id));
    }

    [Scenario]
    public static async Task A_mock_of_several_interfaces_around_a_woven_object(Trace trace)
    {
        var real = new Orders(trace);
        var mock = new Mock<IOrders>();
        var closing = mock.As<IAsyncDisposable>();
        closing.Setup(closing => closing.DisposeAsync()).Returns(() => trace.Leaf());
        mock.Setup(orders => orders.CountAsync(It.IsAny<string>())).Returns((string customer) => real.CountAsync(customer));
        mock.Setup(orders => orders.FindAsync(It.IsAny<int>(), default)).Returns(async (int id, CancellationToken cancellation) => "wrapped " + await real.FindAsync(id, cancellation));
        mock.Setup(orders => orders.SaveAsync(It.IsAny<string>())).Returns(real.SaveAsync);
        mock.Setup(orders => orders.DeleteAsync(It.IsAny<int>())).Returns(real.DeleteAsync);
        await using (closing.Object) await new OrderDesk(mock.Object, trace).ServeAsync("bob", 2);
        trace.Log(await new OrderDesk(mock.Object, trace).AuditAsync(-2));
        closing.Verify(closing => closing.DisposeAsync(), Times.Once());
    }

    static Exception Record(Action action)
    {
        try
        {
            action();
            return new InvalidOperationException("nothing is thrown");
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
