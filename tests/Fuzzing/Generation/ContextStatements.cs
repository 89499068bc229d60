namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes statements that change contexts, or tell where they run.</summary>
class ContextStatements(Random random, IReadOnlyList<Interface> interfaces, IReadOnlyList<Callee> helpers, HashSet<Shape> shapes) : Expressions(random, interfaces, helpers, shapes)
{
    internal Node Where() => new($"W.Where({NewLabel()});");

    internal Node AsyncLocalChange(Scope scope)
    {
        Use(Shape.AsyncLocalChange);
        return new(Chance(60) ? $"W.Number.Value = {Number(scope, false)};" : $"W.Name.Value = {Value(new("string"), scope, false)};");
    }

    protected Node ContextChange()
    {
        Use(Shape.SynchronizationContextChange);
        if (Chance(15))
        {
            Use(Shape.CopyingContext);
            return new($"W.Set(W.Copying{(Chance(30) ? ".CreateCopy()" : "")});");
        }
        if (Chance(10))
        {
            Use(Shape.ThrowingContext);
            return new("W.Set(W.Throwing);");
        }
        return new($"W.Set({Pick(["W.Ui", "W.Other", "null", "new SynchronizationContext()"])});");
    }

    internal Node Yield()
    {
        Use(Shape.Yield);
        return new("await W.Yield();");
    }

    /// <summary>An await of what is not the framework's.</summary>
    internal Node AwaitForeign(Scope scope)
    {
        Use(Shape.ForeignAwaitable);
        var type = ValueType.Known(Random);
        string name = NewName("v");
        var node = new Node($"{type.Name} {name} = await W.Foreign{type.Explicit}({Value(type, scope, false)});");
        scope.Declare(name, type);
        return node;
    }
}
