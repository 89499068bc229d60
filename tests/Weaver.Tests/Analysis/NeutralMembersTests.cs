using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Contexts;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>
/// The members of the framework that are listed as neutral, followed through all that they call in the framework on which the tests run: none stores a context, and none runs what somebody else may have written.
/// </summary>
public sealed class NeutralMembersTests
{
    static readonly Lazy<ModuleDefinition> framework = new(() => ModuleDefinition.ReadModule(typeof(object).Assembly.Location));

    /// <summary>Types whose virtual members only the runtime implements, and what the JIT puts in the place of a call.</summary>
    static readonly string[] ofTheRuntime = ["System.Type", "System.RuntimeType", typeof(Unsafe).FullName!];

    public static TheoryData<string, string> Members =>
        [.. NeutralMembers.All.SelectMany(entry => entry.Members.Select(member => new TheoryDataRow<string, string>(entry.Type, member)))];

    [Theory]
    [MemberData(nameof(Members))]
    public void Runs_nothing_of_anybody_elses(string type, string member)
    {
        var definition = framework.Value.GetType(type);
        Assert.True(definition is not null, $"The framework has no {type}.");
        var methods = definition.Methods.Where(method => method.IsPublic && (member == "*" || method.Name == member)).ToList();
        Assert.True(methods.Count > 0 || definition.Fields.Any(field => field.IsPublic && field.Name == member), $"{type} has no {member}.");
        string faults = string.Join('\n', methods.Select(FirstFault).OfType<string>());
        Assert.True(faults.Length == 0, faults);
    }

    [Theory]
    [InlineData("System.Threading.AsyncLocal`1", "set_Value")]
    [InlineData("System.Threading.SynchronizationContext", "SetSynchronizationContext")]
    [InlineData("System.Threading.ExecutionContext", "Restore")]
    [InlineData("System.Collections.Generic.List`1", "Contains")]
    [InlineData("System.Threading.Tasks.ValueTask`1", "get_Result")]
    [InlineData("System.Threading.CancellationTokenSource", "Cancel")]
    [InlineData("System.Lazy`1", "get_Value")]
    public void What_is_not_neutral_is_found(string type, string member)
    {
        Assert.Contains(framework.Value.GetType(type).Methods, method => method.Name == member && FirstFault(method) is not null);
        Assert.DoesNotContain(NeutralMembers.All, entry => entry.Type == type && entry.Members.Contains(member));
    }

    /// <summary>How a method comes to what may change contexts; null where it does not.</summary>
    static string? FirstFault(MethodDefinition root)
    {
        var seen = new HashSet<MethodDefinition> { root };
        var unread = new Queue<(MethodDefinition Method, string Way)>([(root, root.Name)]);
        while (unread.Count > 0)
        {
            var (method, way) = unread.Dequeue();
            foreach (var instruction in method.HasBody ? method.Body.Instructions : [])
            {
                if (instruction.OpCode.Code == Code.Calli || (instruction.OpCode.Code == Code.Stfld && ((FieldReference)instruction.Operand).Name is "_executionContext" or "_synchronizationContext")) return $"{way}: {instruction}";
                if (instruction.OpCode.Code is not (Code.Call or Code.Callvirt or Code.Newobj)) continue;
                var called = ((MethodReference)instruction.Operand).Resolve();
                // The runtime's own: methods of arrays.
                if (called is null && ((MethodReference)instruction.Operand).DeclaringType.IsArray) continue;
                if (called is null || IsForeign(instruction, called)) return $"{way}: {instruction}";
                if (!IsHarmless(called) && seen.Add(called)) unread.Enqueue((called, $"{way} > {called.DeclaringType.Name}.{called.Name}"));
            }
        }
        return null;
    }

    /// <summary>Whether somebody else may have written what is called: what can be overridden, a delegate.</summary>
    static bool IsForeign(Instruction call, MethodDefinition called)
    {
        if (IsHarmless(called)) return false;
        if (called.DeclaringType.BaseType?.FullName == typeof(MulticastDelegate).FullName) return called.Name == "Invoke";
        return (call.OpCode.Code == Code.Callvirt || call.Previous?.OpCode.Code == Code.Constrained) && called is { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false };
    }

    /// <summary>
    /// What throws, and makes what is thrown: the method then leaves its usual way. What the JIT puts in its own place. And what only the framework implements: interfaces that nobody else sees, and the
    /// arithmetic of its numbers, which is generic in .NET 11, where rounding is done by its own integers of any size.
    /// </summary>
    static bool IsHarmless(MethodDefinition called) =>
        called.DeclaringType.FullName == "System.SR" || called.DeclaringType is { IsInterface: true, Namespace: "System.Numerics" } or { Name: "BigInteger" } || ofTheRuntime.Contains(called.DeclaringType.FullName)
        || called.DeclaringType.Name.EndsWith("Exception", StringComparison.Ordinal) || called.DeclaringType.Name.Contains("ThrowHelper", StringComparison.Ordinal)
        || called.DeclaringType is { IsInterface: true, IsPublic: false } || called.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "DoesNotReturnAttribute" or "IntrinsicAttribute");
}
