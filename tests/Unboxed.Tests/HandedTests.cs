using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class HandedTests
{
    /// <summary>A source that is asked for its result as often as it likes, and counts.</summary>
    sealed class Counting(ValueTaskSourceStatus status) : IValueTaskSource<int>, IValueTaskSource
    {
        internal int Asked;

        int IValueTaskSource<int>.GetResult(short token)
        {
            Asked++;
            return 7;
        }

        void IValueTaskSource.GetResult(short token) => Asked++;

        public ValueTaskSourceStatus GetStatus(short token) => status;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();
    }

    static Scratch New()
    {
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), null, 0);
        return scratch;
    }

    [Fact]
    public void A_result_that_is_there_goes_to_the_caller_at_once()
    {
        var scratch = New();
        Assert.Equal(Answer.Completed, Handed.ReturnTask(Task.CompletedTask, ref scratch, out _));
        Assert.Equal(Answer.Completed, Handed.ReturnTaskOf(Task.FromResult(5), ref scratch, out int result));
        Assert.Equal(5, result);
        Assert.Equal(Answer.Completed, Handed.ReturnValueTask(default, ref scratch, out _));
        Assert.Equal(Answer.Completed, Handed.ReturnValueTaskOf(new ValueTask<string>("text"), ref scratch, out var text));
        Assert.Equal("text", text);
        Assert.Null(scratch.Carried);
    }

    [Fact]
    public void A_source_is_asked_once_for_a_result_that_is_there_and_not_at_all_for_one_that_is_not()
    {
        var scratch = New();
        var completed = new Counting(ValueTaskSourceStatus.Succeeded);
        Assert.Equal(Answer.Completed, Handed.ReturnValueTaskOf(new ValueTask<int>(completed, 1), ref scratch, out int result));
        Assert.Equal((7, 1), (result, completed.Asked));
        Assert.Equal(Answer.Completed, Handed.ReturnValueTask(new ValueTask(completed, 1), ref scratch, out _));
        Assert.Equal(2, completed.Asked);

        var pending = new Counting(ValueTaskSourceStatus.Pending);
        var task = new ValueTask<int>(pending, 1);
        Assert.Equal(Answer.HandedBack, Handed.ReturnValueTaskOf(task, ref scratch, out _));
        Assert.Equal(task, Handed.Take<ValueTask<int>>(ref scratch));
        Assert.Equal(0, pending.Asked);
    }

    [Fact]
    public void A_task_that_is_pending_or_has_failed_comes_back_as_it_is()
    {
        var scratch = New();
        Task pending = new TaskCompletionSource().Task, failed = Task.FromException(new InvalidOperationException()), canceled = Task.FromCanceled(new(true));
        foreach (var task in new[] { pending, failed, canceled })
        {
            Assert.Equal(Answer.HandedBack, Handed.ReturnTask(task, ref scratch, out _));
            Assert.Same(task, Handed.Take<Task>(ref scratch));
            Assert.Equal(Answer.HandedBack, Handed.ReturnValueTask(new(task), ref scratch, out _));
            Assert.Equal(new ValueTask(task), Handed.Take<ValueTask>(ref scratch));
        }
        var typed = new TaskCompletionSource<string>().Task;
        Assert.Equal(Answer.HandedBack, Handed.ReturnTaskOf(typed, ref scratch, out _));
        Assert.Same(typed, Handed.Take<Task<string>>(ref scratch));
        Assert.Null(scratch.Carried);
    }

    /// <summary>Its await fails then, as that of the ordinary call does.</summary>
    [Fact]
    public void No_task_comes_back_as_none()
    {
        var scratch = New();
        Assert.Equal(Answer.HandedBack, Handed.ReturnTask(null!, ref scratch, out _));
        Assert.Null(Handed.Take<Task>(ref scratch));
        Assert.Equal(Answer.HandedBack, Handed.ReturnTaskOf<int>(null!, ref scratch, out _));
        Assert.Null(Handed.Take<Task<int>>(ref scratch));
    }

    [Fact]
    public void A_root_takes_what_its_scratch_space_had()
    {
        var typed = new TaskCompletionSource<string>().Task;
        var pending = new ValueTask<int>(new Counting(ValueTaskSourceStatus.Pending), 1);
        Call1(typed);
        Assert.Same(typed, Handed.TakeHeld<Task<string>>());
        Call2(pending);
        Assert.Equal(pending, Handed.TakeHeld<ValueTask<int>>());

        static void Call1(Task<string> task)
        {
            var scratch = New();
            Assert.Equal(Answer.HandedBack, Handed.ReturnTaskOf(task, ref scratch, out _));
            Handed.Hold(ref scratch);
        }

        static void Call2(ValueTask<int> task)
        {
            var scratch = New();
            Assert.Equal(Answer.HandedBack, Handed.ReturnValueTaskOf(task, ref scratch, out _));
            Handed.Hold(ref scratch);
        }
    }

    [Fact]
    public void What_was_held_for_a_root_is_not_kept()
    {
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var source = new TaskCompletionSource<string>();
            var scratch = New();
            Handed.ReturnTaskOf(source.Task, ref scratch, out _);
            Handed.Hold(ref scratch);
            return new WeakReference(Handed.TakeHeld<Task<string>>());
        }));
    }

    [Fact]
    public void A_value_task_on_its_way_back_allocates_nothing_once_warm()
    {
        var pending = new Counting(ValueTaskSourceStatus.Pending);
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            var scratch = New();
            Handed.ReturnValueTaskOf(new ValueTask<int>(pending, 1), ref scratch, out _);
            Handed.Take<ValueTask<int>>(ref scratch);
        }
    }
}
