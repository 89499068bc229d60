using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Delegates;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The callee of a scratch call as one caller sees it, in the caller's own type parameters.</summary>
/// <param name="Receiver">What the user's call is made on; null for a static method.</param>
/// <param name="Companion">The companion that the receiver must have; null where the async method is called directly.</param>
/// <param name="Method">The method with the scratch ABI.</param>
/// <param name="Parameters">The types of the arguments.</param>
/// <param name="Result">What is returned; null for nothing.</param>
/// <param name="TaskType">What the user's call returns.</param>
sealed record ScratchCallee(TypeReference? Receiver, TypeReference? Companion, MethodReference Method, IReadOnlyList<TypeReference> Parameters, TypeReference? Result, TypeReference TaskType)
{
    /// <summary>On what the method with the scratch ABI is called.</summary>
    internal TypeReference? ScratchReceiver => Companion ?? Receiver;

    /// <summary>Whether the ordinary call is due on a null receiver, as a method that fails on it: the method with the scratch ABI is a static one, and would not.</summary>
    internal bool TakesNull => Companion is null && Receiver is not (null or ByReferenceType) && !Method.HasThis;

    /// <summary>Whether what answers may be a method that is not async, which passes on what another has made, and gives no contexts back. An async method of this assembly that is called directly is none.</summary>
    internal bool MayPassOn { get; init; } = true;

    /// <summary>Whether the call may be declined, for another reason than its receiver or its arguments.</summary>
    internal bool MayDecline { get; init; } = true;

    /// <summary>Whether the user's call is made through a delegate: the companion is that of its target, and takes the address of its method behind the arguments.</summary>
    internal bool IsDelegate { get; init; }

    /// <summary>The struct that the user's call is made on, where the companion is that of the object behind it; null elsewhere.</summary>
    internal TypeReference? Wrapper { get; init; }

    /// <summary>The type parameter that decides whether the user's call is made on an object; null where none does.</summary>
    internal TypeReference? TypeParameter { get; init; }

    /// <summary>The types of what the method with the scratch ABI takes before the scratch space.</summary>
    internal IEnumerable<TypeReference> Passed(SupportLibrary library) => IsDelegate ? Parameters.Append(library.Module.TypeSystem.IntPtr) : Parameters;

    /// <summary>How the method with the scratch ABI is called. A call of an instance method fails on a null receiver as the user's own does.</summary>
    internal OpCode CallCode => ScratchReceiver is null or ByReferenceType || !Method.HasThis ? OpCodes.Call : OpCodes.Callvirt;

    /// <summary>Calls the method with the scratch ABI, whose receiver and arguments are on the stack; leaves the answer.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="library">The support library.</param>
    /// <param name="loadScratch">Loads the reference to the scratch space.</param>
    /// <param name="loadResult">Loads the reference to the result.</param>
    internal Emitter EmitCall(Emitter code, SupportLibrary library, Func<Emitter, Emitter> loadScratch, Func<Emitter, Emitter> loadResult)
    {
        EmitRawCall(code, library, loadScratch, loadResult);
        return Companion is null ? code : code.Call(library.Method("Companion", "Take"));
    }

    /// <summary>As <see cref="EmitCall"/>, but leaves what a companion returns as it is.</summary>
    internal void EmitRawCall(Emitter code, SupportLibrary library, Func<Emitter, Emitter> loadScratch, Func<Emitter, Emitter> loadResult)
    {
        loadScratch(code);
        if (Companion is not null) code.Call(library.Method("Scratch", "get_Handle"));
        loadResult(code).Add(Instruction.Create(CallCode, Method));
    }

    /// <summary>The callee of the first scratch call of a site. All of them have the same result.</summary>
    internal static ScratchCallee At(SuspensionPlan site, SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies) =>
        Of(site.Calls[0], library, companions, bodies);

    internal static ScratchCallee Of(CallPlan call, SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies)
    {
        var callee = Of(call.Site.Dispatched, call.Callee, library, companions, bodies);
        var declaring = call.Site.Method.DeclaringType;
        return call.Site.Constrained is { } parameter ? callee with { Receiver = new ByReferenceType(parameter), TypeParameter = parameter }
            : call.Site.Wrapped is not null ? callee with { Receiver = new ByReferenceType(declaring), Wrapper = declaring }
            : call.Site.Overridden is not null ? callee with { Receiver = declaring }
            : callee;
    }

    /// <param name="call">The user's call.</param>
    /// <param name="callee">What it calls, as planned.</param>
    /// <param name="library">The support library.</param>
    /// <param name="companions">The companions.</param>
    /// <param name="bodies">The entries of what is called directly.</param>
    internal static ScratchCallee Of(MethodReference call, CalleePlan callee, SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies)
    {
        if (callee is DelegateCalleePlan) return OfDelegate(call, library);
        // What a call overrides may be found through the base types of a class of another module.
        var declaring = library.Importer.Import(call.DeclaringType);
        var methodArguments = call is GenericInstanceMethod generic ? generic.GenericArguments : null;
        var here = TypeSubstitution.By(call.DeclaringType, methodArguments);
        var parameters = callee.Method.Parameters.Select(parameter => library.Importer.Import(TypeSubstitution.Apply(parameter.ParameterType, here))).ToList();
        var result = callee.Result is { } type ? library.Importer.Import(TypeSubstitution.Apply(type, here)) : null;
        var taskType = library.Importer.Import(TypeSubstitution.Apply(callee.Method.ReturnType, here));
        if (callee is CompanionPlan plan)
        {
            var companion = companions.Method(plan);
            var companionType = companion.DeclaringType.Of(declaring.Arguments());
            return new(declaring, companionType, companion.On(companionType, methodArguments), parameters, result, taskType);
        }
        if (callee is DirectPlan { Foreign: { } foreign })
        {
            var stub = bodies.Foreign.StubOf(callee.Method, foreign);
            TypeReference? on = !callee.Method.HasThis ? null : callee.Method.DeclaringType.IsValueType ? new ByReferenceType(declaring) : declaring;
            return new(on, null, stub.On(stub.DeclaringType, declaring.Arguments().Concat(methodArguments ?? [])), parameters, result, taskType);
        }
        var receiver = call.DeclaringType.IsValueType ? new ByReferenceType(call.DeclaringType) : call.DeclaringType;
        var body = bodies.OfBody(callee.Method);
        return new(callee.Method.HasThis ? receiver : null, null, bodies.EntryOn(call.DeclaringType, callee.Method, methodArguments), parameters, result, taskType)
        {
            MayPassOn = body is null,
            MayDecline = body is not { MayDecline: false },
        };
    }

    static ScratchCallee OfDelegate(MethodReference call, SupportLibrary library)
    {
        var signature = DelegateSignature.Of(call)!.In(library);
        var companion = library.DelegateCompanion(signature);
        var taskType = library.Importer.Import(TypeSubstitution.Apply(call.ReturnType, TypeSubstitution.By(call.DeclaringType)));
        return new(call.DeclaringType, companion.DeclaringType, companion, signature.Parameters, signature.Result, taskType) { IsDelegate = true };
    }
}
