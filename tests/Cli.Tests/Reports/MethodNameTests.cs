using Unboxed.Cli.Reports;
using Xunit;

namespace Unboxed.Cli.Tests.Reports;

/// <summary>Names of methods, taken apart and found again.</summary>
public sealed class MethodNameTests
{
    [Theory]
    [InlineData("Ns.Type.Method()", "Ns.Type", "Type.Method()", "Ns.Type.Method")]
    [InlineData("Ns.Type<A.B>.Method(A.B, C.D[])", "Ns.Type<A.B>", "Type<B>.Method(B, D[])", "Ns.Type.Method")]
    [InlineData("Ns.Outer<T>.Inner<U>.Method(System.Collections.Generic.List<A.B?>)", "Ns.Outer<T>.Inner<U>", "Inner<U>.Method(List<B?>)", "Ns.Outer.Inner.Method")]
    [InlineData("Main(string[])", "", "Main(string[])", "Main")]
    [InlineData("Ns.Type.Method", "Ns.Type", "Method", "Ns.Type.Method")]
    [InlineData("System.Threading.Tasks.Task<A.B>", "System.Threading.Tasks", "Task<B>", "System.Threading.Tasks.Task")]
    public void A_name_comes_apart(string name, string type, string shown, string path)
    {
        var parsed = MethodName.Parse(name);
        Assert.Equal((type, shown, path), (parsed.Type, parsed.Short, parsed.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData(")(")]
    [InlineData(".")]
    [InlineData("><.>(<")]
    [InlineData("a.b.(c")]
    [InlineData("<T>.(,)")]
    public void Odd_names_come_apart_somehow(string name)
    {
        var parsed = MethodName.Parse(name);
        Assert.Equal((parsed.Short, parsed.Path, parsed.ParameterTypes.Count), (MethodName.Parse(name).Short, MethodName.Parse(name).Path, MethodName.Parse(name).ParameterTypes.Count));
    }

    [Theory]
    [InlineData("N.ISource<int>.Next(int)", "N.ISource<T>.Next(T)")]
    [InlineData("N.Map<int, string>.Get(int, bool)", "N.Map<Key, Value>.Get(Key, bool)")]
    [InlineData("N.Type.Generic(System.Collections.Generic.List<int>)", "N.Type.Generic(System.Collections.Generic.List<TItem>)")]
    [InlineData("N.Type.Plain(int)", "N.Type.Plain(int)")]
    [InlineData("N.Type.Plain(long)", null)]
    [InlineData("N.Type.Many(N.Item)", null)]
    [InlineData("N.Map<int, string>.Get(int, int)", null)]
    [InlineData("N.ISource<int>.Next()", null)]
    public void A_call_finds_the_definition_of_its_callee(string call, string? definition)
    {
        string[] definitions = ["N.ISource<T>.Next(T)", "N.Map<Key, Value>.Get(Key, bool)", "N.Type.Generic(System.Collections.Generic.List<TItem>)", "N.Type.Plain(int)", "N.Type.Many(System.Collections.Generic.IEnumerable<N.Item>)"];
        Assert.Equal(definition, new MethodIndex<string>(definitions, name => name).Find(call));
    }
}
