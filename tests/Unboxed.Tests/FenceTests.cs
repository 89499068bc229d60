using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class FenceTests
{
    static readonly AsyncLocal<string?> local = new();

    /// <summary>Changes both contexts, as a callee may.</summary>
    static void Disturb(string value)
    {
        local.Value = value;
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
    }

    /// <summary>Runs a chain in known contexts and finds them unchanged at every point where the caller has control.</summary>
    static void Run(Action<Action> test) => Threads.RunOnAnother(() =>
    {
        var context = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(context);
        local.Value = "caller";
        void Check()
        {
            Assert.Equal("caller", local.Value);
            Assert.Same(context, SynchronizationContext.Current);
        }
        test(Check);
        Check();
    });

    [Fact]
    public void Both_contexts_are_restored_when_a_callee_returns() => Run(check =>
    {
        var node = new CallNode(new LeafNode(() => new(1)) { Before = () => Disturb("callee") }) { Before = check, After = check };
        Assert.Equal(3, Root.Run(node, 1, afterCall: _ => check()).Result);
    });

    [Fact]
    public void Both_contexts_are_restored_when_a_callee_suspends_and_when_it_returns_after_that() => Run(check =>
    {
        var source = new ManualSource();
        string? seen = null;
        var leaf = new LeafNode(source.Wait) { Before = () => Disturb("callee"), After = () => { seen = local.Value; Disturb("after"); } };
        var task = Root.Run(new CallNode(leaf) { After = check0 }, 1, afterCall: _ => Assert.Equal("caller", local.Value));
        check();
        source.Complete(1);
        check();
        Assert.Equal(3, task.Result);
        Assert.Equal("callee", seen);

        void check0() => Assert.Equal("caller", local.Value);
    });

    [Fact]
    public void Both_contexts_are_restored_when_a_callee_throws() => Run(check =>
    {
        var leaf = new LeafNode(() => new(1)) { Before = () => { Disturb("callee"); throw new FormatException(); } };
        var node = new CallNode(leaf) { Catch = _ => { check(); return 5; }, After = check };
        Assert.Equal(6, Root.Run(node, 1).Result);
        Assert.Throws<FormatException>(() => Root.Run(new CallNode(leaf), 1).GetAwaiter().GetResult());
    });

    [Fact]
    public void Both_contexts_are_restored_when_a_callee_throws_after_a_suspension() => Run(check =>
    {
        var source = new ManualSource();
        var leaf = new LeafNode(source.Wait) { Before = () => Disturb("callee") };
        var seen = new List<string?>();
        var node = new CallNode(leaf) { Catch = _ => { seen.Add(local.Value); return 5; }, After = () => seen.Add(local.Value) };
        var task = Root.Run(node, 1);
        check();
        source.Fail(new FormatException());
        check();
        Assert.Equal(6, task.Result);
        Assert.Equal(["caller", "caller"], seen);
    });

    /// <summary>So that the caller's exception filters run in the caller's contexts, and once the callee's finally blocks have run.</summary>
    [Fact]
    public void What_a_callee_throws_comes_back_as_an_answer_in_the_callers_contexts() => Run(check =>
    {
        var leaf = new LeafNode(() => new(1)) { Before = () => { Disturb("callee"); throw new FormatException(); } };
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), null, 0);
        Assert.Equal(Answer.Faulted, new CallNode(leaf).Next(ref scratch, out _));
        check();
        bool isFiltered = false;
        try
        {
            scratch.Throw(0);
        }
        catch (FormatException) when (Filter())
        {
            isFiltered = true;
        }
        Assert.True(isFiltered);
        Assert.Null(scratch.Carried);

        bool Filter()
        {
            check();
            return true;
        }
    });

    [Fact]
    public void Each_frame_resumes_in_its_own_context_on_another_thread() => Run(check =>
    {
        var source = new ManualSource();
        var seen = new List<string?>();
        Node<int> node = new LeafNode(source.Wait) { Before = () => local.Value = "0", After = () => seen.Add(local.Value) };
        for (int i = 1; i <= 3; i++)
        {
            string name = $"{i}";
            node = new CallNode(node) { Before = () => local.Value = name, After = () => seen.Add(local.Value) };
        }
        var task = Root.Run(node, 1, afterCall: _ => seen.Add(local.Value));
        check();
        Threads.RunOnAnother(() =>
        {
            local.Value = "completer";
            source.Complete(1);
            Assert.Equal("completer", local.Value);
        });
        Assert.Equal(5, Threads.WaitFor(task));
        Assert.Equal(["0", "1", "2", "3", "caller"], seen);
    });

    [Fact]
    public void A_frame_that_suspends_with_its_flow_suppressed_resumes_in_the_context_of_the_completer() => Run(check =>
    {
        var source = new ManualSource();
        string? seen = "nothing";
        bool isSuppressed = true;
        var leaf = new LeafNode(source.Wait)
        {
            Before = () => { local.Value = "callee"; ExecutionContext.SuppressFlow(); },
            After = () => { seen = local.Value; isSuppressed = ExecutionContext.IsFlowSuppressed(); },
        };
        var task = Root.Run(new CallNode(leaf), 1);
        Assert.False(ExecutionContext.IsFlowSuppressed());
        check();
        Threads.RunOnAnother(() =>
        {
            local.Value = "completer";
            source.Complete(1);
        });
        check();
        Assert.Equal(3, Threads.WaitFor(task));
        Assert.Equal("completer", seen);
        Assert.False(isSuppressed);
    });

    [Fact]
    public void A_caller_under_suppressed_flow_stays_so() => Threads.RunOnAnother(() =>
    {
        local.Value = "caller";
        var flow = ExecutionContext.SuppressFlow();
        var execution = Fence.Execution(Thread.CurrentThread);
        var leaf = new LeafNode(() => new(1)) { Before = () => local.Value = "callee" };
        Assert.Equal(3, Root.Run(new CallNode(leaf), 1).Result);
        Assert.True(ExecutionContext.IsFlowSuppressed());
        Assert.Equal("caller", local.Value);
        Assert.Same(execution, Fence.Execution(Thread.CurrentThread));
        flow.Undo();
    });

    [Fact]
    public void A_root_under_suppressed_flow_goes_on_in_the_context_of_the_completer() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        local.Value = "root";
        var flow = ExecutionContext.SuppressFlow();
        var seen = new List<string?>();
        var leaf = new LeafNode(source.Wait) { Before = () => local.Value = "callee", After = () => seen.Add(local.Value) };
        var task = Root.Run(new CallNode(leaf), 2, afterCall: _ => seen.Add(local.Value));
        flow.Undo();
        for (int i = 0; i < 2; i++)
        {
            Threads.RunOnAnother(() =>
            {
                local.Value = "completer";
                source.Complete(1);
            });
        }
        Assert.Equal(6, Threads.WaitFor(task));
        // The second call is made in the context of the first completer, whose flow is not suppressed.
        Assert.Equal(["completer", "completer", "callee", "completer"], seen);
    });

    /// <summary>As in plain C#, where nothing is restored after it.</summary>
    [Fact]
    public void Whoever_completes_a_leaf_of_a_root_under_suppressed_flow_finds_what_that_has_changed() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        var context = new SynchronizationContext();
        var flow = ExecutionContext.SuppressFlow();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 1, afterCall: _ =>
        {
            local.Value = "root";
            SynchronizationContext.SetSynchronizationContext(context);
        });
        flow.Undo();
        Threads.RunOnAnother(() =>
        {
            source.Complete(1);
            Assert.Equal("root", local.Value);
            Assert.Same(context, SynchronizationContext.Current);
        });
        Assert.Equal(3, Threads.WaitFor(task));
    });

    /// <summary>What it has changed is that of its callers too, as after any completion of a task; whoever completes the leaf sees nothing of it.</summary>
    [Fact]
    public void Whoever_completes_a_leaf_keeps_both_contexts() => Threads.RunOnAnother(() =>
    {
        var source = new ManualSource();
        AsyncLocal<string?> completers = new(), roots = new();
        var seen = new List<string>();
        var task = Root.Run(new CallNode(new LeafNode(source.Wait)), 3, afterCall: _ =>
        {
            seen.Add($"{completers.Value} {roots.Value}");
            roots.Value = "root";
            SynchronizationContext.SetSynchronizationContext(new());
        });
        Assert.False(ExecutionContext.IsFlowSuppressed());
        for (int i = 0; i < 3; i++)
        {
            Threads.RunOnAnother(() =>
            {
                SynchronizationContext.SetSynchronizationContext(i == 1 ? new SynchronizationContext() : null);
                var synchronization = SynchronizationContext.Current;
                completers.Value = "completer";
                source.Complete(1);
                Assert.Equal(("completer", null), (completers.Value, roots.Value));
                Assert.Same(synchronization, SynchronizationContext.Current);
            });
        }
        Assert.Equal(9, Threads.WaitFor(task));
        Assert.Equal([" ", " root", " root"], seen);
    });

    [Fact]
    public void A_handler_that_starts_a_suspending_chain_does_not_disturb_the_chain_that_unwinds() => Threads.RunOnAnother(() =>
    {
        var inner = new List<(ManualSource Source, Task<long> Task)>();
        bool isBusy = false;
        var noisy = new AsyncLocal<string?>(_ =>
        {
            if (isBusy) return;
            isBusy = true;
            var source = new ManualSource();
            inner.Add((source, Root.Run(new CallNode(new LeafNode(source.Wait)), 1)));
            isBusy = false;
        });
        var outer = new ManualSource();
        var leaf = new LeafNode(outer.Wait) { Before = () => noisy.Value = "callee" };
        var task = Root.Run(new CallNode(new CallNode(leaf)), 1);
        Assert.True(inner.Count >= 2, "The handler runs when the value is set and when it is restored.");
        outer.Complete(1);
        Assert.Equal(4, Threads.WaitFor(task));
        isBusy = true;
        for (int i = 0; i < inner.Count; i++)
        {
            inner[i].Source.Complete(i);
            Assert.Equal(i + 2, Threads.WaitFor(inner[i].Task));
        }
    });
}
