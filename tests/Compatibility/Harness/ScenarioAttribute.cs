namespace Unboxed.Compatibility.Harness;

/// <summary>A public static method that takes a <see cref="Trace"/> and returns a task: something that a package is used for.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScenarioAttribute : Attribute
{
    /// <summary>The number of leaves whose suspension is varied one by one, as an exponent of two; those behind them follow the same pattern.</summary>
    public int Bits { get; set; } = 3;
}
