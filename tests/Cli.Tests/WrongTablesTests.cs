using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>Tables, heaps and headers that say what cannot be, and that what reads assemblies answers with an exception or passes over: refused with one line.</summary>
public sealed class WrongTablesTests
{
    const string Members = """
        public class Holder<T> { public T Held; public static int Read(Holder<int> holder) => holder.Held; }
        public interface IExplicit { void Go(); }
        public class Members : IExplicit
        {
            public static readonly byte[] Table = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
            public System.Guid Struct; public System.Text.StringBuilder Class;
            public int First { get; set; }
            public int Second { get; set; }
            public event System.Action Happened { add { } remove { } }
            void IExplicit.Go() { }
            [System.Runtime.InteropServices.DllImport("c")] public static extern int getpid();
        }
        public class Others { public int Third { get; set; } public int[] Array; }
        """;

    /// <summary>Changes the image of a sample with all kinds of members.</summary>
    static void MustBeRefused(string said, Action<byte[]> change)
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = null, More = Members }.CompileInto(folder["in"]);
        byte[] image = File.ReadAllBytes(input);
        change(image);
        File.WriteAllBytes(input, image);
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "--verbose");
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        string line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.StartsWith($"unboxed: error: {input}: its metadata is damaged (", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
    }

    static BlobHandle SignatureOf(MetadataReader metadata, string field) =>
        metadata.FieldDefinitions.Select(metadata.GetFieldDefinition).First(candidate => metadata.GetString(candidate.Name) == field).Signature;

    [Theory]
    [InlineData("Struct", 0, 0x16, "a signature is none")]
    [InlineData("Struct", 0, 0x26, "a signature is none")]
    [InlineData("Class", 2, 0x06, "a class or a value type has no name")]
    [InlineData("Struct", -1, 0xFF, "of table Field leads to nothing")]
    public void A_field_whose_signature_is_none(string field, int offset, byte value, string said) =>
        MustBeRefused(said, image => Metadata.Change(image, metadata => SignatureOf(metadata, field), offset, value));

    [Fact]
    public void A_value_of_an_attribute_that_has_no_length() => MustBeRefused(
        "of table CustomAttribute leads to nothing", image => Metadata.Change(image, metadata => metadata.GetCustomAttribute(metadata.GetAssemblyDefinition().GetCustomAttributes().First()).Value, -1, 0xFF));

    [Fact]
    public void An_attribute_that_takes_a_class_which_is_not_Type() => MustBeRefused("the value of an attribute is not what its constructor takes", image => Metadata.Change(image, metadata =>
    {
        var machine = metadata.MemberReferences.Select(metadata.GetMemberReference).First(member => member.Parent.Kind == HandleKind.TypeReference
            && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == "AsyncStateMachineAttribute");
        return machine.Signature;
    }, 4, 0x05));

    [Fact]
    public void A_heap_whose_last_name_has_no_end() => MustBeRefused("leads to nothing", image =>
    {
        // In the header of the stream, its size stands before its name (ECMA-335 partition II, 24.2.2).
        int size = image.AsSpan().IndexOf("#Strings\0"u8) - 4;
        using var reader = new PEReader(new MemoryStream(image));
        int begin = reader.PEHeaders.MetadataStartOffset + BitConverter.ToInt32(image, size - 4);
        var names = image.AsSpan(begin, BitConverter.ToInt32(image, size));
        BitConverter.TryWriteBytes(image.AsSpan(size), names.LastIndexOfAnyExcept((byte)0) + 1);
    });

    /// <remarks>The rows are in the order of what they belong to: two of the event, and two of each property.</remarks>
    [Theory]
    [InlineData(1, 0, 2, "names no kind of method")]
    [InlineData(3, 0, 8, "names no kind of method")]
    [InlineData(4, 0, 2, "says of a method or of a kind what another has said")]
    public void An_accessor_of_a_kind_that_is_none(int row, int offset, ushort value, string said) => MustBeRefused(said, image => Metadata.Change(image, TableIndex.MethodSemantics, row, offset, value));

    [Fact]
    public void An_accessor_of_two_properties() => MustBeRefused(
        "says of a method or of a kind what another has said", image => Metadata.Change(image, TableIndex.MethodSemantics, 5, 2, Metadata.Cell(image, TableIndex.MethodSemantics, 3, 2)));

    [Fact]
    public void Accessors_of_another_class() => MustBeRefused("an accessor is a method of another class", image =>
    {
        ushort[] methods = [Metadata.Cell(image, TableIndex.MethodSemantics, 3, 2), Metadata.Cell(image, TableIndex.MethodSemantics, 8, 2)];
        Metadata.Change(image, TableIndex.MethodSemantics, 3, 2, methods[1]);
        Metadata.Change(image, TableIndex.MethodSemantics, 8, 2, methods[0]);
    });

    [Fact]
    public void A_field_that_is_implemented() => MustBeRefused("a method implements a field", image =>
    {
        int field = Enumerable.Range(1, Metadata.Rows(image, TableIndex.MemberRef)).First(row => IsHeld(image, row));
        int implementation = Enumerable.Range(1, Metadata.Rows(image, TableIndex.MethodImpl)).First(row => Metadata.Cell(image, TableIndex.MethodImpl, row, 0) == Metadata.RowOf(image, "Members"));
        Metadata.Change(image, TableIndex.MethodImpl, implementation, 4, (ushort)((field << 1) | 1));
    });

    static bool IsHeld(byte[] image, int row)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        return metadata.GetString(metadata.GetMemberReference(MetadataTokens.MemberReferenceHandle(row)).Name) == "Held";
    }

    [Fact]
    public void A_member_of_another_module() => MustBeRefused("a member is one of another module", image => Metadata.Change(image, TableIndex.MemberRef, 1, 0, (1 << 3) | 2));

    [Fact]
    public void A_first_type_that_derives_from_another() =>
        MustBeRefused("<Module>, which stands for what belongs to no type, derives from one", image => Metadata.Change(image, TableIndex.TypeDef, 1, 8, (ushort)(Metadata.RowOf(image, "Others") << 2)));

    [Fact]
    public void A_first_type_that_derives_from_Object_is_sound()
    {
        using var folder = new Folder();
        string input = new Sample { Symbols = null }.CompileInto(folder["in"]);
        byte[] image = File.ReadAllBytes(input);
        Metadata.Change(image, TableIndex.TypeDef, 1, 8, Metadata.Cell(image, TableIndex.TypeDef, Metadata.RowOf(image, "Entry"), 8));
        File.WriteAllBytes(input, image);
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(Sample.Expected, Sample.Run(folder["out/Sample.dll"]));
    }

    [Fact]
    public void An_initial_value_whose_size_is_not_known() => MustBeRefused("the initial value of a field is of a type whose size is not known", image => Metadata.Change(image, TableIndex.ClassLayout, 1, 2, 0));

    [Fact]
    public void A_debug_directory_that_is_empty_and_has_a_place() => MustBeRefused("its debug directory", image =>
    {
        using var reader = new PEReader(new MemoryStream(image));
        // The seventh of the directories, which begin behind 96 bytes of the header of 32-bit images, and 112 of others.
        int directory = reader.PEHeaders.PEHeaderStartOffset + (reader.PEHeaders.PEHeader!.Magic == PEMagic.PE32Plus ? 112 : 96) + (6 * 8);
        BitConverter.TryWriteBytes(image.AsSpan(directory), 0x54);
        BitConverter.TryWriteBytes(image.AsSpan(directory + 4), 0);
    });

    [Fact]
    public void A_referenced_assembly_without_a_name()
    {
        using var folder = new Folder();
        string library = new Sample { Assembly = "Library", IsLibraryAlone = true, Symbols = null, More = "public interface IOther { System.Threading.Tasks.Task<int> GoAsync(); }" }.CompileInto(folder["library"]);
        const string more = "public class Other : IOther { public async System.Threading.Tasks.Task<int> GoAsync() { await System.Threading.Tasks.Task.Yield(); return 1; } }";
        string input = new Sample { More = more, References = [library] }.CompileInto(folder["in"]);
        byte[] image = File.ReadAllBytes(library);
        Metadata.Change(image, TableIndex.Assembly, 1, 18, 0);
        File.WriteAllBytes(library, image);
        var outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "-r", folder["library"]);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        string line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.StartsWith($"unboxed: error: {library}: it was found for the reference to Library and is damaged (a type or an assembly has no name)", line, StringComparison.Ordinal);
    }
}
