using System.Text.Json.Serialization;

namespace Unboxed.Cli.Reports;

/// <summary>The future of an async method; its size is its own need, without its callees'.</summary>
sealed record Future : Sized
{
    public required string Name { get; init; }

    /// <summary>Of an application: the assembly of the method.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assembly { get; init; }

    public string? File { get; init; }
    public int Line { get; init; }

    /// <summary>Whether it can be kept in scratch space.</summary>
    public bool Scratch { get; init; } = true;

    /// <summary>Why not.</summary>
    public string? Reason { get; init; }

    /// <summary>What may change contexts on its usual way; null where nothing does, and in the reports of weavers that did not tell.</summary>
    public string? ContextsChangedBy { get; init; }

    /// <summary>Whether other assemblies can call it in scratch space without dispatch.</summary>
    public bool Entry { get; init; }

    public IReadOnlyList<Suspension> Suspensions { get; init; } = [];
}

/// <summary>What a future keeps while it waits at one await; its size is that of the frame.</summary>
sealed record Suspension : Sized
{
    public int Line { get; init; }
    public string Callee { get; init; } = "";
    public Weaver.Plan.Decision Decision { get; init; }
    public IReadOnlyList<FrameField> Fields { get; init; } = [];
}

/// <summary>What is kept in one place of a frame.</summary>
/// <param name="Type">Its type, in the user's terms.</param>
/// <param name="Place"><c>slot</c>, <c>word</c>, or <c>runtime</c>: the JIT decides between a slot and words.</param>
/// <param name="Index">Its number in the run of slots, or of words.</param>
/// <param name="Kind"><c>header</c>, <c>awaiter</c>, <c>variable</c>, <c>argument</c>, <c>this</c> or <c>spilled</c>.</param>
sealed record FrameField(string Name, string? Type, string Place, int Index = 0, string Kind = "variable");
