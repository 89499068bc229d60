class Fine
{
    readonly ILineSource field;

    Fine(LogFile log, Socket socket, ILineSource source, INamedSource both)
    {
        field = source;
        Uses.Use(both);
        Uses.Use(Boxing.Of<ILineSource>(log));
        Uses.Use(Inlining.Of<ILineSource>(log));
        Uses.Use(Caching.Of<ILineSource>(new LogFile()));
        Uses.Use(Allocating.Of<ILineSource>(socket, ScratchAllocator.Unpooled));
        Uses.Use(Adapting.Of<ILineSource>(socket, new Own()));
        Uses.Use(null);
        Uses.UseNamed(socket);
        Uses.Use(Adapting.Unwrap<ILineSource>(log));
        object anything = log;
        Uses.Use((ILineSource)anything);
        Uses.Use(anything as ILineSource);
        IDisposable disposable = log;
        disposable.Dispose();
        Uses.Use(field);
        IBoxed boxed = new Box();
        ICallback callback = new Callback();
        GC.KeepAlive((boxed, callback));
    }

    static async Task Awaited(bool isFile, LogFile log, Socket socket, Task<Socket> made, Task<LogFile> opened)
    {
        Uses.Use(Boxing.Of<ILineSource>(await made));
        Uses.Use(Boxing.Of<ILineSource>(isFile ? log : await opened));
        Uses.Use(Boxing.Of<ILineSource>(isFile ? log : socket));
        Uses.Use(Boxing.Of<ILineSource>(isFile ? log : await made));
        Uses.Use(Inlining.Of<ILineSource>(isFile ? await opened : await made));
        Uses.Use(Boxing.Of<ILineSource>(isFile switch { true => await opened, false => await made }));
        Uses.Use(Allocating.Of<ILineSource>(socket, await Task.FromResult(ScratchAllocator.Unpooled)));
    }

    sealed class Own : AdapterStrategy
    {
        protected override void Prepare(int slots, int words) { }

        protected override Room Take() => null;

        protected override void Release() { }
    }

    [Boxed]
    interface IBoxed
    {
        Task RunAsync();
    }

    sealed class Box : IBoxed
    {
        public Task RunAsync() => Task.CompletedTask;
    }

    [ScratchSpace(Coercions = Coercions.Implicit)]
    interface ICallback
    {
        Task RunAsync();
    }

    sealed class Callback : ICallback
    {
        public Task RunAsync() => Task.CompletedTask;
    }
}
