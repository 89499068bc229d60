using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Tests.Analysis.Support;

/// <summary>Bodies written by hand, for shapes that the compiler does not write.</summary>
static class Bodies
{
    /// <summary>A static method without parameters that returns nothing.</summary>
    internal static MethodDefinition Of(params Instruction[] instructions) => In(Host(), MethodAttributes.Static, instructions);

    /// <summary>A class to put fields and instance methods into.</summary>
    internal static TypeDefinition Host()
    {
        var module = ModuleDefinition.CreateModule("Handwritten", ModuleKind.Dll);
        var host = new TypeDefinition("", "Host", TypeAttributes.Class, module.TypeSystem.Object);
        module.Types.Add(host);
        return host;
    }

    internal static MethodDefinition In(TypeDefinition host, MethodAttributes attributes, params Instruction[] instructions)
    {
        var method = new MethodDefinition("Subject", attributes, host.Module.TypeSystem.Void) { HasThis = !attributes.HasFlag(MethodAttributes.Static) };
        host.Methods.Add(method);
        foreach (var instruction in instructions) method.Body.Instructions.Add(instruction);
        SetOffsets(method.Body);
        return method;
    }

    internal static MethodDefinition WithHandler(
        this MethodDefinition method, ExceptionHandlerType kind, Instruction start, Instruction handler, Instruction end, Instruction? filter = null)
    {
        method.Body.ExceptionHandlers.Add(new(kind)
        {
            TryStart = start,
            TryEnd = filter ?? handler,
            FilterStart = filter,
            HandlerStart = handler,
            HandlerEnd = end,
            CatchType = kind == ExceptionHandlerType.Catch ? method.Module.TypeSystem.Object : null,
        });
        return method;
    }

    internal static FieldDefinition Field(this TypeDefinition host, string name)
    {
        var field = new FieldDefinition(name, FieldAttributes.Public, host.Module.TypeSystem.Int32);
        host.Fields.Add(field);
        return field;
    }

    /// <summary>What Cecil does for bodies that it reads or writes.</summary>
    internal static void SetOffsets(MethodBody body)
    {
        int offset = 0;
        foreach (var instruction in body.Instructions)
        {
            instruction.Offset = offset;
            offset += instruction.GetSize();
        }
    }
}
