using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>Where in a frame a variable is kept.</summary>
enum Placement
{
    /// <summary>A reference, in a slot.</summary>
    Slot,

    /// <summary>A primitive or an enum of this module, in a word.</summary>
    Word,

    /// <summary>A type parameter or a struct: the JIT decides between words, the slot, and a holder in the slot.</summary>
    DecidedByJit,
}

/// <summary>A variable that is kept while its method is suspended.</summary>
/// <param name="Field">The field of the state machine.</param>
/// <param name="Placement">Where it is kept.</param>
/// <param name="Slot">Its slot in the frame, unless it is in a word.</param>
/// <param name="Word">Its word in the frame, where it is in a word; for what the JIT decides, the first word is the frame's number of fixed words and those of what the JIT decided before.</param>
sealed record KeptField(FieldDefinition Field, Placement Placement, int Slot, int Word);

/// <summary>What a method keeps at one suspension point.</summary>
/// <param name="Fields">The variables that are read again, and in code without optimisations those that a debugger shows.</param>
/// <param name="Slots">All its reference slots, the header's too.</param>
/// <param name="FixedWords">Its words, without those of what the JIT decides.</param>
/// <param name="DecidedByJit">The types whose words the JIT adds, in the order of the fields.</param>
/// <param name="Size">All that it takes, as far as metadata can tell.</param>
sealed record SuspensionFrame(IReadOnlyList<KeptField> Fields, int Slots, int FixedWords, IReadOnlyList<TypeReference> DecidedByJit, Need Size)
{
    /// <summary>The most structs of the framework of which a frame certainly has room: the largest of them have some hundred bytes.</summary>
    const int MostOfFramework = 64;

    /// <summary>
    /// What it takes without what is kept for debuggers alone: what rooms are made for, what is refused and promised, so that this is the same with and without optimisations. Where a chain
    /// has too little room, it grows.
    /// </summary>
    internal Need Expected { get; init; } = Size;

    /// <summary>Whether what the JIT decides may be more than a frame can have.</summary>
    internal bool MayBeTooLarge => DecidedByJit.Count > MostOfFramework || !DecidedByJit.All(IsOfFramework);

    /// <summary>Whatever the version of the framework: it has no struct of thousands of bytes, unless over a type argument.</summary>
    static bool IsOfFramework(TypeReference type) => type is not (GenericParameter or TypeSpecification) && type.FrameworkName(_ => true) is not null;
}
