using System.Runtime.ExceptionServices;
using Unboxed.Fuzzing.Running;

namespace Unboxed.Fuzzing.Harness;

/// <summary>
/// Runs a program: starts it, and does one piece of work after the other until nothing is left. The pieces are chosen by the world's
/// random numbers.
/// </summary>
/// <remarks>
/// The thread pool of this process has one thread, and each step of the driver is a work item of its own, queued behind what the
/// program has queued. So all code of a program runs on that thread, in an order that the seed alone decides; and a program that
/// waits for something that never comes is known to be stuck without waiting for it.
/// </remarks>
sealed class Driver : IThreadPoolWorkItem
{
    /// <summary>How long a run may take, of some milliseconds that it needs.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    static Driver? current;

    /// <summary>That of the program that runs.</summary>
    internal static World? CurrentWorld => current?.world;

    readonly World world;
    readonly Func<World, Task> program;
    readonly Place place;
    readonly ManualResetEventSlim ended = new();
    Task? task;
    Pools? pools;

    Driver(World world, Func<World, Task> program, Place place) => (this.world, this.program, this.place) = (world, program, place);

    static Driver()
    {
        ThreadPool.GetMaxThreads(out int workers, out _);
        if (workers != 1) throw new InvalidOperationException("Programs are deterministic only on a thread pool of one thread: see Fuzzing.csproj.");
        // What an async void method lets out, and a continuation that the run-time support refuses, ends the process otherwise.
        ExceptionHandling.SetUnhandledExceptionHandler(static exception =>
        {
            if (current is not { } driver || !Thread.CurrentThread.IsThreadPoolThread) return false;
            driver.world.Caught("unhandled", exception);
            return true;
        });
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It runs for ever, or blocks.</exception>
    internal static void Run(World world, Func<World, Task> program, Place place)
    {
        var driver = new Driver(world, program, place);
        current = driver;
        ThreadPool.UnsafeQueueUserWorkItem(driver, preferLocal: false);
        if (!driver.ended.Wait(Patience)) throw new TimeoutException("The program does not come to its end. Its trace:\n" + string.Join('\n', world.Trace.TakeLast(50)));
        current = null;
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            // What the program has queued goes first.
            if (ThreadPool.PendingWorkItemCount == 0 && !Step()) return;
        }
        catch (Exception exception)
        {
            // Thrown out of a continuation, or posted by an async void method: part of what is compared.
            world.Caught("step", exception);
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    bool Step()
    {
        if (task is null)
        {
            Start();
            return true;
        }
        var queues = world.Queues.Where(queue => queue.HasWork).ToList();
        int choices = queues.Count + (world.Waiting.Count > 0 ? 1 : 0);
        if (choices == 0 || world.IsOver)
        {
            End();
            return false;
        }
        int choice = world.Random.Next(choices);
        if (choice < queues.Count) queues[choice].RunOne();
        else Complete();
        return true;
    }

    void Start()
    {
        pools = new();
        task = Task.CompletedTask;
        Action start = () => task = program(world);
        switch (place)
        {
            case Place.Ui:
                world.Ui.Run(start);
                break;
            case Place.Scheduler:
                world.Scheduler.Run(start);
                break;
            case Place.Copying:
                world.Copying.Run(start);
                break;
            case Place.Capturing:
                world.Capturing.Run(start);
                break;
            default:
                start();
                break;
        }
    }

    void Complete()
    {
        int index = world.Random.Next(3) == 0 ? world.Random.Next(world.Waiting.Count) : 0;
        var leaf = world.Waiting[index];
        world.Waiting.RemoveAt(index);
        if (world.Random.Next(4) == 0)
        {
            world.Count(Suspension.CompletedInForeignFlow);
            world.Number.Value = 7000;
        }
        (Suspension Kind, IWorkQueue Queue)? elsewhere = world.Random.Next(10) switch
        {
            0 => (Suspension.CompletedInUi, world.Ui),
            1 => (Suspension.CompletedInOther, world.Other),
            2 => (Suspension.CompletedInCopy, world.Copying),
            3 => (Suspension.CompletedOnScheduler, world.Scheduler),
            4 => (Suspension.CompletedOnCapturing, world.Capturing),
            _ => null,
        };
        if (elsewhere is not { } found)
        {
            leaf.Complete();
            return;
        }
        world.Count(found.Kind);
        found.Queue.Run(leaf.Complete);
    }

    void End()
    {
        world.Log(task! switch
        {
            { IsCompletedSuccessfully: true } => "ended",
            { IsCanceled: true } => "canceled",
            { IsFaulted: true, Exception.InnerException: { } exception } => $"failed: {exception.GetType().Name} '{exception.Message}'",
            _ => "stuck",
        });
        world.SideChains.Finish();
        world.CheckRooms(task!.IsCompleted);
        pools!.Check(world);
        ended.Set();
    }
}

/// <summary>Where a program is started.</summary>
public enum Place
{
    Plain,
    Ui,
    Scheduler,
    Copying,
    Capturing,
}
