using System.Diagnostics;

namespace Unboxed.Mutation;

/// <summary>Runs a stage over seeds in processes of its own. One that ends or hangs is begun again behind the seed that it had begun.</summary>
sealed class Stage(string name, string folder)
{
    /// <summary>A weave takes a fraction of a second; on a loaded machine, the start of a process takes many.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The last words about each seed.</summary>
    internal Dictionary<int, string> Run(int first, int count)
    {
        var results = new Dictionary<int, string>();
        int next = first;
        while (next < first + count)
        {
            var (last, begun, why) = Process(next, first + count - next, results);
            if (why is null) return results;
            if (begun is null && last < next) throw new InvalidOperationException($"{name} does not begin: {why}");
            if (begun is { } words) results[last] = $"{words} died: {why}";
            next = last + 1;
        }
        return results;
    }

    (int Last, string? Begun, string? Why) Process(int first, int count, Dictionary<int, string> results)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(Stage).Assembly.Location, name, folder, $"{first}", $"{count}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = new Queue<string>();
        process.ErrorDataReceived += (_, line) => { lock (errors) if (line.Data is not null && errors.Count < 400) errors.Enqueue(line.Data); };
        process.BeginErrorReadLine();
        int last = first - 1;
        string? begun = null;
        while (true)
        {
            var reading = process.StandardOutput.ReadLineAsync();
            if (!reading.Wait(Patience))
            {
                process.Kill();
                process.WaitForExit();
                return (last, begun, "it does not end");
            }
            if (reading.Result is not { } line) break;
            string[] words = line.Split(' ', 3);
            if (words[0] is not ("begin" or "end")) continue;
            last = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
            if (words[0] == "begin") (begun, results[last]) = (words[2], words[2]);
            else (begun, results[last]) = (null, $"{results[last]}: {words[2]}");
        }
        process.WaitForExit();
        lock (errors) return (last, begun, process.ExitCode == 0 ? null : $"exit code {process.ExitCode}: {string.Join(" | ", errors.Take(12))}");
    }
}
