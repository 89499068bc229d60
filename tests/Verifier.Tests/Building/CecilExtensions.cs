using Mono.Cecil;

namespace Unboxed.Verifier.Tests.Building;

internal static class CecilExtensions
{
    public static GenericInstanceType MakeGeneric(this TypeReference type, params TypeReference[] arguments)
    {
        var instance = new GenericInstanceType(type);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    public static GenericInstanceMethod MakeGeneric(this MethodReference method, params TypeReference[] arguments)
    {
        var instance = new GenericInstanceMethod(method);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    public static FieldReference On(this FieldReference field, TypeReference type) => new(field.Name, field.FieldType, type);

    public static void Move<T>(this IList<T> items, int from, int to)
    {
        var item = items[from];
        items.RemoveAt(from);
        items.Insert(to, item);
    }
}
