using Fody;
using Mono.Cecil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Weaver.Rewriting;

/// <summary>References to the support library, <c>Unboxed.dll</c>, and to the framework types that its signatures mention.</summary>
sealed class SupportLibrary
{
    const string Name = "Unboxed", Namespace = "Unboxed.CompilerServices.";

    readonly ModuleDefinition library;
    readonly Importer importer;

    internal SupportLibrary(ModuleDefinition module)
    {
        var reference = module.AssemblyReferences.FirstOrDefault(candidate => candidate.Name == Name)
            ?? throw new WeavingException($"{module.Name} does not reference {Name}.dll, whose attribute marks it. Add the package Unboxed.Fody without excluding its compile assets.");
        library = module.AssemblyResolver.Resolve(reference)?.MainModule
            ?? throw new WeavingException($"{reference.FullName}, which {module.Name} references, was not found. Restore the package Unboxed.Fody.");
        CheckVersion(module, reference);
        importer = new(module);
        Module = module;
        var resume = Definition("Frame", "Resume");
        Room = Type("Room");
        Thread = Import(resume.Parameters[5].ParameterType);
        Object = Import(((ByReferenceType)resume.Parameters[0].ParameterType).ElementType);
        Int64 = Import(((ByReferenceType)resume.Parameters[1].ParameterType).ElementType);
        Int32 = Import(resume.Parameters[2].ParameterType);
        Boolean = Import(resume.ReturnType);
        Fault = Import(((ByReferenceType)resume.Parameters[7].ParameterType).ElementType);
        Exception = Import(Definition("Handed", "FailTask").Parameters[0].ParameterType);
        Void = Import(Definition("Frame", "SaveReference").ReturnType);
        SystemType = Import(Definition("CompanionAttribute", ".ctor").Parameters[0].ParameterType);
        String = Import(Definition("CompanionAttribute", ".ctor").Parameters[1].ParameterType);
        ExecutionContext = Import(Definition("Fence", "Execution").ReturnType);
        SynchronizationContext = Import(Definition("Fence", "Synchronization").ReturnType);
        ValueTaskAwaiter = Import(Definition("Chain", "Await").ReturnType);
        StackTraceHidden = Constructor(Attribute("Frame", "StackTraceHiddenAttribute"));
        InlineArray = Constructor(Attribute("OneSlot", "InlineArrayAttribute"));
        CompilerGenerated = Constructor(Attribute("IAsyncDisposableCompanion", "CompilerGeneratedAttribute"));
        DebuggerNonUserCode = Constructor(Attribute("Companion", "DebuggerNonUserCodeAttribute"));
        var never = Attribute("IAsyncDisposableCompanion", "EditorBrowsableAttribute");
        EditorBrowsable = (Constructor(never), new(Import(never.ConstructorArguments[0].Type), never.ConstructorArguments[0].Value));
        ValueType = Import(library.GetType(Namespace + "OneSlot").BaseType);
        Enumerator = Framework("System.Collections", "IEnumerator");
        StateMachineAttribute = Framework("System.Runtime.CompilerServices", "StateMachineAttribute");
    }

    internal ModuleDefinition Module { get; }

    internal Importer Importer => importer;

    internal TypeReference Room { get; }
    internal TypeReference Thread { get; }
    internal TypeReference Object { get; }
    internal TypeReference ValueType { get; }
    internal TypeReference Int64 { get; }
    internal TypeReference Int32 { get; }
    internal TypeReference Boolean { get; }
    internal TypeReference String { get; }
    internal TypeReference SystemType { get; }
    internal TypeReference Exception { get; }
    internal TypeReference Void { get; }
    internal TypeReference Fault { get; }
    internal TypeReference ExecutionContext { get; }
    internal TypeReference SynchronizationContext { get; }
    internal TypeReference ValueTaskAwaiter { get; }
    internal MethodReference StackTraceHidden { get; }
    internal MethodReference InlineArray { get; }
    internal TypeReference Enumerator { get; }
    internal TypeReference StateMachineAttribute { get; }
    internal MethodReference CompilerGenerated { get; }
    internal MethodReference DebuggerNonUserCode { get; }

    /// <summary><c>[EditorBrowsable(EditorBrowsableState.Never)]</c>.</summary>
    internal (MethodReference Constructor, CustomAttributeArgument Argument) EditorBrowsable { get; }

    /// <summary>A type of the support library.</summary>
    internal TypeReference Type(string name) =>
        Import(library.GetType(Namespace + name) ?? throw new WeavingException($"{library.Assembly.FullName} has no {name}: it and the weaver are of different versions. Use one version of the package Unboxed.Fody."));

    /// <summary>What a companion returns for a method with this result; null for none.</summary>
    internal TypeReference Result(TypeReference? result) => result ?? Type("VoidResult");

    internal GenericInstanceType Future(TypeReference? result) => Instance(Type("Future`1"), Result(result));

    /// <summary>The constructor of a future's base class.</summary>
    internal MethodReference FutureConstructor(TypeReference? result) => new(".ctor", Void, Future(result)) { HasThis = true };

    /// <summary><c>Future&lt;R&gt;.Declined</c>.</summary>
    internal FieldReference Declined(TypeReference? result)
    {
        var definition = importer.ImportReference(library.GetType(Namespace + "Future`1").Fields.First(field => field.Name == "Declined"), null);
        return new(definition.Name, definition.FieldType, Future(result));
    }

    /// <summary>A method of the support library, with its type arguments.</summary>
    internal MethodReference Method(string type, string name, params TypeReference[] arguments)
    {
        var method = Import(Definition(type, name));
        if (arguments.Length == 0) return method;
        var instance = new GenericInstanceMethod(method);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    internal static GenericInstanceType Instance(TypeReference type, TypeReference argument)
    {
        var instance = new GenericInstanceType(type);
        instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>Refuses a library that is not the one that woven code is emitted for, or that is older than the one the module was compiled with.</summary>
    void CheckVersion(ModuleDefinition module, AssemblyNameReference reference)
    {
        if (library.Assembly.Name.Version < reference.Version)
            throw new WeavingException($"{module.Name} references {Name} {reference.Version}, and the {Name}.dll that was found is the older {library.Assembly.Name.Version} ({library.FileName}). Update the weaver and {Name}.dll to the version referenced.");
        object? abi = library.GetType(Namespace + "Abi")?.Fields.FirstOrDefault(field => field.Name == "Version")?.Constant;
        if (abi is not WovenMark.Abi)
            throw new WeavingException($"{module.Name} references {Name} {reference.Version}, and the {Name}.dll that was found ({library.FileName}) has the ABI {abi ?? "of before there were numbers"}, this weaver {WovenMark.Abi}. Use {Name}.dll and weaver of one version.");
    }

    MethodDefinition Definition(string type, string name) =>
        library.GetType(Namespace + type)?.Methods.FirstOrDefault(method => method.Name == name)
            ?? throw new WeavingException($"{library.Assembly.FullName} has no {type}.{name}: it and the weaver are of different versions. Use one version of the package Unboxed.Fody.");

    /// <summary>A type that is where <see cref="object"/> is.</summary>
    TypeReference Framework(string ns, string name) => new(ns, name, Module, Object.Scope);

    /// <summary>An attribute of the framework as the support library itself carries it.</summary>
    CustomAttribute Attribute(string type, string name) =>
        library.GetType(Namespace + type)?.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name)
            ?? throw new WeavingException($"{library.Assembly.FullName} has no {type} with {name}: it and the weaver are of different versions. Use one version of the package Unboxed.Fody.");

    MethodReference Constructor(CustomAttribute attribute) => Import(attribute.Constructor);

    TypeReference Import(TypeReference type) => importer.ImportReference(type, null);

    MethodReference Import(MethodReference method) => importer.ImportReference(method, null);
}
