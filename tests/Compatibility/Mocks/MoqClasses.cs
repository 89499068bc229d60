using Moq;
using Moq.Protected;
using Unboxed.Compatibility.Harness;
using Unboxed.Compatibility.Shop;

namespace Unboxed.Compatibility.Mocks;

/// <summary>Moq's mocks of classes whose virtual methods are woven.</summary>
public static class MoqClasses
{
    [Scenario]
    public static async Task Base_methods_are_called(Trace trace)
    {
        var mock = new Mock<Orders>(trace) { CallBase = true };
        await new OrderDesk(mock.Object, trace).ServeAsync("ann", 1);
        trace.Log(await new OrderDesk(mock.Object, trace).AuditAsync(-1));
        trace.Log(await CallAsync(mock.Object));
        // The base method's own calls are seen as well.
        foreach (var invocation in mock.Invocations) trace.Log(invocation);
        mock.Verify(orders => orders.FindAsync(1, default), Times.Exactly(2));
    }

    [Scenario]
    public static async Task Some_methods_are_set_up(Trace trace)
    {
        var mock = new Mock<Orders>(trace) { CallBase = true };
        mock.Setup(orders => orders.FindAsync(It.Is<int>(id => id > 1), default)).Returns(() => trace.LeafTask("mocked"));
        mock.Protected().Setup<Task<decimal>>("PriceAsync", ItExpr.IsAny<int>()).Returns(() => trace.LeafTask(9m));
        await new OrderDesk(mock.Object, trace).ServeAsync("ann", 1);
        await new OrderDesk(mock.Object, trace).ServeAsync("ann", 2);
        mock.Protected().Verify("PriceAsync", Times.Exactly(2), ItExpr.IsAny<int>());
    }

    [Scenario]
    public static async Task Base_methods_are_not_called(Trace trace)
    {
        var mock = new Mock<Orders>(trace);
        await trace.Fails("loose", () => new OrderDesk(mock.Object, trace).ServeAsync("ann", 1));
        trace.Log(await CallAsync(mock.Object));
        var strict = new Mock<Orders>(MockBehavior.Strict, trace);
        strict.Setup(orders => orders.CountAsync("ann")).Returns(trace.Leaf(4));
        await trace.Fails("strict", () => new OrderDesk(strict.Object, trace).ServeAsync("ann", 1));
        strict.VerifyAll();
    }

    [Scenario]
    public static async Task An_abstract_class(Trace trace)
    {
        var mock = new Mock<Job>(trace) { CallBase = true };
        mock.Protected().Setup<ValueTask<int>>("StepAsync", ItExpr.IsAny<int>()).Returns((int step) => trace.Leaf(step * 10));
        trace.Log(await mock.Object.RunAsync(3));
        mock.Protected().Verify("StepAsync", Times.Exactly(3), ItExpr.IsAny<int>());
    }

    /// <summary>Not through the interface, but by the class's virtual methods.</summary>
    static async Task<string> CallAsync(Orders orders)
    {
        await orders.SaveAsync("by class");
        return $"{await orders.CountAsync("cleo")} {await orders.FindAsync(5)}";
    }

    /// <summary>A template method over an abstract one.</summary>
    public abstract class Job(Trace trace)
    {
        public async Task<int> RunAsync(int steps)
        {
            int sum = 0;
            for (int step = 1; step <= steps; step++) sum += await StepAsync(step) + await WeighAsync(step);
            return sum;
        }

        protected abstract ValueTask<int> StepAsync(int step);

        protected virtual async ValueTask<int> WeighAsync(int step) => await trace.Leaf(step);
    }
}
