using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Shop.Layers;

/// <summary>Tells those who listen to the meter how long a storefront takes.</summary>
sealed class MeteredStorefront(IStorefront inner) : IStorefront
{
    static readonly Meter meter = new("Shop");
    static readonly Histogram<double> durations = meter.CreateHistogram<double>("shop.duration", "s");

    public async ValueTask<Product?> FindProductAsync(int id, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return await inner.FindProductAsync(id, cancellation);
        }
        finally
        {
            Record(start, "find");
        }
    }

    public async ValueTask<IReadOnlyList<OrderLine>> LatestOrdersAsync(int customer, int count, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return await inner.LatestOrdersAsync(customer, count, cancellation);
        }
        finally
        {
            Record(start, "latest");
        }
    }

    public async ValueTask<Placement> PlaceOrderAsync(int customer, OrderRequest request, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return await inner.PlaceOrderAsync(customer, request, cancellation);
        }
        finally
        {
            Record(start, "place");
        }
    }

    static void Record(long start, string operation) => durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
}
