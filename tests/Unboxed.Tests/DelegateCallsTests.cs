using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests;

/// <summary>What a delegate's fields say is what it calls: a method of its target, or nothing that could be taken for one.</summary>
public class DelegateCallsTests
{
    class Base
    {
        public virtual Task Virtual() => Task.CompletedTask;

        public Task Inherited() => Task.CompletedTask;
    }

    sealed class Target : Base
    {
        public override Task Virtual() => Task.CompletedTask;

        public Func<Task> OfBase => base.Virtual;

        public Task First() => Task.CompletedTask;

        // Not the code of First.
        public Task Second() => Task.Delay(0);

        public Task Generic<T>() => Task.FromResult(default(T));

        public static Task Static() => Task.CompletedTask;
    }

    sealed class Shared<T>(T value)
    {
        public Task Get() => Task.FromResult(value);
    }

    static readonly Target target = new();

    [Fact]
    public void This_runtime_tells_methods_apart()
    {
        Assert.True(DelegateProbe.TellsMethodsApart());
        Assert.Same(target, DelegateCalls.TargetOf((Func<Task>)target.First));
        Assert.Null(DelegateCalls.TargetOf(null));
    }

    [Fact]
    public void A_method_has_one_address_whoever_has_made_the_delegate()
    {
        nint address = DelegateCalls.MethodOf((Func<Task>)target.First);
        var method = typeof(Target).GetMethod(nameof(Target.First))!;
        Delegate[] same =
        [
            (Func<Task>)target.First, (Func<object>)target.First, (Func<Task>)new Target().First, method.CreateDelegate<Func<Task>>(target), Delegate.CreateDelegate(typeof(Func<Task>), target, "First"),
            (Func<Task>)((Func<Task>)target.First + target.Second - target.Second)!, (Func<Task>)((Func<Task>)target.Second + target.First).GetInvocationList()[1],
        ];
        Assert.All(same, one => Assert.Equal(address, DelegateCalls.MethodOf(one)));
    }

    [Fact]
    public void No_other_delegate_has_both_the_object_and_the_address()
    {
        Func<Task> first = target.First;
        nint address = DelegateCalls.MethodOf(first);
        var open = typeof(Target).GetMethod(nameof(Target.First))!.CreateDelegate<Func<Target, Task>>();
        var openVirtual = typeof(Base).GetMethod(nameof(Base.Virtual))!.CreateDelegate<Func<Base, Task>>();
        var dynamic = new DynamicMethod("Dynamic", typeof(Task), [typeof(Target)], typeof(Target));
        var code = dynamic.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, typeof(Target).GetMethod(nameof(Target.First))!);
        code.Emit(OpCodes.Ret);
        Expression<Func<Task>> tree = () => target.First();
        Delegate[] others =
        [
            (Func<Task>)target.Second, (Func<Task>)target.Virtual, target.OfBase, (Func<Task>)target.Inherited, (Func<Task>)target.Generic<int>, (Func<Task>)target.Generic<string>, (Func<Task>)Target.Static,
            first + target.First, first + target.Second, new Func<Task>(first.Invoke), open, openVirtual, dynamic.CreateDelegate(typeof(Func<Task>), target), tree.Compile(), (Func<Task>)(() => target.First()),
            (Func<Task>)target.Extension,
        ];
        Assert.All(others, other => Assert.False(ReferenceEquals(DelegateCalls.TargetOf(other), target) && DelegateCalls.MethodOf(other) == address, other.Method.ToString()));
    }

    [Fact]
    public void An_override_has_an_address_of_its_own() =>
        Assert.NotEqual(DelegateCalls.MethodOf((Func<Task>)target.Virtual), DelegateCalls.MethodOf(target.OfBase));

    [Fact]
    public void Code_that_is_compiled_anew_keeps_the_address()
    {
        nint before = DelegateCalls.MethodOf((Func<Task>)target.Second);
        for (int i = 0; i < 200; i++)
        {
            for (int j = 0; j < 100; j++) Call(target.Second);
            // Code is compiled anew in the background, once it has been called often.
            Thread.Sleep(1);
        }
        Assert.Equal(before, DelegateCalls.MethodOf((Func<Task>)target.Second));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Call(Func<Task> call) => call().GetAwaiter().GetResult();

    [Fact]
    public void Shared_code_is_told_apart_by_the_object()
    {
        Func<Task> text = new Shared<string>("").Get, item = new Shared<object>("").Get;
        Assert.NotSame(DelegateCalls.TargetOf(text)!.GetType(), DelegateCalls.TargetOf(item)!.GetType());
    }
}

static class TargetExtensions
{
    internal static Task Extension(this object target) => Task.FromResult(target);
}
