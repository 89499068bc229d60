using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Delegates;

/// <summary>A method that is made a delegate.</summary>
/// <param name="Target">The method.</param>
/// <param name="Method">The method in whose code that happens.</param>
/// <param name="Instruction">The instruction that takes the address of the target.</param>
sealed record MadeDelegate(MethodDefinition Target, MethodDefinition Method, Instruction Instruction);

/// <summary>Finds the methods that are made delegates: lambdas as well, and those whose address is taken by hand.</summary>
static class DelegateReader
{
    internal static IEnumerable<MadeDelegate> Read(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn
        let target = ((MethodReference)instruction.Operand).TryResolveMethod()
        where target is not null
        select new MadeDelegate(target, method, instruction);
}
