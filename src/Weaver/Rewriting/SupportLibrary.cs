using Fody;
using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Delegates;

namespace Unboxed.Weaver.Rewriting;

/// <summary>References to the support library, <c>Unboxed.dll</c>, and to the framework types that its signatures mention.</summary>
sealed class SupportLibrary
{
    const string Name = "Unboxed", Namespace = "Unboxed.CompilerServices.";

    readonly ModuleDefinition library;
    readonly Importer importer;
    readonly Dictionary<string, TypeReference> types = new(StringComparer.Ordinal);
    readonly Dictionary<(string Type, string Name), MethodReference> methods = [];

    internal SupportLibrary(ModuleDefinition module)
    {
        var reference = module.AssemblyReferences.FirstOrDefault(candidate => candidate.Name == Name)
            ?? throw new WeavingException($"{module.Name} does not reference {Name}.dll, whose attribute marks it. Add the package Unboxed.Fody without excluding its compile assets.");
        library = module.AssemblyResolver.Resolve(reference)?.MainModule
            ?? throw new WeavingException($"{reference.FullName}, which {module.Name} references, was not found. Restore the package Unboxed.Fody.");
        CheckVersion(module, reference);
        importer = new(module);
        Module = module;
        Scratch = Type("Scratch");
        Place = Type("Place");
        Answer = Type("Answer");
        Future = Type("Future");
        Thread = Type("CurrentThread");
        Object = Import(Definition("Companion", "IsExactly").Parameters[0].ParameterType);
        Int32 = Import(Definition("Future", "Resume").Parameters[2].ParameterType);
        Boolean = Import(Definition("Companion", "IsOffered").ReturnType);
        Void = Import(Definition("Scratch", "Throw").ReturnType);
        FutureConstructor = Import(library.GetType(Namespace + "Future").Methods.First(method => method.IsConstructor));
        SystemType = Import(Definition("FrameworkCompanionAttribute", ".ctor").Parameters[0].ParameterType);
        String = Import(Definition("FrameworkCompanionAttribute", ".ctor").Parameters[1].ParameterType);
        ExecutionContext = Import(Definition("Fence", "Execution").ReturnType);
        SynchronizationContext = Import(Definition("Fence", "Synchronization").ReturnType);
        ValueTaskAwaiter = Import(Definition("Chain", "Await").ReturnType);
        StackTraceHidden = Constructor(Attribute("Fence", "StackTraceHiddenAttribute"));
        CompilerGenerated = Constructor(Attribute("IAsyncDisposableCompanion", "CompilerGeneratedAttribute"));
        DebuggerNonUserCode = Constructor(Attribute("Companion", "DebuggerNonUserCodeAttribute"));
        var never = Attribute("IAsyncDisposableCompanion", "EditorBrowsableAttribute");
        EditorBrowsable = (Constructor(never), new(Import(never.ConstructorArguments[0].Type), never.ConstructorArguments[0].Value));
        Enumerator = Framework("System.Collections", "IEnumerator");
        StateMachineAttribute = Framework("System.Runtime.CompilerServices", "StateMachineAttribute");
    }

    internal ModuleDefinition Module { get; }

    internal Importer Importer => importer;

    internal TypeReference Scratch { get; }
    internal TypeReference Place { get; }
    internal TypeReference Answer { get; }
    internal TypeReference Future { get; }
    internal MethodReference FutureConstructor { get; }
    internal TypeReference Thread { get; }
    internal TypeReference Object { get; }
    internal TypeReference Int32 { get; }
    internal TypeReference Boolean { get; }
    internal TypeReference String { get; }
    internal TypeReference SystemType { get; }
    internal TypeReference Void { get; }
    internal TypeReference ExecutionContext { get; }
    internal TypeReference SynchronizationContext { get; }
    internal TypeReference ValueTaskAwaiter { get; }
    internal MethodReference StackTraceHidden { get; }
    internal TypeReference Enumerator { get; }
    internal TypeReference StateMachineAttribute { get; }
    internal MethodReference CompilerGenerated { get; }

    /// <summary>The constructor of <see cref="Action"/>.</summary>
    internal MethodReference ActionConstructor => actionConstructor ??= NewActionConstructor();

    MethodReference? actionConstructor;
    internal MethodReference DebuggerNonUserCode { get; }

    /// <summary><c>[EditorBrowsable(EditorBrowsableState.Never)]</c>.</summary>
    internal (MethodReference Constructor, CustomAttributeArgument Argument) EditorBrowsable { get; }

    /// <summary>A type of the support library.</summary>
    internal TypeReference Type(string name) => types.TryGetValue(name, out var type) ? type : types[name] =
        Import(library.GetType(Namespace + name) ?? throw new WeavingException($"{library.Assembly.FullName} has no {name}: it and the weaver are of different versions. Use one version of the package Unboxed.Fody."));

    /// <summary>That of the base class of adapters.</summary>
    internal MethodReference AdapterConstructor => Import(Type("Adapter").Resolve().Methods.First(method => method.IsConstructor));

    /// <summary>The method by which a delegate's target is asked for what is called through the delegate. The types of the signature are those of this module.</summary>
    internal MethodReference DelegateCompanion(DelegateSignature signature)
    {
        var type = Type(DelegateCompanions.NameOf(signature));
        return Import(type.Resolve().Methods.Single()).On(type.Of(signature.Arguments(Result(null))));
    }

    /// <summary>What a companion returns for a method with this result; null for none.</summary>
    internal TypeReference Result(TypeReference? result) => result ?? Type("VoidResult");

    /// <summary>A method of the support library, with its type arguments.</summary>
    internal MethodReference Method(string type, string name, params TypeReference[] arguments)
    {
        if (!methods.TryGetValue((type, name), out var method)) methods[(type, name)] = method = Import(Definition(type, name));
        if (arguments.Length == 0) return method;
        var instance = new GenericInstanceMethod(method);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>Where the library was found, in brackets; nothing where it was read from memory.</summary>
    string Where => library.FileName is { Length: > 0 } file ? $" ({file})" : "";

    /// <summary>Refuses a library that is not the one that woven code is emitted for, or that is older than the one the module was compiled with.</summary>
    void CheckVersion(ModuleDefinition module, AssemblyNameReference reference)
    {
        if (library.Assembly.Name.Version < reference.Version)
            throw new WeavingException($"{module.Name} references {Name} {reference.Version}, and the {Name}.dll that was found is the older {library.Assembly.Name.Version}{Where}. Update the weaver and {Name}.dll to the version referenced.");
        object? abi = library.GetType(Namespace + "Abi")?.Fields.FirstOrDefault(field => field.Name == "Version")?.Constant;
        if (abi is not WovenMark.Abi)
            throw new WeavingException($"{module.Name} references {Name} {reference.Version}, and the {Name}.dll that was found{Where} has the ABI {abi ?? "of before there were numbers"}, this weaver {WovenMark.Abi}. Use {Name}.dll and weaver of one version.");
    }

    MethodDefinition Definition(string type, string name) =>
        library.GetType(Namespace + type)?.Methods.FirstOrDefault(method => method.Name == name && method.IsPublic)
            ?? throw new WeavingException($"{library.Assembly.FullName} has no {type}.{name}: it and the weaver are of different versions. Use one version of the package Unboxed.Fody.");

    MethodReference NewActionConstructor()
    {
        var action = Import(Definition("ForeignEntry", "IsThere").Parameters[0].ParameterType);
        var constructor = new MethodReference(".ctor", Void, action) { HasThis = true };
        constructor.Parameters.Add(new(Object));
        constructor.Parameters.Add(new(Module.TypeSystem.IntPtr));
        return constructor;
    }

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
