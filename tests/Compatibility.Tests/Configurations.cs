namespace Unboxed.Compatibility.Tests;

/// <summary>The runs of both configurations, made when they are first asked for.</summary>
public sealed class Configurations : IDisposable
{
    internal const string Debug = "Debug", Release = "Release";

    readonly Lazy<Runs> debug = new(() => new(Debug)), release = new(() => new(Release));

    internal Runs this[string configuration] => (configuration == Debug ? debug : release).Value;

    public void Dispose()
    {
        foreach (var runs in new[] { debug, release })
        {
            if (runs.IsValueCreated) runs.Value.Dispose();
        }
    }
}
