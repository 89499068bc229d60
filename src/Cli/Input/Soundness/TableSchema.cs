using System.Reflection.Metadata.Ecma335;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>What the tables of metadata consist of (ECMA-335 partition II, 22 and 24.2.6), and those of portable PDBs.</summary>
static class TableSchema
{
    internal static readonly IReadOnlyDictionary<string, CodedIndex> CodedIndices = new Dictionary<string, CodedIndex>
    {
        ["TypeDefOrRef"] = new(2, [TableIndex.TypeDef, TableIndex.TypeRef, TableIndex.TypeSpec]),
        ["HasConstant"] = new(2, [TableIndex.Field, TableIndex.Param, TableIndex.Property]),
        ["HasCustomAttribute"] = new(5, Described),
        ["HasFieldMarshal"] = new(1, [TableIndex.Field, TableIndex.Param]),
        ["HasDeclSecurity"] = new(2, [TableIndex.TypeDef, TableIndex.MethodDef, TableIndex.Assembly]),
        ["MemberRefParent"] = new(3, [TableIndex.TypeDef, TableIndex.TypeRef, TableIndex.ModuleRef, TableIndex.MethodDef, TableIndex.TypeSpec]),
        ["HasSemantics"] = new(1, [TableIndex.Event, TableIndex.Property]),
        ["MethodDefOrRef"] = new(1, [TableIndex.MethodDef, TableIndex.MemberRef]),
        ["MemberForwarded"] = new(1, [TableIndex.Field, TableIndex.MethodDef]),
        ["Implementation"] = new(2, [TableIndex.File, TableIndex.AssemblyRef, TableIndex.ExportedType]),
        ["CustomAttributeType"] = new(3, [null, null, TableIndex.MethodDef, TableIndex.MemberRef, null]),
        ["ResolutionScope"] = new(2, [TableIndex.Module, TableIndex.ModuleRef, TableIndex.AssemblyRef, TableIndex.TypeRef]),
        ["TypeOrMethodDef"] = new(1, [TableIndex.TypeDef, TableIndex.MethodDef]),
        ["HasCustomDebugInformation"] = new(5, [.. Described, TableIndex.Document, TableIndex.LocalScope, TableIndex.LocalVariable, TableIndex.LocalConstant, TableIndex.ImportScope]),
    };

    /// <summary>
    /// The columns of each table: <c>U2</c> and <c>U4</c> are numbers, <c>Str</c>, <c>Blob</c> and <c>Guid</c> places in heaps, <c>&gt;Table</c> the begin of a
    /// run of rows that ends where the next row's begins; all others are rows of a table, or of one of several, and may be none where a question mark says so.
    /// </summary>
    internal static readonly IReadOnlyDictionary<TableIndex, IReadOnlyList<Column>> Tables = new Dictionary<TableIndex, string>
    {
        [TableIndex.Module] = "U2 Str Guid Guid Guid",
        [TableIndex.TypeRef] = "ResolutionScope? Str Str",
        [TableIndex.TypeDef] = "U4 Str Str TypeDefOrRef? >Field >MethodDef",
        [TableIndex.Field] = "U2 Str Blob",
        [TableIndex.MethodDef] = "U4 U2 U2 Str Blob >Param",
        [TableIndex.Param] = "U2 U2 Str",
        [TableIndex.InterfaceImpl] = "TypeDef TypeDefOrRef",
        [TableIndex.MemberRef] = "MemberRefParent Str Blob",
        [TableIndex.Constant] = "U2 HasConstant Blob",
        [TableIndex.CustomAttribute] = "HasCustomAttribute CustomAttributeType Blob",
        [TableIndex.FieldMarshal] = "HasFieldMarshal Blob",
        [TableIndex.DeclSecurity] = "U2 HasDeclSecurity Blob",
        [TableIndex.ClassLayout] = "U2 U4 TypeDef",
        [TableIndex.FieldLayout] = "U4 Field",
        [TableIndex.StandAloneSig] = "Blob",
        [TableIndex.EventMap] = "TypeDef >Event",
        [TableIndex.Event] = "U2 Str TypeDefOrRef?",
        [TableIndex.PropertyMap] = "TypeDef >Property",
        [TableIndex.Property] = "U2 Str Blob",
        [TableIndex.MethodSemantics] = "U2 MethodDef HasSemantics",
        [TableIndex.MethodImpl] = "TypeDef MethodDefOrRef MethodDefOrRef",
        [TableIndex.ModuleRef] = "Str",
        [TableIndex.TypeSpec] = "Blob",
        [TableIndex.ImplMap] = "U2 MemberForwarded Str ModuleRef",
        [TableIndex.FieldRva] = "U4 Field",
        [TableIndex.Assembly] = "U4 U2 U2 U2 U2 U4 Blob Str Str",
        [TableIndex.AssemblyRef] = "U2 U2 U2 U2 U4 Blob Str Str Blob",
        [TableIndex.File] = "U4 Str Blob",
        [TableIndex.ExportedType] = "U4 U4 Str Str Implementation",
        [TableIndex.ManifestResource] = "U4 U4 Str Implementation?",
        [TableIndex.NestedClass] = "TypeDef TypeDef",
        [TableIndex.GenericParam] = "U2 U2 TypeOrMethodDef Str",
        [TableIndex.MethodSpec] = "MethodDefOrRef Blob",
        [TableIndex.GenericParamConstraint] = "GenericParam TypeDefOrRef",
        [TableIndex.Document] = "Blob Guid Blob Guid",
        [TableIndex.MethodDebugInformation] = "Document? Blob",
        [TableIndex.LocalScope] = "MethodDef ImportScope? >LocalVariable >LocalConstant U4 U4",
        [TableIndex.LocalVariable] = "U2 U2 Str",
        [TableIndex.LocalConstant] = "Str Blob",
        [TableIndex.ImportScope] = "ImportScope? Blob",
        [TableIndex.StateMachineMethod] = "MethodDef MethodDef",
        [TableIndex.CustomDebugInformation] = "HasCustomDebugInformation Guid Blob",
    }.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<Column>)[.. entry.Value.Split(' ').Select(Column.Parse)]);

    /// <summary>The tables that are sorted, by which column, and whether no two rows may have the same there.</summary>
    internal static readonly IReadOnlyDictionary<TableIndex, (int Column, bool IsUnique)> Sorted = new Dictionary<TableIndex, (int, bool)>
    {
        [TableIndex.InterfaceImpl] = (0, false),
        [TableIndex.Constant] = (1, true),
        [TableIndex.CustomAttribute] = (0, false),
        [TableIndex.FieldMarshal] = (0, true),
        [TableIndex.DeclSecurity] = (1, false),
        [TableIndex.ClassLayout] = (2, true),
        [TableIndex.FieldLayout] = (1, true),
        [TableIndex.MethodSemantics] = (2, false),
        [TableIndex.MethodImpl] = (0, false),
        [TableIndex.ImplMap] = (1, true),
        [TableIndex.FieldRva] = (1, true),
        [TableIndex.NestedClass] = (0, true),
        [TableIndex.GenericParam] = (2, false),
        [TableIndex.GenericParamConstraint] = (0, false),
        [TableIndex.LocalScope] = (0, false),
        [TableIndex.StateMachineMethod] = (0, true),
        [TableIndex.CustomDebugInformation] = (0, false),
    };

    static IReadOnlyList<TableIndex?> Described =>
    [
        TableIndex.MethodDef, TableIndex.Field, TableIndex.TypeRef, TableIndex.TypeDef, TableIndex.Param, TableIndex.InterfaceImpl, TableIndex.MemberRef, TableIndex.Module,
        TableIndex.DeclSecurity, TableIndex.Property, TableIndex.Event, TableIndex.StandAloneSig, TableIndex.ModuleRef, TableIndex.TypeSpec, TableIndex.Assembly,
        TableIndex.AssemblyRef, TableIndex.File, TableIndex.ExportedType, TableIndex.ManifestResource, TableIndex.GenericParam, TableIndex.GenericParamConstraint,
        TableIndex.MethodSpec,
    ];
}

/// <summary>A number that names one of several tables in its low bits, and a row in the others (ECMA-335 partition II, 24.2.6).</summary>
/// <param name="Bits">How many bits name the table.</param>
/// <param name="Tables">The tables; null for a value that has no meaning.</param>
sealed record CodedIndex(int Bits, IReadOnlyList<TableIndex?> Tables);

/// <summary>A column of a table.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Target">The table, where they are rows of one.</param>
/// <param name="Coded">The tables, where they are rows of one of several.</param>
/// <param name="MayBeNone">Whether a row may be missing.</param>
sealed record Column(ColumnKind Kind, TableIndex Target, CodedIndex? Coded, bool MayBeNone)
{
    internal static Column Parse(string text)
    {
        string name = text.Trim('>', '?');
        bool mayBeNone = text.EndsWith('?');
        if (TableSchema.CodedIndices.TryGetValue(name, out var coded)) return new(ColumnKind.Coded, default, coded, mayBeNone);
        if (Enum.TryParse<ColumnKind>(name, out var kind)) return new(kind, default, null, mayBeNone);
        return new(text[0] == '>' ? ColumnKind.Run : ColumnKind.Row, Enum.Parse<TableIndex>(name), null, mayBeNone);
    }
}

/// <summary>What the values of a column are.</summary>
enum ColumnKind
{
    /// <summary>A number of two bytes.</summary>
    U2,

    /// <summary>A number of four bytes.</summary>
    U4,

    /// <summary>A place in the heap of strings.</summary>
    Str,

    /// <summary>A place in the heap of blobs.</summary>
    Blob,

    /// <summary>A number in the heap of GUIDs.</summary>
    Guid,

    /// <summary>A row of a table.</summary>
    Row,

    /// <summary>The first of a run of rows of a table.</summary>
    Run,

    /// <summary>A row of one of several tables.</summary>
    Coded,
}
