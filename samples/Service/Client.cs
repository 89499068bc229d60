using System.Diagnostics;
using System.Net.Http.Json;

namespace Service.Driver;

/// <summary>One customer, who sends a request when the last one has been answered. What the answers are depends on its own requests alone.</summary>
sealed class Client(HttpClient http, int customer)
{
    // Most ask for what is popular; some of the products do not exist.
    const int Popular = 300, Products = 2010;

    public List<double> Times { get; } = [];

    /// <summary>Over status and content of all answers since the beginning.</summary>
    public ulong Checksum { get; private set; }

    public void Begin()
    {
        Times.Clear();
        Checksum = Driver.Checksum.Empty;
    }

    public async Task RunAsync(int first, int count)
    {
        // Not all place their orders at once.
        for (int number = first + customer; number < first + customer + count; number++)
        {
            using var request = Request(number);
            long start = Stopwatch.GetTimestamp();
            using var response = await http.SendAsync(request);
            byte[] content = await response.Content.ReadAsByteArrayAsync();
            Times.Add(Stopwatch.GetElapsedTime(start).Ticks);
            Checksum = Driver.Checksum.Add(Driver.Checksum.Add(Checksum, [(byte)response.StatusCode, (byte)((int)response.StatusCode >> 8)]), content);
        }
    }

    /// <summary>Of ten requests six ask for a product, three for the latest orders, and one places an order, every tenth of which is refused.</summary>
    HttpRequestMessage Request(int number) => (number % 10) switch
    {
        0 => new(HttpMethod.Post, $"/customers/{customer}/orders") { Content = JsonContent.Create(new { product = Product(number), amount = number % 100 == 0 ? 0 : 1 + (number % 7) }) },
        3 or 6 or 9 => new(HttpMethod.Get, $"/customers/{customer}/orders"),
        _ => new(HttpMethod.Get, $"/products/{Product(number)}"),
    };

    int Product(int number)
    {
        uint mixed = unchecked((uint)((number * 7919) + (customer * 104729)) * 2654435761);
        return 1 + (int)((mixed >> 8) % (mixed % 4 == 0 ? Products : Popular));
    }
}
