using System.Threading.Tasks.Sources;

namespace CustomStrategy;

/// <summary>What a framework calls.</summary>
interface IHandler
{
    ValueTask<int> HandleAsync(int request);
}

/// <summary>Waits for an answer, and for another.</summary>
sealed class Handler(Channel channel) : IHandler
{
    public async ValueTask<int> HandleAsync(int request)
    {
        int first = await channel.AskAsync();
        int second = await channel.AskAsync();
        return request + first + second;
    }
}

/// <summary>A layer around it.</summary>
sealed class Counting(IHandler inner) : IHandler
{
    public int Handled { get; private set; }

    public async ValueTask<int> HandleAsync(int request)
    {
        int answer = await inner.HandleAsync(request);
        Handled++;
        return answer;
    }
}

/// <summary>Answers when it is told to, in the order of the questions, and allocates nothing for them.</summary>
sealed class Channel
{
    readonly Queue<Question> asked = [], free = [];

    internal ValueTask<int> AskAsync()
    {
        if (!free.TryDequeue(out var question)) question = new(this);
        asked.Enqueue(question);
        return question.Task;
    }

    /// <summary>Answers the questions that have been asked so far.</summary>
    internal void Answer()
    {
        for (int count = asked.Count; count > 0; count--) asked.Dequeue().Answer(1);
    }

    sealed class Question(Channel channel) : IValueTaskSource<int>
    {
        ManualResetValueTaskSourceCore<int> core;

        internal ValueTask<int> Task => new(this, core.Version);

        internal void Answer(int answer) => core.SetResult(answer);

        int IValueTaskSource<int>.GetResult(short token)
        {
            int answer = core.GetResult(token);
            core.Reset();
            channel.free.Enqueue(this);
            return answer;
        }

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
    }
}
