using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Unboxed.Cli.Input.Soundness;

/// <summary>
/// Whether an image holds what its headers, tables, signatures and bodies say: a reader of its own, beside the one that the weaver works with. That one reads what
/// it needs when it needs it, and answers damage with whatever exception comes of it, with an endless loop, a stack overflow, or an output that lacks something.
/// So damage is refused before the weaver sees the image, and what fails afterwards is a defect of the weaver, and told as one.
/// </summary>
/// <remarks>
/// Checked is what may break who reads it: that all references lead somewhere, and that nothing contains itself. Not checked is what the runtime
/// checks when it loads a type or compiles a method, and what has to be told in the end is whether these behave as before: whether code makes sense, whether what is
/// referenced in other assemblies is there, which flags go together.
/// </remarks>
static class SoundnessCheck
{
    /// <summary>What is wrong with an image; null where nothing is.</summary>
    internal static string? FirstDamage(PEReader image, int length)
    {
        try
        {
            ImageCheck.Run(image, length);
            var reader = image.GetMetadataReader();
            var tables = new MetadataTables(reader, image.GetMetadata().GetContent().AsMemory());
            new TableCheck(tables).Run();
            new HierarchyCheck(tables).Run();
            var signatures = new Signatures(tables);
            var scopes = new SignatureCheck(tables, signatures);
            scopes.Run();
            new ContentCheck(image, tables).Run();
            new AttributeCheck(tables).Run();
            new BodyCheck(image, tables, signatures, scopes).Run();
            return null;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return Describe(exception);
        }
    }

    /// <summary>What reading throws that runs into something else than it should: nothing but reading is done here.</summary>
    internal static bool IsDamage(Exception exception) => exception is BadImageFormatException or ArgumentException or IndexOutOfRangeException or OverflowException
        or InvalidOperationException or InvalidCastException or InvalidDataException or IOException or NotSupportedException;

    internal static string Describe(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
