using System.Threading.Tasks.Sources;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class HandedTests
{
    static ThreadContext Thread => ThreadContext.Current;

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

    [Fact]
    public void A_result_that_is_there_goes_to_the_caller_at_once()
    {
        Assert.Null(Handed.ReturnTask(Task.CompletedTask, Thread, out _));
        Assert.Null(Handed.ReturnTaskOf(Task.FromResult(5), Thread, out int result));
        Assert.Equal(5, result);
        Assert.Null(Handed.ReturnValueTask(default, Thread, out _));
        Assert.Null(Handed.ReturnValueTaskOf(new ValueTask<string>("text"), Thread, out var text));
        Assert.Equal("text", text);
        Assert.Null(Thread.Handed);
    }

    [Fact]
    public void A_source_is_asked_once_for_a_result_that_is_there_and_not_at_all_for_one_that_is_not()
    {
        var completed = new Counting(ValueTaskSourceStatus.Succeeded);
        Assert.Null(Handed.ReturnValueTaskOf(new ValueTask<int>(completed, 1), Thread, out int result));
        Assert.Equal((7, 1), (result, completed.Asked));
        Assert.Null(Handed.ReturnValueTask(new ValueTask(completed, 1), Thread, out _));
        Assert.Equal(2, completed.Asked);

        var pending = new Counting(ValueTaskSourceStatus.Pending);
        var task = new ValueTask<int>(pending, 1);
        Assert.Same(Future<int>.HandedBack, Handed.ReturnValueTaskOf(task, Thread, out _));
        Assert.Equal(task, Handed.Take<ValueTask<int>>(Thread));
        Assert.Equal(0, pending.Asked);
    }

    [Fact]
    public void A_task_that_is_pending_or_has_failed_comes_back_as_it_is()
    {
        Task pending = new TaskCompletionSource().Task, failed = Task.FromException(new InvalidOperationException()), canceled = Task.FromCanceled(new(true));
        foreach (var task in new[] { pending, failed, canceled })
        {
            Assert.Same(Future<VoidResult>.HandedBack, Handed.ReturnTask(task, Thread, out _));
            Assert.Same(task, Handed.Take<Task>(Thread));
            Assert.Same(Future<VoidResult>.HandedBack, Handed.ReturnValueTask(new(task), Thread, out _));
            Assert.Equal(new ValueTask(task), Handed.Take<ValueTask>(Thread));
        }
        var typed = new TaskCompletionSource<string>().Task;
        Assert.Same(Future<string>.HandedBack, Handed.ReturnTaskOf(typed, Thread, out _));
        Assert.Same(typed, Handed.Take<Task<string>>(Thread));
        Assert.Null(Thread.Handed);
    }

    /// <summary>Its await fails then, as that of the ordinary call does.</summary>
    [Fact]
    public void No_task_comes_back_as_none()
    {
        Assert.Same(Future<VoidResult>.HandedBack, Handed.ReturnTask(null!, Thread, out _));
        Assert.Null(Handed.Take<Task>(Thread));
        Assert.Same(Future<int>.HandedBack, Handed.ReturnTaskOf<int>(null!, Thread, out _));
        Assert.Null(Handed.Take<Task<int>>(Thread));
    }

    [Fact]
    public async Task What_an_async_method_has_thrown_comes_back_as_a_task_that_throws_it()
    {
        var exception = new OperationCanceledException();
        // On one thread up to the first await.
        Assert.True(Handed.FailTask(exception, Thread, out _).IsHandedBack);
        var task = Handed.Take<Task>(Thread);
        Assert.True(Handed.FailTaskOf<int>(exception, Thread, out _).IsHandedBack);
        var taskOf = Handed.Take<Task<int>>(Thread);
        Assert.True(Handed.FailValueTask(exception, Thread, out _).IsHandedBack);
        var valueTask = Handed.Take<ValueTask>(Thread);
        Assert.True(Handed.FailValueTaskOf<int>(exception, Thread, out _).IsHandedBack);
        var valueTaskOf = Handed.Take<ValueTask<int>>(Thread);
        Assert.Same(exception, await Assert.ThrowsAsync<OperationCanceledException>(() => task));
        Assert.Same(exception, await Assert.ThrowsAsync<OperationCanceledException>(() => taskOf));
        Assert.Same(exception, await Assert.ThrowsAsync<OperationCanceledException>(valueTask.AsTask));
        Assert.Same(exception, await Assert.ThrowsAsync<OperationCanceledException>(valueTaskOf.AsTask));
    }

    [Fact]
    public void What_is_thrown_is_a_tasks_only_where_a_scratch_body_has_thrown_it_since_the_call_was_passed_on() => Threads.RunOnAnother(() =>
    {
        Exception fault = new InvalidOperationException(), other = new InvalidOperationException();
        long passedOn = Handed.PassOn();
        Assert.False(Handed.IsFault(fault, passedOn));
        Fence.ExitFaulted(fault, Thread, null, null, isPolled: true);
        Assert.False(Handed.IsFault(fault, passedOn));
        Fence.ExitFaulted(fault, Thread, null, null, isPolled: false);
        Assert.False(Handed.IsFault(other, passedOn));
        Fence.ExitFaulted(other, Thread, null, null, isPolled: false);
        Assert.True(Handed.IsFault(fault, passedOn));
        Assert.False(Handed.IsFault(fault, Handed.PassOn()));
        Fence.ExitFaulted(fault, Thread, null, null, isPolled: false);
        Assert.True(Handed.IsFault(fault, passedOn));
    });

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
            Handed.ReturnValueTaskOf(new ValueTask<int>(pending, 1), Thread, out _);
            Handed.Take<ValueTask<int>>(Thread);
        }
    }
}
