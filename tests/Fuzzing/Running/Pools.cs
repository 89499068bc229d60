namespace Unboxed.Fuzzing.Running;

/// <summary>What must hold of the run-time support's pools when nothing is in flight.</summary>
static class Pools
{
    internal static void Check()
    {
    }
}
