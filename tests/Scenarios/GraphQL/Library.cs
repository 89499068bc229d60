using global::GraphQL;
using global::GraphQL.DataLoader;
using global::GraphQL.Types;

namespace Unboxed.Scenarios.GraphQL;

/// <summary>Books and authors, of which every call suspends.</summary>
sealed class Library(Transcript transcript) : IObservable<Book>
{
    static readonly Author[] Authors = [new(1, "Ann"), new(2, "Bob")];

    readonly List<Book> books = [.. Enumerable.Range(1, 6).Select(id => new Book(id, $"book {id}", 1 + id % 2))];
    readonly List<IObserver<Book>> observers = [];

    /// <summary>Told of each book that is asked for.</summary>
    internal Action? Asked { get; set; }

    internal async Task<IReadOnlyList<Book>> All()
    {
        await Task.Yield();
        return books;
    }

    internal async Task<Book?> Find(int id)
    {
        // Before it suspends: fields are resolved at the same time.
        transcript.Write($"  finds book {id}");
        await Task.Yield();
        Asked?.Invoke();
        return books.Find(book => book.Id == id);
    }

    internal async Task<Dictionary<int, Author?>> AuthorsOf(IReadOnlyCollection<int> ids)
    {
        await Task.Yield();
        transcript.Write("  loads authors", ids.Order().Select(id => $"{id}"));
        return ids.ToDictionary(id => id, id => Authors.FirstOrDefault(author => author.Id == id));
    }

    internal async Task<Dictionary<int, IEnumerable<Book>?>> BooksOf(IReadOnlyCollection<int> ids)
    {
        await Task.Yield();
        transcript.Write("  loads books of", ids.Order().Select(id => $"{id}"));
        return ids.ToDictionary(id => id, id => (IEnumerable<Book>?)books.FindAll(book => book.AuthorId == id));
    }

    internal async Task<Book> Add(string title)
    {
        await Task.Yield();
        if (title.Length == 0) throw new ExecutionError("A book has a title.");
        var book = new Book(books.Count + 1, title, 1);
        books.Add(book);
        foreach (var observer in observers) observer.OnNext(book);
        return book;
    }

    internal void Close()
    {
        foreach (var observer in observers) observer.OnCompleted();
    }

    public IDisposable Subscribe(IObserver<Book> observer)
    {
        observers.Add(observer);
        return new Subscribed(() => observers.Remove(observer));
    }

    sealed class Subscribed(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>Loads what is asked for together at once: the library asks for results when it has all fields of a level.</summary>
sealed class Batches<T>(Func<IReadOnlyCollection<int>, Task<Dictionary<int, T?>>> load)
{
    readonly Lock gate = new();
    Batch current = new(load);

    internal IDataLoaderResult<T?> Load(int id)
    {
        lock (gate)
        {
            if (current.IsLoading) current = new(load);
            return current.Add(id);
        }
    }

    sealed class Batch(Func<IReadOnlyCollection<int>, Task<Dictionary<int, T?>>> load)
    {
        readonly HashSet<int> ids = [];
        Task<Dictionary<int, T?>>? loading;

        internal bool IsLoading => loading is not null;

        internal Result Add(int id)
        {
            ids.Add(id);
            return new(this, id);
        }

        internal async Task<T?> Get(int id) => (await (loading ??= load(ids)))[id];
    }

    sealed class Result(Batch batch, int id) : IDataLoaderResult<T?>
    {
        public Task<T?> GetResultAsync(CancellationToken cancellationToken = default) => batch.Get(id);

        async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await GetResultAsync(cancellationToken);
    }
}

sealed class AuthorType : ObjectGraphType<Author>
{
    public AuthorType(Library library)
    {
        var books = new Batches<IEnumerable<Book>>(library.BooksOf);
        Name = "Author";
        Field(author => author.Name);
        Field<ListGraphType<BookType>>("books").Resolve(context => books.Load(context.Source.Id));
    }
}

sealed class BookType : ObjectGraphType<Book>
{
    public BookType(Library library)
    {
        var authors = new Batches<Author>(library.AuthorsOf);
        Name = "Book";
        Field(book => book.Id);
        Field(book => book.Title);
        Field<StringGraphType>("slow").ResolveAsync(async context =>
        {
            for (int i = 0; i < context.Source.Id; i++) await Task.Yield();
            return $"{context.Source.Title}, slowly";
        });
        Field<StringGraphType>("broken").ResolveAsync(async context =>
        {
            await Task.Yield();
            throw new InvalidOperationException("It is broken.");
        });
        Field<StringGraphType>("checked").ApplyMiddleware(next => async context =>
        {
            await Task.Yield();
            return $"<{await next(context)}>";
        }).ResolveAsync(async context =>
        {
            await Task.Yield();
            return context.Source.Id == 4 ? throw new ExecutionError($"Not {context.Source.Id}.") : "good";
        });
        Field<NonNullGraphType<StringGraphType>>("never").ResolveAsync(async context =>
        {
            await Task.Yield();
            return null;
        });
        Field<AuthorType>("author").Resolve(context => authors.Load(context.Source.AuthorId));
    }
}

sealed class Query : ObjectGraphType
{
    public Query(Library library)
    {
        Field<BookType>("book").Argument<NonNullGraphType<IntGraphType>>("id").ResolveAsync(async context => await library.Find(context.GetArgument<int>("id")));
        Field<ListGraphType<BookType>>("books").ResolveAsync(async context => await library.All());
    }
}

sealed class Mutation : ObjectGraphType
{
    public Mutation(Library library) => Field<BookType>("add").Argument<NonNullGraphType<StringGraphType>>("title").ResolveAsync(async context => await library.Add(context.GetArgument<string>("title")));
}

sealed class Subscription : ObjectGraphType
{
    public Subscription(Library library) => Field<BookType, Book>("added").ResolveStreamAsync(async context =>
    {
        await Task.Yield();
        return library;
    });
}
