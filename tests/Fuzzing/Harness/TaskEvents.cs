using System.Diagnostics.Tracing;

namespace Unboxed.Fuzzing.Harness;

/// <summary>Listens to the events of the framework's tasks, and runs chains of its own at each. With it, the framework's builders and awaiters take other ways.</summary>
sealed class TaskEvents : EventListener
{
    const string SourceName = "System.Threading.Tasks.TplEventSource";

    /// <summary>The number of events so far.</summary>
    internal static long Count { get; private set; }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName) EnableEvents(eventSource, EventLevel.LogAlways, EventKeywords.All);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name != SourceName || !Thread.CurrentThread.IsThreadPoolThread) return;
        Count++;
        Driver.CurrentWorld?.SideChains.Run();
    }
}
