using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>A place where a class or a struct becomes an interface.</summary>
/// <param name="Method">The method with the code.</param>
/// <param name="At">The instruction by which it does.</param>
/// <param name="Class">The class, the struct, or the type parameter that stands for one.</param>
/// <param name="Interface">The interface, as it is named there.</param>
/// <param name="Kind">How.</param>
sealed record Coercion(MethodDefinition Method, Instruction At, TypeReference Class, TypeReference Interface, CoercionKind Kind);
