using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Compatibility.Tests;

/// <summary>Run-time support with which the companion of a woven class takes the calls of classes that derive from it, as mocks and class proxies do.</summary>
static class PlantedFault
{
    /// <summary>Has <c>Companion.IsExactly</c> of the <c>Unboxed.dll</c> in a folder answer that every receiver is of exactly the class.</summary>
    internal static void AddTo(string folder)
    {
        string file = Path.Combine(folder, "Unboxed.dll");
        using var module = ModuleDefinition.ReadModule(file, new() { InMemory = true });
        var method = module.GetType("Unboxed.CompilerServices.Companion").Methods.Single(method => method.Name == "IsExactly");
        method.Body = new(method);
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Ldc_I4_1));
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
        module.Write(file);
    }
}
