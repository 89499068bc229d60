using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Benchmarks.Kestrel;

/// <summary>A request makes so many calls through the layers, in turn, for an id and those that follow it; the answer is the sum of their results.</summary>
public static class Endpoints
{
    const int Layers = 5;

    public static void Map(IEndpointRouteBuilder routes)
    {
        IHandler handler = new Handler(new Service(new Cache(new CountingRepository(new Repository(new())))));
        routes.MapGet("/{calls}/{id}", async (int calls, int id) =>
        {
            long sum = 0;
            for (int i = 0; i < calls; i++) sum += await handler.HandleAsync(id + i);
            return TypedResults.Text($"{sum}");
        });
    }

    /// <summary>The same answers, of a handler that asks the store itself: what no way to call layers can be better than.</summary>
    public static void MapFlat(IEndpointRouteBuilder routes)
    {
        var store = new Store();
        routes.MapGet("/{calls}/{id}", async (int calls, int id) =>
        {
            long sum = 0;
            for (int i = 0; i < calls; i++) sum += await store.ReadAsync(id + i) + Layers;
            return TypedResults.Text($"{sum}");
        });
    }

    public static long Answer(int calls, int id) => Enumerable.Range(id, calls).Sum(one => Store.ValueOf(one) + Layers);
}
