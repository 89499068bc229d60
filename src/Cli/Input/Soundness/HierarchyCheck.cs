using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>Checks that no type contains itself, derives from itself, or extends itself: what goes from one type to the next would never end.</summary>
sealed class HierarchyCheck(MetadataTables tables)
{
    /// <summary>Longer than what people and compilers write. Some of these ways are gone by recursion.</summary>
    const int Longest = 1000;

    readonly MetadataReader reader = tables.Reader;

    /// <exception cref="BadImageFormatException">One does.</exception>
    internal void Run()
    {
        CheckModule();
        CheckNesting();
        Check(TableIndex.TypeRef, row => ScopeOf(reader.GetTypeReference(MetadataTokens.TypeReferenceHandle(row)).ResolutionScope, HandleKind.TypeReference), "is nested in itself");
        Check(TableIndex.ExportedType, row => ScopeOf(reader.GetExportedType(MetadataTokens.ExportedTypeHandle(row)).Implementation, HandleKind.ExportedType), "is nested in itself");
        Check(TableIndex.TypeDef, Parents, "derives from itself");
    }

    /// <summary>
    /// The first type stands for what belongs to no type (ECMA-335 partition II, 22.37). The runtime does not look at what it might derive from; the F# compiler has it derive from Object.
    /// </summary>
    void CheckModule()
    {
        if (tables.Rows(TableIndex.TypeDef) == 0) return;
        var module = reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(1));
        if (!(module.BaseType.IsNil || IsObject(module.BaseType)) || module.GetInterfaceImplementations().Count > 0 || module.GetGenericParameters().Count > 0)
            throw new BadImageFormatException($"{reader.GetString(module.Name)}, which stands for what belongs to no type, derives from one, implements one or is generic");
    }

    bool IsObject(EntityHandle type) => type.Kind == HandleKind.TypeReference && reader.GetTypeReference((TypeReferenceHandle)type) is var reference
        && reader.StringComparer.Equals(reference.Namespace, "System") && reader.StringComparer.Equals(reference.Name, "Object");

    void CheckNesting()
    {
        var outer = new Dictionary<int, int>();
        for (int row = 1; row <= tables.Rows(TableIndex.NestedClass); row++) outer[(int)tables.Cell(TableIndex.NestedClass, row, 0)] = (int)tables.Cell(TableIndex.NestedClass, row, 1);
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            bool isNested = (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) > System.Reflection.TypeAttributes.Public;
            if (isNested != outer.ContainsKey(MetadataTokens.GetRowNumber(handle))) throw new BadImageFormatException($"{reader.GetString(type.Name)} is said to be nested and not to be");
        }
        Check(TableIndex.TypeDef, row => outer.TryGetValue(row, out int found) ? [found] : [], "is nested in itself");
    }

    static IEnumerable<int> ScopeOf(EntityHandle scope, HandleKind kind) => scope.Kind == kind && !scope.IsNil ? [MetadataTokens.GetRowNumber(scope)] : [];

    /// <summary>The base class and the interfaces of a type, as far as they are in this assembly.</summary>
    IEnumerable<int> Parents(int row)
    {
        var type = reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(row));
        var parents = type.GetInterfaceImplementations().Select(handle => reader.GetInterfaceImplementation(handle).Interface).Prepend(type.BaseType);
        return parents.Select(DefinitionOf).Where(parent => parent.Kind == HandleKind.TypeDefinition && !parent.IsNil).Select(parent => MetadataTokens.GetRowNumber(parent));
    }

    /// <summary>The generic type of an instance.</summary>
    EntityHandle DefinitionOf(EntityHandle type)
    {
        if (type.Kind != HandleKind.TypeSpecification || type.IsNil) return type;
        var blob = tables.Blob(TableIndex.TypeSpec, MetadataTokens.GetRowNumber(type), 0);
        if (blob.ReadCompressedInteger() != (int)SignatureTypeCode.GenericTypeInstance) return default;
        blob.ReadCompressedInteger();
        return blob.ReadTypeHandle();
    }

    /// <summary>Goes from each row to the next, without recursion.</summary>
    void Check(TableIndex table, Func<int, IEnumerable<int>> next, string problem)
    {
        var done = new HashSet<int>();
        for (int start = 1; start <= tables.Rows(table); start++)
        {
            if (done.Contains(start)) continue;
            var way = new Stack<(int Row, IEnumerator<int> Next)>();
            var open = new HashSet<int> { start };
            way.Push((start, next(start).GetEnumerator()));
            while (way.Count > 0)
            {
                var (row, rest) = way.Peek();
                if (!rest.MoveNext())
                {
                    way.Pop();
                    open.Remove(row);
                    done.Add(row);
                }
                else if (!open.Add(rest.Current)) throw new BadImageFormatException($"{NameOf(table, rest.Current)} {problem}");
                else if (way.Count > Longest) throw new BadImageFormatException($"{NameOf(table, rest.Current)} is more than {Longest} types away from its first");
                else if (done.Contains(rest.Current)) open.Remove(rest.Current);
                else way.Push((rest.Current, next(rest.Current).GetEnumerator()));
            }
        }
    }

    string NameOf(TableIndex table, int row) => table switch
    {
        TableIndex.TypeDef => tables.String(table, row, 1),
        TableIndex.TypeRef => tables.String(table, row, 1),
        _ => tables.String(table, row, 2),
    };
}
