using Benchmarks.Weaving;

switch (args)
{
    case [AssemblyRun.Command, var step, var from, var to]:
        AssemblyRun.Do(step, from, to);
        return;
    case ["assemblies", .. var names]:
        Console.WriteLine($"{"",-32}{"compiled",16}{"woven",16}{"Cecil alone",16}{"bytes",12}{"woven",12}{"times",7}");
        foreach (string name in names.Length > 0 ? names : AssemblyRun.Names) AssemblyRun.Run(name);
        return;
}

// What the report costs: medians over rounds in which the variants alternate.
const int Warmups = 5, Rounds = 31;

var (with, without, json) = (new List<Times>(), new List<Times>(), 0L);
for (int round = -Warmups; round < Rounds; round++)
{
    // Each is first in every other round: what one leaves to the collector, the other pays for.
    bool isFirst = round % 2 == 0;
    var first = LibraryWeave.Run(hasReport: isFirst);
    var second = LibraryWeave.Run(hasReport: !isFirst);
    var (plain, reported) = isFirst ? (second, first) : (first, second);
    json = reported.JsonBytes;
    if (round < 0) continue;
    without.Add(plain);
    with.Add(reported);
}

double Median(List<Times> all, Func<Times, TimeSpan> part) => all.Select(times => part(times).TotalMilliseconds).Order().ElementAt(all.Count / 2);

double weave = Median(without, times => times.Total), report = Median(with, times => times.Total), pairs = with.Zip(without, (left, right) => left.Total / right.Total).Order().ElementAt(Rounds / 2);
Console.WriteLine($"MailKit, {LibraryWeave.Sites} await sites, {Rounds} rounds, medians in ms of processor time");
Console.WriteLine($"{"",-24}{"read",8}{"weave",8}{"write",8}{"report",8}{"all",8}");
foreach (var (name, all) in new[] { ("without report", without), ("with report", with) })
    Console.WriteLine($"{name,-24}{Median(all, times => times.Read),8:F0}{Median(all, times => times.Weave),8:F0}{Median(all, times => times.Write),8:F0}{Median(all, times => times.Report),8:F0}{Median(all, times => times.Total),8:F0}");
Console.WriteLine($"with / without: {report / weave:F3} of the medians, {pairs:F3} median of the pairs; {json} bytes of JSON");
