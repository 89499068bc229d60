using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Where a module forwards a type to another assembly, has it forward the type's companions and entries as well: those that were woven against it before expect them there.
/// </summary>
static class CompanionForwarders
{
    internal static void Add(ModuleDefinition module)
    {
        foreach (var forwarded in module.ExportedTypes.ToList())
        {
            if (!Outermost(forwarded).IsForwarder || forwarded.TryResolve() is not { } type || WovenMark.AbiOf(type.Module) != WovenMark.Abi) continue;
            foreach (var holder in PublicEntries.HoldersOf(type))
                module.ExportedTypes.Add(new("", holder.Name, module, null) { DeclaringType = forwarded });
            if (forwarded.DeclaringType is not null) continue;
            foreach (var companion in ForeignCompanions.Of(type))
                module.ExportedTypes.Add(new(companion.Namespace, companion.Name, module, forwarded.Scope) { Attributes = forwarded.Attributes });
        }
    }

    static ExportedType Outermost(ExportedType type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }
}
