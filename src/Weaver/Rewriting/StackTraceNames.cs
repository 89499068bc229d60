using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Has stack traces name a user's method where a method of a nested type runs. The runtime does that for the compiler's state machines: of the methods of the type around a
/// generated one it prints the first whose StateMachineAttribute names that type (StackTrace.TryResolveStateMachineMethod).
/// </summary>
/// <remarks>
/// The attribute is one of the module's own, derived from the framework's: programs that look for AsyncStateMachineAttribute learn from a method what they have always learnt.
/// Nobody else sees it, so that tools that print or copy a method's public attributes leave it out.
/// </remarks>
sealed class StackTraceNames(SupportLibrary library)
{
    MethodDefinition? constructor;

    /// <summary>Has stack traces name a method where one of a generated type runs that is nested in the method's own.</summary>
    void Show(MethodDefinition method, TypeDefinition nested)
    {
        var attribute = new CustomAttribute(constructor ??= EmitAttribute());
        attribute.ConstructorArguments.Add(new(library.SystemType, nested));
        method.CustomAttributes.Add(attribute);
    }

    /// <summary>
    /// Adds to the type of a user's method one for a copy of its code, and has stack traces name the method for it. The copy may have the name of the method itself, which
    /// loggers read, and is no overload of it. The name of the type is one that they know, of a closure, and they go on to the type around it.
    /// </summary>
    /// <remarks>
    /// An interface, because the runtime asks for an IEnumerator or an IAsyncStateMachine, and no object is ever of this type. The former, because traces leave out
    /// where an exception was thrown again after a method of the latter.
    /// </remarks>
    internal TypeDefinition TypeFor(MethodDefinition method)
    {
        var outer = method.DeclaringType;
        var type = new TypeDefinition(
            "", UniqueName(outer, "<>c__" + method.Name.Replace('.', '-')), TypeAttributes.NestedPrivate | TypeAttributes.Interface | TypeAttributes.Abstract);
        outer.NestedTypes.Add(type);
        TypeSubstitution.CopyParameters(outer.GenericParameters, type);
        type.Interfaces.Add(new(library.Enumerator));
        // On itself, even within what is generated: traces look for it there.
        type.CustomAttributes.Add(new(library.CompilerGenerated));
        Show(method, type);
        return type;
    }

    static string UniqueName(TypeDefinition outer, string name)
    {
        string unique = MemberNames.Bounded(name);
        for (int i = 1; outer.NestedTypes.Any(type => type.Name == unique); i++) unique = MemberNames.Bounded(name + i);
        return unique;
    }

    /// <summary>
    /// Has stack traces name MoveNext of a machine, without parameters, where they name no method for it: that of a closure's local function is not marked as generated,
    /// for it is inside of a type that is. The scratch body would show its parameters.
    /// </summary>
    internal void KeepMoveNext(StateMachine machine)
    {
        var type = machine.Type;
        if (type.DeclaringType is not { } outer || IsResolved(machine)) return;
        var shown = new MethodDefinition(
            MemberNames.Bounded($"{type.Name}.{machine.MoveNext.Name}"), MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig, library.Void);
        shown.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
        // Before the kickoff method, which has an attribute that names the machine as well: reflection keeps the order of the metadata.
        outer.Methods.Insert(0, shown);
        shown.MarkAsGenerated(library);
        Show(shown, type);
        if (!IsGenerated(type)) type.CustomAttributes.Add(new(library.CompilerGenerated));
    }

    static bool IsResolved(StateMachine machine) =>
        IsGenerated(machine.Type) && machine.Type.DeclaringType == machine.Kickoff.DeclaringType
        && machine.Kickoff.CustomAttributes.Any(attribute => attribute.AttributeType.Name.EndsWith("StateMachineAttribute", StringComparison.Ordinal));

    static bool IsGenerated(TypeDefinition type) => type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute");

    MethodDefinition EmitAttribute()
    {
        const MethodAttributes Constructor = MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;
        var type = new TypeDefinition(
            "", "<Unboxed>StackTraceNameAttribute", TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.StateMachineAttribute);
        type.CustomAttributes.Add(new(library.CompilerGenerated));
        library.Module.Types.Add(type);
        var method = new MethodDefinition(".ctor", Constructor, library.Void);
        method.Parameters.Add(new("stateMachineType", ParameterAttributes.None, library.SystemType));
        type.Methods.Add(method);
        var inherited = new MethodReference(".ctor", library.Void, library.StateMachineAttribute) { HasThis = true };
        inherited.Parameters.Add(new(library.SystemType));
        new Emitter().Load(method.Body.ThisParameter).Load(method.Parameters[0]).Call(inherited).Emit(OpCodes.Ret).AppendTo(method.Body);
        return method;
    }
}
