namespace ByHand.Differential;

/// <summary>As C# compiles it.</summary>
sealed class Plain<R, N>(World world, int level, ICallee<N>? next) : ICallee<R>
{
    public ValueTask<int> Handed() => world.Source();

    public Task<int> HandedTask() => world.Task();

    public async ValueTask<R> Next()
    {
        int sum = level;
        var result = Results.Make<R>(sum);
        foreach (var step in world.Script.Levels[level])
        {
            switch (step.Op)
            {
                case Op.Source:
                    sum += await world.Source();
                    break;
                case Op.SourceAnywhere:
                    sum += await world.Source().ConfigureAwait(false);
                    break;
                case Op.FailingSource:
                    sum += await world.Source(fails: true);
                    break;
                case Op.Task:
                    sum += await world.Task();
                    break;
                case Op.TaskAnywhere:
                    sum += await world.Task().ConfigureAwait(false);
                    break;
                case Op.AsyncTask:
                    sum += await world.Task(runsAsynchronously: true);
                    break;
                case Op.VoidSource:
                    await world.VoidSource();
                    break;
                case Op.VoidSourceAnywhere:
                    await world.VoidSource().ConfigureAwait(false);
                    break;
                case Op.VoidTask:
                    await world.VoidTask(false);
                    break;
                case Op.ConfiguredTask:
                    await world.VoidTask(true).ConfigureAwait(Steps.Options(step.Argument));
                    break;
                case Op.Custom:
                    sum += await world.Custom();
                    break;
                case Op.Yield:
                    await Task.Yield();
                    World.LetCallersSuspend();
                    break;
                case Op.Call or Op.CallHeld:
                    sum += Results.Number(await next!.Next());
                    break;
                case Op.CallAnywhere or Op.CallHeldAnywhere:
                    sum += Results.Number(await next!.Next().ConfigureAwait(false));
                    break;
                case Op.TryCall:
                    try
                    {
                        sum += Results.Number(await next!.Next());
                    }
                    catch (InvalidOperationException exception)
                    {
                        world.Log($"level {level} caught {exception.Message}");
                    }
                    break;
                case Op.CallHanded:
                    sum += await next!.Handed();
                    break;
                case Op.CallHandedTask:
                    sum += await next!.HandedTask();
                    break;
                case Op.CallRoot:
                    sum += await next!.AsRoot();
                    break;
                default:
                    Steps.Do(world, step, level, sum);
                    break;
            }
            result = Results.Make<R>(sum);
            world.Log($"level {level} after {step.Op} sum {sum}");
        }
        return result;
    }

    public async Task<int> AsRoot()
    {
        int sum = level;
        foreach (var step in world.Script.Levels[level])
        {
            switch (step.Op)
            {
                case Op.Task or Op.AsyncTask or Op.Source or Op.FailingSource or Op.VoidSource or Op.VoidTask or Op.Custom or Op.Yield:
                    sum += await world.Task(step.Op == Op.AsyncTask);
                    break;
                case Op.TaskAnywhere or Op.SourceAnywhere or Op.VoidSourceAnywhere or Op.ConfiguredTask:
                    sum += await world.Task().ConfigureAwait(false);
                    break;
                case Op.Call or Op.CallHeld:
                    sum += Results.Number(await next!.Next());
                    break;
                case Op.CallAnywhere or Op.CallHeldAnywhere:
                    sum += Results.Number(await next!.Next().ConfigureAwait(false));
                    break;
                case Op.TryCall:
                    try
                    {
                        sum += Results.Number(await next!.Next());
                    }
                    catch (InvalidOperationException exception)
                    {
                        world.Log($"root {level} caught {exception.Message}");
                    }
                    break;
                case Op.CallHanded:
                    sum += await next!.Handed();
                    break;
                case Op.CallHandedTask:
                    sum += await next!.HandedTask();
                    break;
                case Op.CallRoot:
                    sum += await next!.AsRoot();
                    break;
                default:
                    Steps.Do(world, step, level, sum);
                    break;
            }
            world.Log($"root {level} after {step.Op} sum {sum}");
        }
        return sum;
    }
}
