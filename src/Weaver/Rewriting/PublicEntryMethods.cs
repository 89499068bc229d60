using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Declares the entries by which other assemblies call the methods of this one without dispatch.</summary>
/// <remarks>
/// In types of their own: what looks at the public methods of a class, as frameworks do that find actions or handlers there, finds the user's.
/// </remarks>
sealed class PublicEntryMethods
{
    readonly SupportLibrary library;
    readonly Dictionary<(TypeDefinition, string), TypeDefinition> holders = [];
    readonly Dictionary<MethodDefinition, EntryMethod> entries;

    internal PublicEntryMethods(SupportLibrary library, WeavingPlan plan)
    {
        this.library = library;
        entries = plan.Entries.ToDictionary(entry => entry.Method, Declare);
    }

    /// <summary>The entry of a method, as yet without code; null where it has none.</summary>
    internal EntryMethod? Of(MethodDefinition method) => entries.TryGetValue(method, out var entry) ? entry : null;

    EntryMethod Declare(EntryPlan plan)
    {
        var holder = HolderOf(plan.Method);
        var entry = EntryMethod.OfPublic(plan.Method, holder, library);
        if (entry.Method.IsPublic) holder.IsNestedPublic = true;
        if (plan.Need is { } need) entry.Method.MarkWithNeed(need, library);
        return entry;
    }

    TypeDefinition HolderOf(MethodDefinition method)
    {
        var outer = method.DeclaringType;
        string name = PublicEntries.HolderOf(method);
        if (holders.TryGetValue((outer, name), out var holder)) return holder;
        holders[(outer, name)] = holder = new TypeDefinition(
            "", name, TypeAttributes.NestedAssembly | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.Object);
        outer.NestedTypes.Add(holder);
        TypeSubstitution.CopyParameters(outer.GenericParameters, holder);
        holder.MarkAsHelper(library);
        holder.MarkAsNotForUsers(library);
        return holder;
    }
}
