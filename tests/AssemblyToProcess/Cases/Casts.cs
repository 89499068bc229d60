using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Upcasts between the call and the await: they leave no trace in the code, but the await has another result.</summary>
public static class Casts
{
    const string Converted = "The future is converted before it is awaited.";

    interface INumber
    {
        Task<int> TaskAsync(int n);

        Task PlainAsync(int n);
    }

    sealed class Number(Trace trace) : INumber
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> TaskAsync(int n)
        {
            await trace.Leaf();
            return n >= 0 ? n : throw trace.Register(new InvalidOperationException("negative"));
        }

        [Expect(Decision.Escapes, Reason = Converted, Count = 2)]
        public async Task PlainAsync(int n)
        {
            INumber self = this;
            await (Task)self.TaskAsync(n);
            await ((Task)self.TaskAsync(n)).ConfigureAwait(false);
        }
    }

    [Case]
    [Expect(Decision.Escapes, Reason = Converted, Count = 3)]
    [Expect(Decision.Scratch)]
    public static async Task To_the_task_without_a_result(Trace trace)
    {
        INumber number = new Number(trace);
        await (Task)number.TaskAsync(1);
        trace.Log("after");
        await ((Task)number.TaskAsync(1)).ConfigureAwait(false);
        try
        {
            await (Task)number.TaskAsync(-1);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("result", await number.TaskAsync(2));
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task To_the_task_without_a_result_in_a_scratch_body(Trace trace)
    {
        INumber number = new Number(trace);
        await number.PlainAsync(3);
        trace.Log("after");
    }
}
