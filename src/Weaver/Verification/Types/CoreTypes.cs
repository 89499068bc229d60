// FodyHelpers marks Cecil's type system as obsolete in favour of one that only a running weaver has.
#pragma warning disable CS0618
using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>The types that instructions name implicitly, as the module under verification refers to them.</summary>
internal sealed class CoreTypes(ModuleDefinition module)
{
    public TypeReference Object => module.TypeSystem.Object;
    public TypeReference String => module.TypeSystem.String;
    public TypeReference SByte => module.TypeSystem.SByte;
    public TypeReference Int16 => module.TypeSystem.Int16;
    public TypeReference Int32 => module.TypeSystem.Int32;
    public TypeReference Int64 => module.TypeSystem.Int64;
    public TypeReference IntPtr => module.TypeSystem.IntPtr;
    public TypeReference Single => module.TypeSystem.Single;
    public TypeReference Double => module.TypeSystem.Double;
    public TypeReference TypedReference => module.TypeSystem.TypedReference;

    /// <summary>A value type of the namespace System.</summary>
    public TypeReference SystemStruct(string name) => new("System", name, module, module.TypeSystem.CoreLibrary, true);
}
