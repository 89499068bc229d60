using System.Runtime.ExceptionServices;

namespace Unboxed.CompilerServices;

/// <summary>What nobody can catch: as the framework's builders do it, it is thrown in the thread pool, and ends the process.</summary>
static class Unhandled
{
    internal static void Throw(Exception exception) => ThreadPool.QueueUserWorkItem(static fault => fault.Throw(), ExceptionDispatchInfo.Capture(exception), preferLocal: false);
}
