namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes expressions: values, calls, and what is awaited.</summary>
class Expressions(Random random, IReadOnlyList<Interface> interfaces, IReadOnlyList<Callee> helpers, HashSet<Shape> shapes)
{
    int names;

    protected Random Random => random;

    protected IReadOnlyList<Interface> Interfaces => interfaces;

    /// <summary>See <see cref="Unit.Passing"/>.</summary>
    internal Random? Passing { get; init; }

    /// <summary>See <see cref="Unit.Delegates"/>.</summary>
    internal Random? Delegates { get; init; }

    /// <summary>The number of awaits so far.</summary>
    protected int Awaits { get; private set; }

    protected void Use(Shape? shape)
    {
        if (shape is { } used) shapes.Add(used);
    }

    protected bool Chance(int percent) => random.Next(100) < percent;

    protected T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    protected string NewName(string prefix) => prefix + names++;

    protected string NewLabel() => "\"" + NewName("x") + "\"";

    /// <summary>A number.</summary>
    protected string Number(Scope scope, bool canAwait, int depth = 2)
    {
        var variable = scope.Variables.Count > 0 ? Pick(scope.Variables) : default;
        switch (random.Next(9))
        {
            case 0: return random.Next(50).ToString(System.Globalization.CultureInfo.InvariantCulture);
            case 1: return "n";
            case 2 when scope.HasField: return "m";
            case 3 when depth > 0: return $"{Number(scope, canAwait, depth - 1)} {Pick(["+", "-", "^"])} {Number(scope, canAwait, depth - 1)}";
            case 4 when depth > 0 && canAwait && Chance(35):
                Use(Shape.AwaitInArithmetic);
                return $"{Number(scope, canAwait, 0)} + {AwaitFor(ValueType.Int, scope, depth - 1)}";
            case 5 when depth > 0 && canAwait && Chance(35):
                Use(Shape.AwaitInArithmetic);
                return $"V.Combine({Number(scope, canAwait, 0)}, {AwaitFor(ValueType.Known(random), scope, depth - 1)}, {Number(scope, false, 1)})";
            default:
                if (variable.Name is null) return "n";
                return variable.Type == ValueType.Int ? variable.Name : $"V.Hash({variable.Name})";
        }
    }

    protected string Condition(Scope scope, bool canAwait) => $"(({Number(scope, canAwait, 1)}) & {Pick(["1", "2", "3"])}) {Pick(["==", "!="])} {random.Next(2)}";

    /// <summary>A value of a type.</summary>
    protected string Value(ValueType type, Scope scope, bool canAwait, int depth = 2)
    {
        var same = scope.Variables.Where(variable => variable.Type == type).ToList();
        if (same.Count > 0 && Chance(55)) return Pick(same).Name;
        if (depth > 0 && canAwait && Chance(20)) return AwaitFor(type, scope, depth - 1);
        if (depth > 0 && Chance(8)) return $"({Condition(scope, false)} ? {Value(type, scope, canAwait, depth - 1)} : {Value(type, scope, canAwait, depth - 1)})";
        return type.Of(Number(scope, canAwait, depth - 1));
    }

    /// <summary>An await whose result has this type.</summary>
    protected string AwaitFor(ValueType type, Scope scope, int depth)
    {
        Awaits++;
        if (depth > 0) Use(Shape.NestedAwait);
        var fitting = Callees(scope).Where(callee => callee.Method.Return.Result == ValueType.OfMethod ? callee.Method.Accepts(type) : callee.Result == type).ToList();
        if (fitting.Count == 0 || Chance(25)) return $"(await {Leaf(type, scope, depth)})";
        var callee = Pick(fitting);
        return $"(await {Operand(callee, scope, depth, callee.Method.Return.Result == ValueType.OfMethod ? type : null).Text})";
    }

    /// <summary>An await of anything, with the type of its result.</summary>
    protected (string Text, ValueType? Type) AwaitAny(Scope scope)
    {
        Awaits++;
        if (Chance(22))
        {
            var type = ValueType.ForLocal(random);
            return ($"await {Leaf(type, scope, 1)}", type);
        }
        var (operand, returns) = Operand(Pick(Callees(scope)), scope, 1, null);
        return ($"await {operand}", returns.Result);
    }

    protected string Leaf(ValueType type, Scope scope, int depth)
    {
        int kind = type == ValueType.OfClass ? random.Next(24) : random.Next(28);
        string value = kind < 24 ? Value(type, scope, depth > 0, depth - 1) : "";
        if (kind < 24 && random.Next(40) == 0)
        {
            Use(Shape.ThrowingSource);
            return $"W.Refusing{type.Explicit}({value})" + Configured(scope);
        }
        return kind switch
        {
            < 12 => $"W.Leaf{type.Explicit}({value})" + Configured(scope),
            < 20 => $"W.LeafTask{type.Explicit}({value})" + Configured(scope),
            < 24 => $"W.Inside{type.Explicit}({value})" + Configured(scope),
            24 => $"W.Fail<{type.Name}>({NewLabel()})" + Configured(scope),
            25 => $"W.FailTask<{type.Name}>({NewLabel()})" + Configured(scope),
            26 => Canceled(type) + Configured(scope),
            _ => $"Task.FromResult<{type.Name}>({Value(type, scope, false, 0)})" + Configured(scope),
        };
    }

    string Canceled(ValueType type)
    {
        Use(Shape.Cancellation);
        return $"W.Canceled<{type.Name}>()";
    }

    /// <summary>What is awaited: a call, in one of many clothes.</summary>
    (string Text, Return Returns) Operand(Callee callee, Scope scope, int depth, ValueType? argument)
    {
        var (call, returns) = Call(callee, scope, depth > 0, depth, argument);
        call = Passed(call);
        string? other = returns.Result is { } result
            ? returns.Kind == ReturnKind.Task ? $"W.LeafTask{result.Explicit}({Value(result, scope, false, 0)})" : $"W.Leaf{result.Explicit}({Value(result, scope, false, 0)})"
            : returns.Kind == ReturnKind.Task ? "W.LeafTask()" : "W.Leaf()";
        if (Chance(5))
        {
            Use(Shape.TernaryOperand);
            return ($"({Condition(scope, false)} ? {call} : {other})" + Configured(scope, returns), returns);
        }
        if (Chance(4))
        {
            Use(Shape.SwitchOperand);
            var fitting = Callees(scope).Where(candidate => candidate.Method.Return.Result != ValueType.OfMethod && candidate.Method.Return.With(candidate.TypeArgument, null) == returns).ToList();
            string second = fitting.Count > 0 ? Call(Pick(fitting), scope, false, 0, null).Text : other;
            return ($"(({Number(scope, false, 1)}) switch {{ < {random.Next(30)} => {call}, < {30 + random.Next(30)} => {second}, _ => {other} }})" + Configured(scope, returns), returns);
        }
        if (Chance(25) && scope.Receivers.Count > 0)
        {
            Use(Shape.ConditionalAccess);
            var (name, type) = Pick(scope.Receivers);
            var methods = type.AllMethods.Select(declared => new Callee($"{name}?.", declared.Method, declared.Declares.Argument))
                .Where(candidate => candidate.Method.Return.Result != ValueType.OfMethod && candidate.Method.Return.With(candidate.TypeArgument, null) == returns).ToList();
            if (methods.Count > 0) return ($"({Call(Pick(methods), scope, false, 0, null).Text} ?? {other})" + Configured(scope, returns), returns);
        }
        return (call + Configured(scope, returns), returns);
    }

    /// <summary>In some programs some calls are ordinary ones, as those of code that is not woven.</summary>
    protected string Passed(string call)
    {
        if (Passing is null || Passing.Next(3) > 0) return call;
        Use(Shape.PassedFuture);
        return $"Passed.On({call})";
    }

    protected (string Text, Return Returns) Call(Callee callee, Scope scope, bool canAwait, int depth, ValueType? argument, string levels = "n - 1")
    {
        Use(callee.Shape);
        if (callee.IsDirectAcross) Use(Shape.DirectCallAcross);
        var method = callee.Method;
        var methodArgument = method.IsGeneric ? argument ?? ValueType.ArgumentFor(method.IsConstrained, random) : null;
        var arguments = method.Parameters.Select(parameter => Value(parameter.With(callee.TypeArgument, methodArgument), scope, canAwait, depth)).Prepend(levels);
        string type = method.Arity switch { 0 => "", 1 => $"<{methodArgument!.Name}>", _ => $"<{methodArgument!.Name}, {ValueType.Known(random).Name}>" };
        return ($"{callee.Prefix}{method.Name}{type}({string.Join(", ", arguments)})", method.Return.With(callee.TypeArgument, methodArgument));
    }

    /// <summary>All that can be called here.</summary>
    protected List<Callee> Callees(Scope scope)
    {
        var callees = new List<Callee>(helpers);
        callees.AddRange(scope.Members);
        callees.AddRange(scope.Members);
        foreach (var (name, type) in scope.Receivers) callees.AddRange(OfInterface(name + ".", type));
        // An interface chosen anew each time is as likely as all that is in scope together.
        for (int i = 0; i < 2; i++)
        {
            var any = Pick(interfaces);
            callees.AddRange(OfInterface(Factory(any) + ".", any));
        }
        return callees;
    }

    protected static IEnumerable<Callee> OfInterface(string prefix, Interface type) =>
        type.AllMethods.Select(declared => new Callee(prefix, declared.Method, declared.Declares.Argument));

    protected string Factory(Interface type)
    {
        if (random.Next(150) == 0)
        {
            Use(Shape.NullReceiver);
            return $"(({type.Use}?)null)!";
        }
        return $"G{type.Name}(n + {random.Next(4)})";
    }

    string Configured(Scope scope, Return? returns = null)
    {
        switch (random.Next(11))
        {
            case 10:
                Use(Shape.ConfigureAwaitVariable);
                return $".ConfigureAwait({Condition(scope, false)})";
            case 0 or 1:
                Use(Shape.ConfigureAwaitFalse);
                return ".ConfigureAwait(false)";
            case 2:
                Use(Shape.ConfigureAwaitTrue);
                return ".ConfigureAwait(true)";
            case 3 when returns is { Kind: ReturnKind.Task } && Chance(30):
                Use(Shape.ConfigureAwaitOptions);
                var options = returns.Result is null && Chance(50) ? "SuppressThrowing" : Pick(["ForceYielding", "ContinueOnCapturedContext", "None"]);
                return $".ConfigureAwait(ConfigureAwaitOptions.{options})";
            default:
                return "";
        }
    }
}
