namespace Unboxed.CompilerServices;

/// <summary>Tries, once, whether the fields of this runtime's delegates say what they are read for: of delegates of every kind, none may be taken for one of another method.</summary>
static class DelegateProbe
{
    class Base
    {
        internal object? Value { get; init; }

        internal virtual object? Overridden() => Value;

        internal object? Inherited() => Value ?? GetType();
    }

    sealed class Sample : Base
    {
        internal object? First() => Value;

        internal object? Second() => Value ?? this;

        internal override object? Overridden() => Value is null ? this : null;

        internal object? Generic<T>() => Value ?? typeof(T);

        internal static object? Static() => null;
    }

    static object? Extension(this Sample sample) => sample.First();

    internal static bool TellsMethodsApart()
    {
        var (sample, other) = (new Sample(), new Sample());
        Func<object?> first = sample.First;
        if (!IsBound(first, sample)) return false;
        // The same method has the same address, whatever it is bound to.
        nint address = DelegateCalls.MethodOf(first);
        if (address == 0 || !IsBound(other.First, other) || DelegateCalls.MethodOf(other.First) != address) return false;
        // Other methods of the same object.
        Func<object?>[] others = [sample.Second, sample.Inherited, sample.Overridden, sample.Generic<string>, sample.Generic<object>, sample.Generic<int>, sample.Extension];
        foreach (var method in others)
        {
            if (!IsBound(method, sample) || DelegateCalls.MethodOf(method) == address) return false;
        }
        // What consists of several, or is bound to no object, is bound to none that could be asked.
        foreach (var method in (Func<object?>[])[first + sample.Second, first + first, Sample.Static])
        {
            if (IsBound(method, sample) || DelegateCalls.MethodOf(method) == address) return false;
        }
        return true;
    }

    static bool IsBound(Func<object?> method, object target) => ReferenceEquals(DelegateCalls.TargetField(method), target);
}
