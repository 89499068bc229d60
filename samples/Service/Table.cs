using System.Globalization;
using Benchmarks.Statistics;

namespace Service.Driver;

/// <summary>What was measured: medians of the rounds after those that warm up.</summary>
static class Table
{
    /// <param name="rounds">Of each server: one of each form, and then again.</param>
    /// <returns>The exit code: 1 where the forms do not give the same answers.</returns>
    public static int Print(TextWriter output, string database, Comparison.Size size, IReadOnlyList<IReadOnlyList<Measurement>> rounds)
    {
        int requests = size.Processes * size.Rounds * size.Requests * Load.Clients;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{database}, {Load.Clients} clients, {requests} requests of each form, medians of {size.Processes} x {size.Rounds} rounds"));
        output.WriteLine($"{"",-18}{"checksum",16}{"requests/s",12}{"to above",10}{"B/request",11}{"us/request",12}{"p50 ms",8}{"p99 ms",8}{"gen0/10000",12}");
        for (int form = 0; form < Form.All.Count; form++)
        {
            var measured = Measured(form);
            // Round by round: what the machine does to one form, it does to the next as well.
            string ratio = form == 0 ? "" : measured.Zip(Measured(form - 1), (mine, above) => mine.RequestsPerSecond / above.RequestsPerSecond).Median().ToString("F2", CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Form.All[form].Name,-18}{Checksum(rounds[form]),16:x16}{Middle(round => round.RequestsPerSecond),12:F0}{ratio,10}{Middle(round => round.BytesPerRequest),11:F0}{Middle(round => round.MicrosecondsPerRequest),12:F0}{Middle(round => round.Median.TotalMilliseconds),8:F2}{Middle(round => round.Slow.TotalMilliseconds),8:F2}{10_000.0 * measured.Sum(round => round.Used.Collections) / requests,12:F1}"));

            double Middle(Func<Measurement, double> figure) => measured.Select(figure).Median();
        }
        if (rounds.Select(Checksum).Distinct().Count() == 1) return 0;
        Console.Error.WriteLine("The forms do not give the same answers.");
        return 1;

        IReadOnlyList<Measurement> Measured(int form) => [.. rounds.Where((_, server) => server % Form.All.Count == form).SelectMany(all => all.Skip(size.WarmUps))];
    }

    // Of all rounds, those that warm up included.
    static ulong Checksum(IReadOnlyList<Measurement> all) => all.Aggregate(Driver.Checksum.Empty, (sum, round) => Driver.Checksum.Add(sum, BitConverter.GetBytes(round.Checksum)));
}
