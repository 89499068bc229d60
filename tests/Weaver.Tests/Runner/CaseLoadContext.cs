using System.Reflection;
using System.Runtime.Loader;

namespace Unboxed.Weaver.Tests.Runner;

/// <summary>Loads one copy of the processed assemblies. All else, the run-time support too, is shared with the tests.</summary>
public sealed class CaseLoadContext(string name, string folder) : AssemblyLoadContext(name)
{
    public string Folder { get; } = folder;

    public Assembly Processed => LoadFromAssemblyName(new(Copies.Processed));

    public Assembly Unmarked => LoadFromAssemblyName(new(Copies.Unmarked));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = Path.Combine(Folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <summary>The public static methods with an attribute of the harness, by type and name.</summary>
    public IEnumerable<MethodInfo> Methods(string attribute) =>
        from assembly in new[] { Processed, Unmarked }
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.CustomAttributes.Any(a => a.AttributeType.FullName == "AssemblyToProcess.Harness." + attribute)
        orderby NameOf(method)
        select method;

    public MethodInfo Method(string attribute, string name) => Methods(attribute).Single(method => NameOf(method) == name);

    /// <summary>Calls a static method of the harness.</summary>
    public T Harness<T>(string type, string method, params object?[] arguments) =>
        (T)Processed.GetType("AssemblyToProcess.Harness." + type, throwOnError: true)!
            .InvokeMember(method, BindingFlags.Public | BindingFlags.Static | BindingFlags.InvokeMethod | BindingFlags.DoNotWrapExceptions, null, null, arguments, null)!;

    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
