using Microsoft.Diagnostics.Runtime;
using Mono.Cecil;
using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Dump.Methods;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>Reads the frames of chains. The descriptor in a frame's first slot is of a class nested in the method's state machine, whose scratch body says what lies where in each state.</summary>
sealed class WovenFrames(CodeFiles code, ChainReader chains, KeptTypes types, PlainFrames plain)
{
    /// <param name="Body">The scratch body; null where the code is not at hand.</param>
    /// <param name="Points">Where it waits, by state.</param>
    /// <param name="Method">Its name.</param>
    /// <param name="Arguments">The type arguments of its state machine.</param>
    sealed record Descriptor(MethodDefinition? Body, IReadOnlyDictionary<int, AwaitPoint> Points, UserMethod Method, IReadOnlyList<string> Arguments);

    readonly Dictionary<ulong, Descriptor> descriptors = [];
    readonly Dictionary<(ulong Descriptor, int State), IReadOnlyList<KeptVariable>> kept = [];

    internal AsyncFrame Read(ChainFrame frame)
    {
        var descriptor = DescriptorOf(frame.Future.Type!);
        var point = descriptor.Points.GetValueOrDefault(frame.State);
        var key = (frame.Future.Type!.MethodTable, frame.State);
        if (!kept.TryGetValue(key, out var variables)) kept[key] = variables = descriptor.Body is null ? [] : FrameVariables.Of(descriptor.Body, frame.State);
        return new(descriptor.Method, true, point?.File, point?.Line, frame.Slots, PlainFrames.Distinct(variables.SelectMany(variable => Read(variable, frame, descriptor.Arguments))));
    }

    Descriptor DescriptorOf(ClrType future)
    {
        if (descriptors.TryGetValue(future.MethodTable, out var known)) return known;
        string name = future.Name ?? "?";
        string machine = name.EndsWith("+" + SupportFields.FutureClass, StringComparison.Ordinal) ? name[..^(SupportFields.FutureClass.Length + 1)] : name;
        var body = code.Find(future)?.DeclaringType?.Methods.FirstOrDefault(method => method is { Name: "MoveNext", IsStatic: true, HasBody: true });
        var points = body is null ? new Dictionary<int, AwaitPoint>() : AwaitPoints.OfScratchBody(body);
        return descriptors[future.MethodTable] = new(body, points, UserMethod.Of(machine), [.. TypeNames.Parts(machine).SelectMany(part => part.Arguments)]);
    }

    IEnumerable<Variable> Read(KeptVariable variable, ChainFrame frame, IReadOnlyList<string> arguments)
    {
        string declared = KeptTypes.NameOf(variable.Type, arguments);
        switch (variable.Keeping)
        {
            case Keeping.Slot:
                return plain.OfReference(variable.Name, chains.Slot(frame, variable.Slot), declared);
            case Keeping.Word when types.Find(declared) is { } type:
                return plain.OfValue(variable.Name, ChainReader.Word(frame, variable.Word), type);
            case Keeping.ByType:
                return OfType(variable, frame, declared, arguments);
            default:
                return [new(variable.Name, TypeNames.CSharp(declared), null)];
        }
    }

    /// <summary>As Layout.Take does.</summary>
    IEnumerable<Variable> OfType(KeptVariable variable, ChainFrame frame, string declared, IReadOnlyList<string> arguments)
    {
        var type = types.Find(declared);
        if (KeptTypes.IsReference(variable.Type) || type is { IsValueType: false }) return plain.OfReference(variable.Name, chains.Slot(frame, variable.Slot), declared);
        return type is not null && AddressOf(variable, frame, type, arguments) is { } address
            ? plain.OfValue(variable.Name, address, type) : [new(variable.Name, TypeNames.CSharp(declared), null)];
    }

    ulong? AddressOf(KeptVariable variable, ChainFrame frame, ClrType type, IReadOnlyList<string> arguments)
    {
        if (!type.ContainsPointers) return types.Words(variable.Before, arguments) is { } before ? ChainReader.Word(frame, variable.Word + before) : null;
        if (KeptTypes.Words(type) == 1) return ChainReader.SlotAddress(frame, variable.Slot);
        return Instance.Of(chains.Slot(frame, variable.Slot)) is { } holder && holder.AddressOf(SupportFields.HolderValue) is not 0 and var address ? address : null;
    }
}
