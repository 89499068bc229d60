namespace ByHand.Differential;

/// <summary>What both forms of a method do alike.</summary>
static class Steps
{
    internal static ConfigureAwaitOptions Options(int argument) =>
        (argument % 2 == 0 ? ConfigureAwaitOptions.ContinueOnCapturedContext : ConfigureAwaitOptions.None) | (argument > 2 ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);

    /// <summary>The steps that are no awaits.</summary>
    internal static void Do(World world, Step step, int level, int sum)
    {
        switch (step.Op)
        {
            case Op.Log:
                world.Log($"level {level} sum {sum}");
                break;
            case Op.SetLocal:
                world.Local.Value = 10 * level + step.Argument;
                break;
            case Op.SetSynchronization:
                SynchronizationContext.SetSynchronizationContext(step.Argument == 4 ? null : world.Context(step.Argument));
                break;
            case Op.Suppress:
                if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();
                break;
            case Op.RestoreFlow:
                if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
                break;
            case Op.Throw:
                throw new InvalidOperationException($"level {level}");
        }
    }
}
