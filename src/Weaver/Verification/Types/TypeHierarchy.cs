using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>Resolves types, and answers what depends on their definitions: kind, base types, interfaces.</summary>
internal sealed class TypeHierarchy
{
    readonly Dictionary<TypeReference, TypeDefinition?> definitions = [];
    readonly Dictionary<TypeReference, StackType> stackTypes = [];

    public TypeHierarchy()
    {
        Equality = new(this);
        Members = new(this);
        Interfaces = new(this);
        Overrides = new(this);
    }

    public TypeEquality Equality { get; }

    public MemberResolution Members { get; }

    public InterfaceMaps Interfaces { get; }

    public ExplicitOverrides Overrides { get; }

    /// <summary>The same type, whatever custom modifiers are on it.</summary>
    public bool Same(TypeReference left, TypeReference right) => Equality.Values.Equals(left, right);

    /// <summary>The definition, or null where the assembly is not to be had or does not contain the type.</summary>
    public TypeDefinition? Resolve(TypeReference type)
    {
        type = TypeShape.Strip(type);
        if (type is TypeDefinition definition) return definition;
        if (type is GenericInstanceType instance) return Resolve(instance.ElementType);
        if (type is TypeSpecification or GenericParameter) return null;
        if (definitions.TryGetValue(type, out var known)) return known;
        TypeDefinition? resolved;
        try
        {
            resolved = type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            resolved = null;
        }
        return definitions[type] = resolved;
    }

    public bool IsValueType(TypeReference type)
    {
        type = TypeShape.Strip(type);
        if (type is ArrayType or ByReferenceType or PointerType or FunctionPointerType or GenericParameter) return false;
        if (Resolve(type) is { } definition) return definition.IsValueType;
        return type.IsValueType || type.GetElementType().IsValueType || PrimitiveClasses.OfName(type) != PrimitiveClass.None;
    }

    /// <summary>A value type that lives on the stack alone: a <c>ref struct</c>.</summary>
    public bool IsByRefLike(TypeReference type) =>
        Resolve(type) is { IsValueType: true, HasCustomAttributes: true } definition
        && definition.CustomAttributes.Any(attribute => TypeShape.IsNamed(attribute.AttributeType, "System.Runtime.CompilerServices.IsByRefLikeAttribute"));

    /// <summary>A value type of which nothing but that is known: it may be an enum.</summary>
    public bool MayBeEnum(TypeReference type) => IsValueType(type) && Resolve(type) is null && PrimitiveOf(type) == PrimitiveClass.None;

    public PrimitiveClass PrimitiveOf(TypeReference type)
    {
        type = TypeShape.Strip(type);
        if (type is PointerType or FunctionPointerType) return PrimitiveClass.NativeInt;
        if (type is TypeSpecification or GenericParameter && type is not GenericInstanceType) return PrimitiveClass.None;
        var primitive = type is GenericInstanceType ? PrimitiveClass.None : PrimitiveClasses.OfName(type);
        if (primitive != PrimitiveClass.None || Resolve(type) is not { IsEnum: true } definition) return primitive;
        var value = definition.Fields.FirstOrDefault(field => !field.IsStatic);
        return value is null ? PrimitiveClass.Int32 : PrimitiveClasses.OfName(value.FieldType);
    }

    /// <summary>The stack entry for a value that is loaded from a location of this type.</summary>
    public StackType ToStack(TypeReference type)
    {
        if (stackTypes.TryGetValue(type, out var known)) return known;
        return stackTypes[type] = Convert(TypeShape.Strip(type));
    }

    StackType Convert(TypeReference type)
    {
        if (type is ByReferenceType reference) return StackType.Pointer(reference.ElementType);
        if (type is PointerType or FunctionPointerType) return StackType.UnmanagedPointer;
        if (type is GenericParameter) return StackType.Value(type);
        var primitive = PrimitiveOf(type);
        if (primitive != PrimitiveClass.None) return PrimitiveClasses.ToStack(primitive);
        return IsValueType(type) ? StackType.Value(type) : StackType.Reference(type);
    }

    /// <summary>What <c>box</c>, <c>isinst</c> and <c>castclass</c> leave: for a nullable value, its boxed value.</summary>
    public static StackType ToBoxed(TypeReference type)
    {
        type = TypeShape.Strip(type);
        var isNullable = type is GenericInstanceType { GenericArguments.Count: 1 } && type.GetElementType().FullName == "System.Nullable`1";
        return StackType.Reference(isNullable ? ((GenericInstanceType)type).GenericArguments[0] : type);
    }

    /// <summary>The base type with arguments filled in; null at the top and where the type cannot be resolved.</summary>
    public TypeReference? BaseOf(TypeReference type) =>
        Resolve(type)?.BaseType is { } parent ? TypeShape.Substitute(parent, type) : null;

    public IEnumerable<TypeReference> InterfacesOf(TypeReference type)
    {
        var definition = Resolve(type);
        return definition is null ? [] : definition.Interfaces.Select(i => TypeShape.Substitute(i.InterfaceType, type));
    }

    /// <summary>True if the ancestor is the type itself, one of its base classes, or an interface that it implements.</summary>
    public bool DerivesFrom(TypeDefinition type, TypeDefinition ancestor)
    {
        for (TypeDefinition? current = type; current is not null; current = current.BaseType is { } parent ? Resolve(parent) : null)
        {
            if (Same(current, ancestor)) return true;
            if (ancestor.IsInterface && InterfacesOf(current).Any(i => Resolve(i) is { } resolved && DerivesFrom(resolved, ancestor))) return true;
        }
        return false;
    }
}
