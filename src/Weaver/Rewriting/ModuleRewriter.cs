using Mono.Cecil;
using Mono.Cecil.Rocks;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Carries a plan out.</summary>
static class ModuleRewriter
{
    internal static void Apply(ModuleDefinition module, WeavingPlan plan)
    {
        var library = new SupportLibrary(module);
        LeaveMark(library);
        foreach (var adapter in plan.Adapters) AdapterRooms.Redirect(adapter);
        CompanionForwarders.Add(module);
        var machines = plan.Bodies.Select(body => body.Machine).Concat(plan.Roots.Select(root => root.Machine)).Distinct().ToList();
        // Short branches would not reach over what is inserted.
        foreach (var machine in machines) machine.MoveNext.Body.SimplifyMacros();

        var companions = new CompanionInterfaces(library, plan);
        // Before the roots: scratch bodies are made from the compiler's MoveNext.
        var bodies = new ScratchBodies(library, companions, plan);
        var receivers = new Receivers(library, companions, bodies);
        foreach (var receiver in plan.Receivers) receivers.Emit(receiver);
        var delegateReceivers = new DelegateReceivers(library, bodies);
        foreach (var receiver in plan.DelegateReceivers) delegateReceivers.Emit(receiver);
        var roots = new Roots(library, companions, bodies);
        foreach (var root in plan.Roots) roots.Rewrite(root);
        var rooms = new AdapterRooms(library, companions, bodies);
        foreach (var adapter in plan.Adapters) rooms.Rewrite(adapter);

        foreach (var method in machines.SelectMany(machine => machine.Type.Methods).Where(method => method.HasBody))
        {
            // Only scratch bodies have symbols of which the weaver knows all.
            if (method is { IsStatic: true, Name: "MoveNext" }) UnusedCode.Remove(method, nopsStay: !plan.ErasedCodeGoes);
            // Editors that change running code of debug builds know variables by their places.
            if (plan.ErasedCodeGoes && method.Name == "MoveNext") VariableOrder.Choose(method);
            ShortForms.Choose(method.Body);
        }
    }

    static void LeaveMark(SupportLibrary library)
    {
        var mark = new CustomAttribute(library.Method(WovenMark.Attribute, ".ctor"));
        mark.ConstructorArguments.Add(new(library.Int32, WovenMark.Abi));
        mark.ConstructorArguments.Add(new(library.String, typeof(WovenMark).Assembly.GetName().Version.ToString(3)));
        library.Module.Assembly.CustomAttributes.Add(mark);
    }
}
