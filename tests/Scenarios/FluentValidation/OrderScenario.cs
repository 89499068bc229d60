using global::FluentValidation;
using global::FluentValidation.Results;
using global::FluentValidation.Validators;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.FluentValidation;

sealed record Line(string Article, int Count);

sealed record Customer(string Name, string? Mail);

sealed record Order(int Number, Customer? Customer, IReadOnlyList<Line> Lines, bool IsExpress);

/// <summary>Orders that are valid and others, by rules that ask a stock and a mail service which suspend.</summary>
sealed class OrderScenario(Transcript transcript)
{
    static readonly Order[] Orders =
    [
        new(1, new("Ann", "ann@test"), [new("apple", 3), new("pear", 2)], IsExpress: false),
        new(2, new("", "bob@nowhere"), [new("apple", 300), new("stone", 1), new("", 0)], IsExpress: true),
        new(3, null, [], IsExpress: true),
        new(4, new("Cid", null), [.. Enumerable.Range(1, 12).Select(count => new Line(count % 5 == 0 ? "stone" : "pear", count))], IsExpress: true),
    ];

    internal async Task Run()
    {
        foreach (var order in Orders)
        {
            var validator = new OrderValidator(new Stock(transcript));
            await Validate(validator, order, transcript);
            Show("names and lines", await validator.ValidateAsync(order, options => options.IncludeProperties(o => o.Customer!.Name, o => o.Lines)), transcript);
            Show("express", await validator.ValidateAsync(order, options => options.IncludeRuleSets("express")), transcript);
            await transcript.Fails<ValidationException>("thrown", () => validator.ValidateAndThrowAsync(order));
        }
        await Failures();
        await Canceled();
        await transcript.AtOnce(8, (number, own) => Validate(new OrderValidator(new Stock(own)), Orders[number % Orders.Length], own));
        SingleThread.Run(() => Validate(new OrderValidator(new Stock(transcript)), Orders[1], transcript));
    }

    static async Task Validate(OrderValidator validator, Order order, Transcript shown) =>
        Show($"order {order.Number}", await validator.ValidateAsync(order, options => options.IncludeAllRuleSets()), shown);

    static void Show(string what, ValidationResult result, Transcript shown)
    {
        shown.Write($"{what}: {result.IsValid}, rule sets {string.Join(' ', result.RuleSetsExecuted ?? [])}");
        foreach (var failure in result.Errors) shown.Write($"  {failure.PropertyName} {failure.ErrorCode} {failure.Severity}: {failure.ErrorMessage}");
    }

    async Task Failures()
    {
        var validator = new OrderValidator(new Stock(transcript));
        await transcript.Fails<AsyncValidatorInvokedSynchronouslyException>("not in an asynchronous way", () => Task.FromResult(validator.Validate(Orders[0])));
        await transcript.Fails<InvalidOperationException>("the stock fails", () => validator.ValidateAsync(Orders[0] with { Lines = [new("apple", 1), new("broken", 1), new("pear", 1)] }));
        await transcript.Fails<InvalidOperationException>("nothing", () => validator.ValidateAsync((Order)null!));
    }

    async Task Canceled()
    {
        using var cancellation = new CancellationTokenSource();
        var stock = new Stock(transcript) { Asked = count => { if (count == 3) cancellation.Cancel(); } };
        await transcript.Fails<OperationCanceledException>("canceled", () => new OrderValidator(stock).ValidateAsync(Orders[3], cancellation.Token));
    }
}

/// <summary>What there is of an article, and who can be written to.</summary>
sealed class Stock(Transcript transcript)
{
    int count;

    internal Action<int>? Asked { get; init; }

    internal async Task<int> Count(string article, CancellationToken cancellationToken)
    {
        Asked?.Invoke(++count);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        transcript.Write($"  stock of {article}");
        return article switch { "apple" => 10, "pear" => 5, "broken" => throw new InvalidOperationException("The stock cannot be read."), _ => 0 };
    }

    internal async Task<bool> IsReachable(string? mail, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        transcript.Write($"  reaches {mail}");
        return mail is not null && mail.EndsWith("@test", StringComparison.Ordinal);
    }
}

sealed class OrderValidator : AbstractValidator<Order>
{
    public OrderValidator(Stock stock)
    {
        RuleFor(order => order.Number).GreaterThan(0).MustAsync(async (number, cancellationToken) =>
        {
            await Task.Yield();
            return number != 2;
        }).WithMessage("'{PropertyName}' {PropertyValue} is taken.").WithErrorCode("taken").WithSeverity(Severity.Warning);
        RuleFor(order => order.Customer).NotNull().DependentRules(() => RuleFor(order => order.Customer!).SetValidator(new CustomerValidator(stock)));
        RuleFor(order => order.Lines).NotEmpty();
        RuleForEach(order => order.Lines).WhereAsync(async line =>
        {
            await Task.Yield();
            return line.Count != 7;
        }).SetValidator(new LineValidator(stock));
        RuleSet("express", () => WhenAsync(async (order, cancellationToken) =>
        {
            await Task.Yield();
            return order.IsExpress;
        }, () => RuleFor(order => order.Lines).CustomAsync(async (lines, context, cancellationToken) =>
        {
            int total = 0;
            foreach (var line in lines) total += await stock.Count(line.Article, cancellationToken);
            if (total < 20) context.AddFailure("Lines", $"{total} are too few for express.");
        })).Otherwise(() => RuleFor(order => order.Number).LessThan(100)));
    }
}

sealed class CustomerValidator : AbstractValidator<Customer>
{
    public CustomerValidator(Stock stock)
    {
        RuleFor(customer => customer.Name).NotEmpty();
        RuleFor(customer => customer.Mail).Cascade(CascadeMode.Stop).NotNull().MustAsync(stock.IsReachable).UnlessAsync(async (customer, cancellationToken) =>
        {
            await Task.Yield();
            return customer.Name.Length == 0;
        }, ApplyConditionTo.CurrentValidator).WithMessage(customer => $"Nobody reaches {customer.Mail}.");
    }
}

sealed class LineValidator : AbstractValidator<Line>
{
    public LineValidator(Stock stock)
    {
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(line => line.Article).NotEmpty();
        RuleFor(line => line).SetAsyncValidator(new InStock<Line>(stock));
    }
}

sealed class InStock<T>(Stock stock) : AsyncPropertyValidator<T, Line>
{
    public override string Name => "InStock";

    public override async Task<bool> IsValidAsync(ValidationContext<T> context, Line value, CancellationToken cancellation)
    {
        int there = await stock.Count(value.Article, cancellation);
        context.MessageFormatter.AppendArgument("There", there);
        return there >= value.Count;
    }

    protected override string GetDefaultMessageTemplate(string errorCode) => "Of these there are {There}.";
}
