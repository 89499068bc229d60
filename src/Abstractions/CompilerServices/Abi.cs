namespace Unboxed.CompilerServices;

/// <summary>What woven code and the run-time support have to agree on.</summary>
public static class Abi
{
    /// <summary>
    /// Changes when woven code of before can no longer run with this library, or code woven from now on with a library of before.
    /// The weaver refuses a library with another number than its own.
    /// </summary>
    public const int Version = 7;

    /// <summary>
    /// Whether this runtime has what scratch calls need: the fields of the thread that hold its contexts and its task. Where it has not, or the AppContext switch
    /// <c>Unboxed.OrdinaryCalls</c> is set, all calls of woven code are the ordinary ones.
    /// </summary>
    public static bool IsServed
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
        get => Served;
    }

    static readonly bool Served = !(AppContext.TryGetSwitch("Unboxed.OrdinaryCalls", out bool isOrdinary) && isOrdinary) && Fence.HasFields() && RunningTask.HasField();
}
