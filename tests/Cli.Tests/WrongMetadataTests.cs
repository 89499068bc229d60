using System.Reflection.Metadata.Ecma335;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Cli.Tests.Support;
using Xunit;

namespace Unboxed.Cli.Tests;

/// <summary>Types that contain themselves, and bodies that lead nowhere: refused with one line, without an endless loop or a stack overflow.</summary>
public sealed class WrongMetadataTests
{
    const string Types = """
        public class A { public class N { public class M { } } } public class B : A { } public class Gen<T> { } public class Of : Gen<int> { }
        public interface I { } public interface J : I { }
        public class Code { public static int Get(int x) { if (x > 3) return x; int y = x * 2; for (int i = 0; i < x; i++) y += i; System.Console.WriteLine("text"); return y; } }
        """;

    static Outcome Weave(string input, Folder folder, params string[] more)
    {
        var run = Task.Run(() => CommandLine.Weave(input, folder["out/Sample.dll"], ["--mark", "--verbose", .. more]));
        Assert.True(run.Wait(TimeSpan.FromMinutes(2)), "it does not end");
        return run.Result;
    }

    static void MustBeRefused(Action<ModuleDefinition> change, string said)
    {
        using var folder = new Folder();
        MustBeRefused(Changed(folder, change), folder, said);
    }

    static void MustBeRefused(string input, Folder folder, string said)
    {
        var outcome = Weave(input, folder);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        string line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.StartsWith($"unboxed: error: {input}: its metadata is damaged (", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
    }

    static string Changed(Folder folder, Action<ModuleDefinition> change)
    {
        string input = new Sample { Symbols = null, More = Types }.CompileInto(folder["in"]);
        using var module = ModuleDefinition.ReadModule(input, new() { InMemory = true });
        change(module);
        module.Write(input);
        return input;
    }

    [Fact]
    public void A_class_that_derives_from_itself() => MustBeRefused(module => module.GetType("A").BaseType = module.GetType("A"), "A derives from itself");

    [Fact]
    public void Two_classes_that_derive_from_each_other() => MustBeRefused(module => module.GetType("A").BaseType = module.GetType("B"), "derives from itself");

    [Fact]
    public void Two_interfaces_that_extend_each_other() => MustBeRefused(module => module.GetType("I").Interfaces.Add(new(module.GetType("J"))), "derives from itself");

    [Fact]
    public void A_generic_class_that_derives_from_an_instance_of_itself() => MustBeRefused(module =>
    {
        var type = module.GetType("Gen`1");
        type.BaseType = Instance(type, Instance(type, type.GenericParameters[0]));
    }, "Gen`1 derives from itself");

    [Fact]
    public void A_class_that_implements_an_interface_of_itself_is_sound()
    {
        using var folder = new Folder();
        const string more = "public class Node<T> : System.IEquatable<Node<T>> { public bool Equals(Node<T> o) => true; } public class Leaf : Node<Leaf> { }";
        var outcome = Weave(new Sample { More = more }.CompileInto(folder["in"]), folder);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(Sample.Expected, Sample.Run(folder["out/Sample.dll"]));
        // The compiler takes this one, which never ends, and the runtime does not.
        const string endless = "public class Node<T> : System.IComparable<Node<Node<T>>> { public int CompareTo(Node<Node<T>> o) => 0; }";
        outcome = Weave(new Sample { More = endless }.CompileInto(folder["in"]), folder);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void Classes_of_two_assemblies_that_derive_from_each_other()
    {
        using var folder = new Folder();
        string library = new Sample { Assembly = "Library", IsLibraryAlone = true, Symbols = null, More = "public class Outer { public virtual System.Threading.Tasks.Task<int> GoAsync() => null; }" }.CompileInto(folder["library"]);
        const string more = "public class Inner : Outer { public override async System.Threading.Tasks.Task<int> GoAsync() { await System.Threading.Tasks.Task.Yield(); return 1; } }";
        string input = new Sample { More = more, References = [library] }.CompileInto(folder["in"]);
        using (var module = ModuleDefinition.ReadModule(library, new() { InMemory = true }))
        {
            var sample = new AssemblyNameReference("Sample", new(0, 0, 0, 0));
            module.AssemblyReferences.Add(sample);
            module.GetType("Outer").BaseType = new TypeReference("", "Inner", module, sample);
            module.Write(library);
        }
        var outcome = Weave(input, folder, "-r", folder["library"]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void Types_that_are_nested_in_each_other()
    {
        using var folder = new Folder();
        string input = Changed(folder, module => Assert.NotNull(module.GetType("A/N/M")));
        byte[] image = File.ReadAllBytes(input);
        using (var reader = new System.Reflection.PortableExecutable.PEReader(new MemoryStream(image)))
        {
            int row = Enumerable.Range(1, 100).First(row => NestedRow(image, row) == Metadata.RowOf(image, "N"));
            Metadata.Change(image, TableIndex.NestedClass, row, 2, (ushort)Metadata.RowOf(image, "M"));
        }
        File.WriteAllBytes(input, image);
        MustBeRefused(input, folder, "is nested in itself");
    }

    static int NestedRow(byte[] image, int row)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(new MemoryStream(image));
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
        return BitConverter.ToUInt16(image, reader.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.NestedClass) + ((row - 1) * metadata.GetTableRowSize(TableIndex.NestedClass)));
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(20_000, false)]
    [InlineData(20_000, true)]
    public void A_type_that_is_nested_too_deep(int depth, bool isGeneric)
    {
        using var folder = new Folder();
        string input = "";
        // Writing it takes a stack as well.
        var thread = new Thread(() => input = Changed(folder, module =>
        {
            var generic = module.GetType("Gen`1");
            TypeReference type = module.TypeSystem.Int32;
            for (int i = 0; i < depth; i++) type = isGeneric ? Instance(generic, type) : new ArrayType(type);
            Machine(module).Fields.Add(new("deep", FieldAttributes.Public, type));
        }), maxStackSize: 512 * 1024 * 1024);
        thread.Start();
        thread.Join();
        MustBeRefused(input, folder, "nested more than 200 deep");
    }

    [Fact]
    public void Bodies_that_lead_nowhere()
    {
        foreach (var (opcode, operand, said) in new (byte, int[], string)[]
        {
            ((byte)OpCodes.Ldstr.Op2, [0x70FFFFFF], "a text is missing"), ((byte)OpCodes.Call.Op2, [0x0A00FFFF, 0x0600FFFF, 0x01000001, 0, unchecked((int)0x86000001)], "a token names nothing"),
        })
        {
            foreach (int wrong in operand) MustBeRefusedWith(code => code.AsSpan().IndexOf(opcode) + 1, BitConverter.GetBytes(wrong), said);
        }
        // The first branch, to far behind the end and into the middle of an instruction.
        foreach (byte wrong in new byte[] { 0x7F, 0x80 }) MustBeRefusedWith(code => 3, [wrong], "a branch leads to no instruction");
        MustBeRefusedWith(code => code.AsSpan().IndexOf((byte)0x0A), [0x0D], "a variable is missing");
        MustBeRefusedWith(code => 0, [0x05], "a variable is missing");
    }

    /// <summary>Changes the body of <c>Code.Get</c>.</summary>
    static void MustBeRefusedWith(Func<byte[], int> place, byte[] wrong, string said)
    {
        using var folder = new Folder();
        string input = Changed(folder, module => Assert.Equal(Code.Ldarg_0, module.GetType("Code").Methods.First().Body.Instructions[0].OpCode.Code));
        byte[] image = File.ReadAllBytes(input);
        using (var reader = new System.Reflection.PortableExecutable.PEReader(new MemoryStream(image)))
        {
            var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
            var method = metadata.GetMethodDefinition(metadata.MethodDefinitions.Single(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name) == "Get"));
            byte[] code = System.Reflection.Metadata.PEReaderExtensions.GetMethodBody(reader, method.RelativeVirtualAddress).GetILBytes()!;
            wrong.CopyTo(image, image.AsSpan().IndexOf(code) + place(code));
        }
        File.WriteAllBytes(input, image);
        MustBeRefused(input, folder, said);
    }

    [Fact]
    public void A_state_machine_without_an_instruction()
    {
        using var folder = new Folder();
        string input = Changed(folder, module => Assert.NotNull(module.GetType("A")));
        byte[] image = File.ReadAllBytes(input);
        using (var reader = new System.Reflection.PortableExecutable.PEReader(new MemoryStream(image)))
        {
            var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(reader);
            var method = metadata.GetMethodDefinition(metadata.MethodDefinitions.First(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name) == "MoveNext"));
            byte[] code = System.Reflection.Metadata.PEReaderExtensions.GetMethodBody(reader, method.RelativeVirtualAddress).GetILBytes()!;
            // The size of the code, in the header of twelve bytes (ECMA-335 partition II, 25.4.3).
            image.AsSpan(image.AsSpan().IndexOf(code) - 8, 4).Clear();
        }
        File.WriteAllBytes(input, image);
        var outcome = Weave(input, folder);
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.StartsWith($"unboxed: error: {input}: it", Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_machine_without_a_body_stays_as_it_is()
    {
        using var folder = new Folder();
        string input = Changed(folder, module => MoveNext(module).Body = new(MoveNext(module)));
        var outcome = Weave(input, folder);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        using var written = ModuleDefinition.ReadModule(folder["out/Sample.dll"]);
        Assert.Empty(MoveNext(written).Body.Instructions);
    }

    [Fact]
    public void A_state_machine_whose_variables_are_missing() => MustBeRefused(module => MoveNext(module).Body.Variables.Clear(), "a variable is missing");

    [Fact]
    public void A_base_class_or_interface_that_is_missing_is_told()
    {
        using var folder = new Folder();
        string library = new Sample { Assembly = "Library", IsLibraryAlone = true, More = "public interface IOther { } public class Old { } public class Newer { }" }.CompileInto(folder["library"]);
        string input = new Sample { References = [library], More = "public class User : IOther { } public class Two : User { } public class Three : Old { public Newer Field; }" }.CompileInto(folder["in"]);
        var outcome = Weave(input, folder);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("warning UNB4001: Calls through 'IOther' and what derives from it are ordinary calls. The type is not to be found in 'Library', and 'User' and 1 more derives from it or implements it. help: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("warning UNB4001: Calls through 'Old'", outcome.Output, StringComparison.Ordinal);
        // Of another version: there, and without what is needed.
        new Sample { Assembly = "Library", IsLibraryAlone = true, More = "public interface IOther { }" }.CompileInto(folder["library"]);
        outcome = CommandLine.Weave(input, folder["out/Sample.dll"], "--mark", "-r", folder["library"]);
        Assert.Contains($"note: {library} lacks 2 types that Sample.dll refers to, Old among them: it is of another version, or for another framework.", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("'IOther'", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>The state machine of <c>Doubling.NextAsync</c>.</summary>
    static TypeDefinition Machine(ModuleDefinition module) => module.GetType("Doubling").NestedTypes.Single();

    static MethodDefinition MoveNext(ModuleDefinition module) => Machine(module).Methods.Single(method => method.Name == "MoveNext");

    static GenericInstanceType Instance(TypeReference type, TypeReference argument)
    {
        var instance = new GenericInstanceType(type);
        instance.GenericArguments.Add(argument);
        return instance;
    }
}
