namespace AssemblyToProcess.Harness;

/// <summary>
/// A public static method that takes a <see cref="Trace"/> (and an int, the variant, where it has some). The runner runs it unwoven and
/// woven, in every environment that the case is for and with every pattern of suspending leaves, and compares the traces.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CaseAttribute : Attribute
{
    public Places In { get; set; } = Places.All;

    /// <summary>The number of variants: the case is run with 0 to this, exclusive.</summary>
    public int Variants { get; set; } = 1;

    /// <summary>The most leaves whose pattern is varied in each run, as an exponent of two.</summary>
    public int Bits { get; set; } = 5;
}

/// <summary>
/// A public static method that takes a <see cref="Trace"/> and asserts of woven code what unwoven code has no counterpart for,
/// by throwing. Run woven only.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WovenOnlyAttribute : Attribute;

/// <summary>A public static method that takes a <see cref="Meter"/> and whose calls allocate nothing when it is woven.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllocationAttribute : Attribute;
