using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>The attributes by which tools tell what is emitted from what the user has written.</summary>
public sealed class EmittedCodeTests(ITestOutputHelper output)
{
    public static TheoryData<string> Configurations => [.. Copies.Configurations];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void All_that_is_emitted_is_marked_as_generated(string configuration)
    {
        using var woven = ModuleDefinition.ReadModule(Copies.In(configuration).WovenPath);
        var emitted = Emitted(configuration, woven);
        output.WriteLine($"{configuration}: {emitted.OfType<TypeDefinition>().Count()} types, {emitted.OfType<MethodDefinition>().Count()} methods, {emitted.OfType<FieldDefinition>().Count()} fields");
        Assert.True(emitted.Count > 1000);
        Assert.Empty(emitted.Where(member => !IsGenerated(member)).Select(member => member.FullName));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void What_others_may_see_is_kept_from_editors(string configuration)
    {
        using var woven = ModuleDefinition.ReadModule(Copies.In(configuration).WovenPath);
        var seen = Emitted(configuration, woven).OfType<TypeDefinition>().Where(type => type is { IsInterface: true, IsNestedPrivate: false }).ToList();
        Assert.Contains(seen, type => type.IsPublic || type.IsNestedPublic);
        Assert.All(seen, type => Assert.Equal(1, (int)type.CustomAttributes.Single(attribute => attribute.AttributeType.Name == "EditorBrowsableAttribute").ConstructorArguments[0].Value));
        var methods = Emitted(configuration, woven).OfType<MethodDefinition>().Where(method => !IsOfGeneratedType(method));
        Assert.All(methods, method => Assert.False(method.IsPublic || method.IsFamily, method.FullName));
    }

    /// <summary>Debuggers come out of a helper in the user's code, and stop nowhere that plain C# would not stop.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public void Debuggers_are_told_of_helpers_that_catch_nothing(string configuration)
    {
        using var woven = ModuleDefinition.ReadModule(Copies.In(configuration).WovenPath, new() { ReadSymbols = true });
        var methods = Emitted(configuration, woven).OfType<MethodDefinition>().Where(method => method.HasBody && !method.IsConstructor).ToList();
        Assert.Contains(methods, method => method.DebugInformation.HasSequencePoints);
        Assert.Contains(methods, Catches);
        Assert.Contains(methods, IsSkipped);
        Assert.All(methods, method => Assert.True(
            IsSkipped(method) == (HasOrIsIn(method, "StackTraceHiddenAttribute") && !Catches(method) && !method.DebugInformation.HasSequencePoints), method.FullName));
    }

    static bool Catches(MethodDefinition method) => method.Body.ExceptionHandlers.Any(handler => handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter);

    static List<IMemberDefinition> Emitted(string configuration, ModuleDefinition woven)
    {
        using var unwoven = ModuleDefinition.ReadModule(Copies.In(configuration).UnwovenPath);
        var before = Members(unwoven).Select(member => member.FullName).ToHashSet();
        return [.. Members(woven).Where(member => !before.Contains(member.FullName))];
    }

    static IEnumerable<IMemberDefinition> Members(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods.Concat<IMemberDefinition>(type.Fields).Concat(type.Properties).Concat(type.Events).Prepend(type));

    /// <summary>Types carry the mark themselves.</summary>
    static bool IsGenerated(IMemberDefinition member) => Has(member, "CompilerGeneratedAttribute") || (member is not TypeDefinition && IsOfGeneratedType(member));

    static bool IsOfGeneratedType(IMemberDefinition member) => member.DeclaringType is { } outer && IsGenerated(outer);

    static bool IsSkipped(MethodDefinition method) => HasOrIsIn(method, "DebuggerNonUserCodeAttribute");

    /// <summary>Whether a method has an attribute, or its type has it for all its methods.</summary>
    static bool HasOrIsIn(MethodDefinition method, string attribute) => Has(method, attribute) || Has(method.DeclaringType, attribute);

    static bool Has(ICustomAttributeProvider member, string attribute) => member.CustomAttributes.Any(candidate => candidate.AttributeType.Name == attribute);
}
