namespace AssemblyToProcess.Harness;

/// <summary>Takes futures and gives them back: a call whose future goes through here is not awaited at once, and is an ordinary one. Tests put it behind calls.</summary>
public static class Passed
{
    public static Task On(Task task) => task;

    public static Task<T> OnOf<T>(Task<T> task) => task;

    public static ValueTask OnValue(ValueTask task) => task;

    public static ValueTask<T> OnValueOf<T>(ValueTask<T> task) => task;
}
