using Mono.Cecil;
using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests.Dumps;

/// <summary>The reader knows private fields by their names: who renames one learns it here.</summary>
public sealed class FieldNameTests
{
    [Theory, InlineData("net8.0"), InlineData("net10.0")]
    public void The_run_time_support_has_each_field(string framework)
    {
        using var support = Support(framework);
        Assert.All(SupportFields.All, field => Assert.Contains(field.Field, support.GetType(field.Type).Fields.Select(candidate => candidate.Name)));
    }

    [Theory, InlineData("net8.0"), InlineData("net10.0")]
    public void The_run_time_support_has_the_same_constants(string framework)
    {
        using var support = Support(framework);
        var phase = support.GetType(SupportFields.Chain).NestedTypes.Single(type => type.Name == "Phase");
        Assert.Equal(
            Enum.GetValues<ChainPhase>().Select(value => (value.ToString(), (int)value)),
            phase.Fields.Where(field => field.HasConstant).Select(field => (field.Name, Convert.ToInt32(field.Constant, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal((SupportFields.ContextsSlot, SupportFields.LeafSlot), (Constant(SupportFields.Future, "ContextsSlot"), Constant(SupportFields.Future, "LeafSlot")));
        Assert.Equal(SupportFields.YieldBit, Constant(SupportFields.Namespace + "LeafKind", "YieldBit"));

        object Constant(string type, string field) => support.GetType(type).Fields.Single(candidate => candidate.Name == field).Constant;
    }

    [Fact]
    public void The_framework_has_each_field() => Assert.All(FrameworkFields.All, field => Assert.NotNull(
        typeof(object).Assembly.GetType(field.Type, throwOnError: true)!.GetField(
            field.Field, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)));

    static ModuleDefinition Support(string framework) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "support", framework, "Unboxed.dll"));
}
