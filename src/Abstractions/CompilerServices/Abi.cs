namespace Unboxed.CompilerServices;

/// <summary>What woven code and the run-time support have to agree on.</summary>
public static class Abi
{
    /// <summary>
    /// Changes when woven code of before can no longer run with this library, or code woven from now on with a library of before.
    /// The weaver refuses a library with another number than its own.
    /// </summary>
    public const int Version = 9;

    /// <summary>
    /// Whether this runtime has what scratch calls need: the fields of the thread that hold its contexts and its task. Where it has not, all calls of woven code are the ordinary ones. So they are
    /// where the AppContext switch <c>Unboxed.OrdinaryCalls</c> is true, and where hot reload is on and the switch does not say false.
    /// </summary>
    public static bool IsServed
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
        get => Served;
    }

    static readonly bool Served = IsWanted() && Fence.HasFields() && RunningTask.HasField();

    static bool IsWanted() => AppContext.TryGetSwitch("Unboxed.OrdinaryCalls", out bool isOrdinary) ? !isOrdinary : !HotReload.IsOn;
}
