using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace Unboxed.Weaver.Tests.Debugging;

/// <summary>A local variable or constant of a method, and where it is in scope.</summary>
sealed record LocalSymbol(string Name, int Start, int End, bool IsHidden);

/// <summary>Where a method waits, and where it goes on.</summary>
sealed record AwaitSymbol(int Yield, int Resume, MethodDefinitionHandle Method);

/// <summary>What the symbols say of a method, read as debuggers read it, without Cecil.</summary>
sealed class MethodSymbols(MetadataReader metadata, MetadataReader symbols, MethodDefinitionHandle handle)
{
    /// <summary>The guid of the "async method stepping information", of the portable PDB specification.</summary>
    static readonly Guid Stepping = new("54FD2AC5-E925-401A-9C2A-F94F171072F8");

    internal MethodDefinitionHandle Handle => handle;

    internal MethodDefinition Definition { get; } = metadata.GetMethodDefinition(handle);

    internal string Name => metadata.GetString(Definition.Name);

    internal string Type => NameOf(Definition.GetDeclaringType());

    internal MethodDefinitionHandle Kickoff => Information.GetStateMachineKickoffMethod();

    internal IReadOnlyList<SequencePoint> Points => [.. Information.GetSequencePoints()];

    internal IReadOnlyList<string> Parameters => [.. Definition.GetParameters().Select(metadata.GetParameter).Where(parameter => parameter.SequenceNumber > 0).Select(parameter => metadata.GetString(parameter.Name))];

    internal IReadOnlyList<LocalScope> Scopes => [.. symbols.GetLocalScopes(handle.ToDebugInformationHandle()).Select(symbols.GetLocalScope)];

    internal IReadOnlyList<LocalSymbol> Locals =>
    [
        .. from scope in Scopes
           from variable in scope.GetLocalVariables().Select(symbols.GetLocalVariable)
           select new LocalSymbol(symbols.GetString(variable.Name), scope.StartOffset, scope.EndOffset, variable.Attributes == LocalVariableAttributes.DebuggerHidden),
    ];

    internal IReadOnlyList<string> Constants => [.. Scopes.SelectMany(scope => scope.GetLocalConstants()).Select(constant => symbols.GetString(symbols.GetLocalConstant(constant).Name))];

    /// <summary>What the source imports, from the inside out: namespaces by their names, all else by its kind.</summary>
    internal IReadOnlyList<string> Imports
    {
        get
        {
            var imports = new List<string>();
            for (var scope = Scopes[0].ImportScope; !scope.IsNil; scope = symbols.GetImportScope(scope).Parent)
            {
                imports.Add("scope");
                foreach (var import in symbols.GetImportScope(scope).GetImports())
                    imports.Add(import.Kind == ImportDefinitionKind.ImportNamespace ? Encoding.UTF8.GetString(symbols.GetBlobBytes(import.TargetNamespace)) : $"{import.Kind}");
            }
            return imports;
        }
    }

    internal IReadOnlyList<AwaitSymbol> Awaits
    {
        get
        {
            var awaits = new List<AwaitSymbol>();
            foreach (var information in symbols.GetCustomDebugInformation(handle).Select(symbols.GetCustomDebugInformation).Where(information => symbols.GetGuid(information.Kind) == Stepping))
            {
                var blob = symbols.GetBlobReader(information.Value);
                blob.ReadUInt32();
                while (blob.RemainingBytes > 0) awaits.Add(new((int)blob.ReadUInt32(), (int)blob.ReadUInt32(), MetadataTokens.MethodDefinitionHandle(blob.ReadCompressedInteger())));
            }
            return awaits;
        }
    }

    MethodDebugInformation Information => symbols.GetMethodDebugInformation(handle);

    string NameOf(TypeDefinitionHandle type)
    {
        var definition = metadata.GetTypeDefinition(type);
        string name = metadata.GetString(definition.Name);
        return definition.GetDeclaringType() is { IsNil: false } outer ? $"{NameOf(outer)}/{name}" : $"{metadata.GetString(definition.Namespace)}.{name}";
    }
}
