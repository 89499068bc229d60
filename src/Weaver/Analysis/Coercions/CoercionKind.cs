namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>How a class becomes an interface: what can be done about it depends on that.</summary>
enum CoercionKind
{
    /// <summary>A reference to an object is used as one to the interface.</summary>
    Value,

    /// <summary>What has objects of the class, or takes them, is used as what has, or takes, the interface: an array, a list, a delegate.</summary>
    Elements,

    /// <summary>A method that returns the class, or takes the interface, is made a delegate that returns the interface, or takes the class.</summary>
    Method,

    /// <summary>The class is the argument of a type parameter that is constrained to the interface.</summary>
    TypeArgument,

    /// <summary>Both are named in the registration of a service.</summary>
    Registration,
}
