using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>An object, or a struct within one, whose fields are read by name. A field that is not there reads as nothing: other versions of the framework have other fields.</summary>
/// <param name="Address">Of the object, or of the struct's first field.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsInterior">Whether it is a struct within an object.</param>
readonly record struct Instance(ulong Address, ClrType Type, bool IsInterior)
{
    internal static Instance? Of(ClrObject found) => found is { IsNull: false, Type: { } type } ? new(found.Address, type, false) : null;

    internal bool Has(string field) => Type.GetFieldByName(field) is not null;

    internal ClrObject Object(string field) => Type.GetFieldByName(field) is { IsObjectReference: true } found ? found.ReadObject(Address, IsInterior) : default;

    internal T Read<T>(string field) where T : unmanaged => Type.GetFieldByName(field) is { IsObjectReference: false } found ? found.Read<T>(Address, IsInterior) : default;

    internal Instance? Struct(string field) => Type.GetFieldByName(field) is { IsValueType: true } found ? Struct(found) : null;

    internal Instance? Struct(ClrInstanceField field) => field.Type is { } type ? new(field.GetAddress(Address, IsInterior), type, true) : null;

    internal ulong AddressOf(string field) => Type.GetFieldByName(field) is { } found ? found.GetAddress(Address, IsInterior) : 0;
}
