extern alias unwoven;
extern alias woven;

using System.IO.Pipelines;
using LogPipeline.Driver;

// About as long as a line.
const int PieceSize = 96;
const int WarmUps = 2, Rounds = 5;

if (args.Length > 1)
{
    Console.Error.WriteLine("usage: LogPipeline [log file]");
    return 2;
}

byte[] log = File.ReadAllBytes(args.Length == 1 ? args[0] : Path.Combine(AppContext.BaseDirectory, "access.log"));
(string Name, Func<PipeReader, Task<(long, ulong, long)>> Run)[] variants =
[
    ("unwoven", async reader =>
    {
        var (lines, checksum, suspensions) = await unwoven::LogPipeline.LogRun.ReadToEndAsync(reader);
        return (lines, checksum, suspensions);
    }),
    ("woven", async reader =>
    {
        var (lines, checksum, suspensions) = await woven::LogPipeline.LogRun.ReadToEndAsync(reader);
        return (lines, checksum, suspensions);
    }),
];
var runs = variants.Select(_ => new List<Measurement>()).ToArray();

using (var sender = new LogSender(log, PieceSize))
{
    for (int round = -WarmUps; round < Rounds; round++)
    {
        for (int i = 0; i < variants.Length; i++)
        {
            var run = await Measurement.TakeAsync(sender, PieceSize, variants[i].Run);
            if (round >= 0) runs[i].Add(run);
        }
    }
}

Console.WriteLine($"{"",-8}{"lines",8}{"checksum",18}{"suspensions/line",18}{"B/line",10}{"ns/line",10}{"gen0",6}");
for (int i = 0; i < variants.Length; i++)
{
    var run = Measurement.Median(runs[i]);
    double lines = Math.Max(run.Lines, 1);
    Console.WriteLine(
        $"{variants[i].Name,-8}{run.Lines,8}{run.Checksum,18:x16}{run.Suspensions / lines,18:f2}{run.Bytes / lines,10:f1}{run.Nanoseconds / lines,10:f0}{run.Collections,6}");
}

if (runs.SelectMany(rows => rows).Select(run => (run.Lines, run.Checksum)).Distinct().Count() == 1) return 0;
Console.Error.WriteLine("The runs do not agree on lines and checksum.");
return 1;
