using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Shop;

/// <summary>A woven caller: whatever implements the interface, it is called through it.</summary>
public sealed class OrderDesk(IOrders orders, Trace trace)
{
    readonly bool comesBack = trace.HasContext;

    /// <summary>Calls each method once.</summary>
    public async Task ServeAsync(string customer, int id)
    {
        trace.Log($"{customer} has {await orders.CountAsync(customer)}");
        trace.Log($"found {await orders.FindAsync(id)}");
        await orders.SaveAsync($"{customer}/{id}");
        await orders.DeleteAsync(id);
        trace.Where("served");
    }

    /// <summary>In another order, with what fails, and with <c>ConfigureAwait</c>: false where that goes on at once, so that the order of lines is no matter of luck.</summary>
    public async ValueTask<string> AuditAsync(int id)
    {
        try
        {
            await orders.DeleteAsync(id).ConfigureAwait(comesBack);
            return $"audited {await orders.FindAsync(id).ConfigureAwait(comesBack)}";
        }
        catch (KeyNotFoundException exception)
        {
            trace.Caught(exception, "audit");
            return "nothing";
        }
        finally
        {
            await orders.SaveAsync($"audit of {id}").ConfigureAwait(comesBack);
        }
    }
}
