using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>StateMachineReader and MoveNextReader.</summary>
public sealed class StateMachineReaderTests
{
    [Theory]
    [InlineData(OptimizationLevel.Debug, false)]
    [InlineData(OptimizationLevel.Release, true)]
    public void A_machine_is_a_class_in_debug_code_and_a_struct_in_optimised_code(OptimizationLevel level, bool isStruct)
    {
        var machine = Snippet.Compile("class C { async Task<int> M(Task<int> a, Task b) { int x = await a; await b; return x; } }", level).Machine();
        Assert.Equal(isStruct, machine.Type.IsValueType);
        Assert.Null(machine.Shape.Unknown);
        Assert.Equal([0, 1], machine.Shape.Suspensions.Select(suspension => suspension.State));
        Assert.Equal(["TaskAwaiter`1", "TaskAwaiter"], machine.Shape.Suspensions.Select(suspension => suspension.AwaiterType.Name));
        Assert.Equal("M", machine.Kickoff.Name);
        Assert.Equal(BuilderKind.Task, machine.Builder);
        Assert.All(machine.Shape.Suspensions, suspension =>
        {
            Assert.Equal("GetResult", ((MethodReference)suspension.GetResult.Operand).Name);
            Assert.Equal("GetAwaiter", ((MethodReference)suspension.GetAwaiter.Operand).Name);
            Assert.Same(suspension.AwaiterField, ((FieldReference)suspension.Resume.Next.Operand).Resolve());
        });
    }

    [Theory]
    [InlineData("try { await t; } finally { await t; }", 2)]
    [InlineData("try { await t; } catch (Exception x) when (x.Message.Length > 0) { await t; throw; }", 2)]
    [InlineData("try { try { try { await t; } finally { } await t; } catch { } } finally { }", 2)]
    [InlineData("for (int i = 0; i < 9; i++) { if (i > 3) await t; else await t; }", 2)]
    [InlineData("switch (n) { case 0: await t; break; case 1: await t; break; case 2: await t; break; case 3: await t; break; case 4: await t; break; default: await t; break; }", 6)]
    [InlineData("await using (d) { await t; } await foreach (var x in e) { await t; }", 5)]
    [InlineData("(n > 0 ? this : null)?.Use(await g, await g + await g);", 3)]
    [InlineData("while (true) await Task.Yield();", 1)]
    [InlineData("", 0)]
    public void Every_control_flow_of_the_compiler_is_understood(string body, int sites)
    {
        string source = "#pragma warning disable CS1998\nclass C { void Use(int a, int b) { } async Task M(Task t, Task<int> g, int n, IAsyncDisposable d, IAsyncEnumerable<int> e) { " + body + " } }";
        foreach (var snippet in new[] { Snippet.Debug(source), Snippet.Release(source) })
        {
            var shape = snippet.Machine().Shape;
            Assert.Null(shape.Unknown);
            Assert.Equal(sites, shape.Suspensions.Count);
            Assert.Empty(shape.UnreadAwaits);
            Assert.Equal(sites, shape.Suspensions.Select(suspension => suspension.Resume).Distinct().Count());
        }
    }

    [Fact]
    public void The_machine_below_a_result_that_goes_to_a_field_is_counted()
    {
        var machine = Snippet.Debug("class C { int f; async Task M(Task<int> t) { f = await t; } }").Machine();
        Assert.Contains(machine.Shape.Suspensions, suspension => suspension.BelowResult.Count == 1);
        Assert.Empty(Snippet.Release("class C { async Task M(Task t) { await t; } }").Machine().Shape.Suspensions.Single().BelowResult);
    }

    [Theory]
    [InlineData("Task", "Task")]
    [InlineData("Task<int>", "Task")]
    [InlineData("ValueTask", "ValueTask")]
    [InlineData("ValueTask<int>", "ValueTask")]
    [InlineData("void", "Void")]
    public void The_builder_follows_the_return_type(string type, string kind)
    {
        string result = type.Contains('<', StringComparison.Ordinal) ? "return 1;" : "";
        Assert.Equal(kind, Snippet.Release($"class C {{ async {type} M() {{ await Task.Yield(); {result} }} }}").Machine().Builder.ToString());
    }

    [Theory]
    [InlineData("PoolingAsyncValueTaskMethodBuilder", "ValueTask", "Pooling")]
    [InlineData("PoolingAsyncValueTaskMethodBuilder<>", "ValueTask<int>", "Pooling")]
    [InlineData("Own", "ValueTask", "Other")]
    public void A_builder_may_be_chosen_by_attribute(string builder, string type, string kind)
    {
        string result = type.Contains('<', StringComparison.Ordinal) ? "return 1;" : "";
        Assert.Equal(kind, Snippet.Release(
            "struct Own { public static Own Create() => default; public ValueTask Task => default; public void SetResult() { } public void SetException(Exception e) { } public void SetStateMachine(IAsyncStateMachine m) { } "
            + "public void Start<S>(ref S s) where S : IAsyncStateMachine { } public void AwaitOnCompleted<A, S>(ref A a, ref S s) where A : INotifyCompletion where S : IAsyncStateMachine { } "
            + "public void AwaitUnsafeOnCompleted<A, S>(ref A a, ref S s) where A : ICriticalNotifyCompletion where S : IAsyncStateMachine { } } "
            + $"class C {{ [AsyncMethodBuilder(typeof({builder}))] async {type} M() {{ await Task.Yield(); {result} }} }}").Machine().Builder.ToString());
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void An_async_iterator_answers_its_consumer_in_three_ways(OptimizationLevel level)
    {
        var machine = Snippet.Compile("class C { async IAsyncEnumerable<int> M() { await Task.Yield(); yield return 1; } }", level).Machine();
        Assert.Equal(BuilderKind.Iterator, machine.Builder);
        Assert.Null(machine.Shape.Unknown);
        Assert.Single(machine.Shape.Suspensions);
        Assert.Equal(["SetException", "SetResult", "SetResult"], machine.Shape.Completions.Select(call => ((MethodReference)call.Operand).Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Task M() => Task.CompletedTask;")]
    [InlineData("IEnumerable<int> M() { yield return 1; }")]
    public void A_method_without_async_has_no_machine(string method) =>
        Assert.Null(StateMachineReader.Read(Snippet.Release($"class C {{ {method} }}").Method("C", "M")));

    [Fact]
    public void The_kickoff_tells_which_field_holds_which_argument()
    {
        const string Source = "class C { int f; async Task M(int a, string b) { await Task.Yield(); f = a + b.Length; } static async Task S(int a, int b) { await Task.Yield(); _ = a + b; } }";
        foreach (var snippet in new[] { Snippet.Debug(Source), Snippet.Release(Source) })
        {
            var arguments = snippet.Machine().Arguments.ToDictionary(argument => argument.Field.Name, argument => argument.Argument);
            Assert.Equal([("<>4__this", 0), ("a", 1), ("b", 2)], arguments.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value)));
            Assert.Equal([("a", 0), ("b", 1)], snippet.Machine("S").Arguments.OrderBy(argument => argument.Argument).Select(argument => (argument.Field.Name, argument.Argument)));
        }
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void A_method_of_a_struct_copies_its_receiver(OptimizationLevel level)
    {
        var machine = Snippet.Compile("struct C { int f; async Task M() { await Task.Yield(); f++; } }", level).Machine();
        Assert.Null(machine.Shape.Unknown);
        Assert.Contains(machine.Arguments, argument => argument is { Field.Name: "<>4__this", Argument: 0 });
    }

    [Fact]
    public void A_method_that_never_completes_has_no_SetResult()
    {
        Assert.Null(Snippet.Release("class C { async Task M() { while (true) await Task.Yield(); } }").Machine().Shape.SetResult);
        Assert.NotNull(Snippet.Release("class C { async Task M() { await Task.Yield(); } }").Machine().Shape.SetResult);
    }

    [Fact]
    public void An_await_whose_awaiter_is_a_type_parameter_is_not_understood()
    {
        var shape = Snippet.Release("interface IA<A> { A GetAwaiter(); } interface IW : INotifyCompletion { bool IsCompleted { get; } void GetResult(); } class C { async Task M<A>(IA<A> a) where A : IW { await a; } }").Machine().Shape;
        Assert.Equal("one of its awaits has a shape that is not understood", shape.Unknown);
        Assert.NotEmpty(shape.UnreadAwaits);
        Assert.Empty(shape.Suspensions);
    }

    [Fact]
    public void An_await_of_a_dynamic_value_leaves_the_others_as_they_are()
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var shape = Snippet.Compile("class C { async Task M(dynamic d, Task t) { await t; await d; int n = await d; await t; } }", level).Machine().Shape;
            Assert.Null(shape.Unknown);
            Assert.Empty(shape.UnreadAwaits);
            Assert.Equal(2, shape.DynamicAwaits.Count);
            Assert.Equal(2, shape.Suspensions.Count);
        }
    }

    [Fact]
    public void A_machine_that_a_throw_leaves_on_the_stack_is_no_use_of_it()
    {
        var shape = Snippet.Debug("class C { async Task<int> M(Task<int> t, bool b) => b ? await t : throw new Exception(); }").Machine().Shape;
        Assert.Null(shape.Unknown);
        Assert.Single(shape.UnusedLoads);
    }

    [Fact]
    public void A_custom_awaitable_is_read_as_any_other() => Assert.Equal("A", Assert.Single(Snippet.Release("""
        class A : INotifyCompletion { public A GetAwaiter() => this; public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) { } }
        class C { async Task M(A a) { await a; } }
        """).Machine().Shape.Suspensions).AwaiterType.Name);

    [Fact]
    public void A_stack_that_is_not_consistent_is_named() =>
        Assert.Equal("the stack of its state machine is not consistent", Changed(il => il.InsertBefore(il.Body.Instructions[0], il.Create(OpCodes.Pop))));

    [Fact]
    public void Any_other_use_of_the_machine_is_named() => Assert.Equal("its state machine uses itself in a way that is not understood", Changed(il =>
    {
        il.InsertBefore(il.Body.Instructions[0], il.Create(OpCodes.Pop));
        il.InsertBefore(il.Body.Instructions[0], il.Create(OpCodes.Ldarg_0));
    }));

    [Fact]
    public void A_second_call_of_SetResult_is_named() => Assert.Equal("its state machine calls SetResult of its builder in a way that is not understood", Changed(il =>
    {
        var set = Call(il, "SetResult");
        foreach (var copied in new[] { il.Create(OpCodes.Ldarg_0), il.Create(OpCodes.Ldflda, (FieldReference)set.Previous.Operand), il.Create(OpCodes.Call, (MethodReference)set.Operand) })
            il.InsertBefore(set.Previous.Previous, copied);
    }));

    [Fact]
    public void A_missing_SetException_is_named() => Assert.Equal("its state machine does not handle exceptions as the compiler's own do", Changed(il =>
    {
        var set = Call(il, "SetException");
        il.InsertBefore(set, il.Create(OpCodes.Pop));
        il.Replace(set, il.Create(OpCodes.Pop));
    }));

    [Fact]
    public void A_dispatch_that_tests_something_else_makes_its_await_unread() => Assert.Equal("one of its awaits has a shape that is not understood", Changed(il =>
    {
        var first = il.Body.Instructions[0];
        il.InsertBefore(first, il.Create(OpCodes.Ldnull));
        il.InsertBefore(first, il.Create(OpCodes.Brtrue, first));
    }));

    [Fact]
    public void A_kickoff_that_does_anything_else_is_named()
    {
        var snippet = Snippet.Release("class C { async Task M() { await Task.Yield(); } }");
        var kickoff = snippet.Method("C", "M").Body;
        kickoff.GetILProcessor().InsertBefore(kickoff.Instructions[0], Instruction.Create(OpCodes.Pop));
        kickoff.GetILProcessor().InsertBefore(kickoff.Instructions[0], Instruction.Create(OpCodes.Ldstr, "x"));
        Assert.Equal("what its state machine starts with is not understood", snippet.Machine().Shape.Unknown);
    }

    /// <summary>Damage that the runtime does not look for: it compiles code that stores a value of one type to a field of another.</summary>
    [Theory]
    [InlineData("<>u__1", "one of its awaits has a shape that is not understood")]
    [InlineData("<>t__builder", "its builder is one for another result")]
    [InlineData("a", "what its state machine starts with is not understood")]
    [InlineData("<>4__this", "what its state machine starts with is not understood")]
    public void A_field_of_another_type_than_what_is_stored_there_is_named(string field, string unknown)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            var snippet = Snippet.Compile("class C { async Task<int> M(string a) { await Task.Yield(); return a.Length + GetHashCode(); } static async Task<string> Other(string x) { await Task.CompletedTask; return x; } }", level);
            var other = snippet.Machine("Other").Type;
            var changed = snippet.Machine().Type.Fields.Single(candidate => candidate.Name == field);
            changed.FieldType = field == "<>t__builder" ? other.Fields.Single(candidate => candidate.Name == field).FieldType : other.Fields.Single(candidate => candidate.Name == "<>u__1").FieldType;
            Assert.Equal(unknown, snippet.Machine().Shape.Unknown);
        }
    }

    [Fact]
    public void A_machine_that_is_not_beside_its_method_is_named()
    {
        var snippet = Snippet.Release("class C { async Task M() { await Task.Yield(); } } class D { }");
        var machine = snippet.Machine().Type;
        machine.DeclaringType.NestedTypes.Remove(machine);
        snippet.Module.GetType("D").NestedTypes.Add(machine);
        Assert.Equal("its state machine is not nested beside it", snippet.Machine().Shape.Unknown);
    }

    [Fact]
    public void A_machine_without_the_type_parameters_of_its_method_is_named()
    {
        var snippet = Snippet.Release("class C { async Task<T> M<T>(T a) { await Task.Yield(); return a; } }");
        snippet.Machine().Type.GenericParameters.Clear();
        Assert.Equal("its state machine is not nested beside it", snippet.Machine().Shape.Unknown);
    }

    /// <summary>The compiler has a field of type object for all awaiters that are classes.</summary>
    [Theory]
    [InlineData("A")]
    [InlineData("B<int>")]
    public void Awaiters_of_reference_types_are_kept_in_one_field(string type)
    {
        string source = $$"""
            class A : INotifyCompletion { public A GetAwaiter() => this; public bool IsCompleted => true; public void GetResult() { } public void OnCompleted(Action a) { } }
            class B<T> : A { public new B<T> GetAwaiter() => this; }
            class C { async Task M({{type}} a) { await a; } }
            """;
        foreach (var snippet in new[] { Snippet.Debug(source), Snippet.Release(source) })
        {
            Assert.Null(snippet.Machine().Shape.Unknown);
            Assert.Equal("Object", Assert.Single(snippet.Machine().Shape.Suspensions).AwaiterField.FieldType.Name);
        }
    }

    static string? Changed(Action<ILProcessor> change) => Snippet.Release("class C { async Task M() { await Task.Yield(); } }").ChangedMachine(change).Shape.Unknown;

    static Instruction Call(ILProcessor il, string name) => il.Body.Instructions.Single(instruction => instruction.Operand is MethodReference method && method.Name == name);
}
