using Shop.Layers;

namespace Shop;

/// <summary>What the service answers over HTTP. An endpoint is the root of its request's calls: the framework calls it, and is not woven.</summary>
static class Endpoints
{
    const int LatestOrders = 5;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/products/{id:int}", async (int id, IStorefront shop, CancellationToken cancellation) =>
            await shop.FindProductAsync(id, cancellation) is { } product ? Results.Ok(product) : Results.NotFound());

        routes.MapGet("/customers/{customer:int}/orders", async (int customer, IStorefront shop, CancellationToken cancellation) =>
            await shop.LatestOrdersAsync(customer, LatestOrders, cancellation));

        routes.MapPost("/customers/{customer:int}/orders", async (int customer, OrderRequest request, IStorefront shop, CancellationToken cancellation) =>
            await shop.PlaceOrderAsync(customer, request, cancellation) switch
            {
                { Refusal: { } refusal } => Results.BadRequest(refusal),
                var placed => Results.Ok(placed.Order),
            });
    }
}
