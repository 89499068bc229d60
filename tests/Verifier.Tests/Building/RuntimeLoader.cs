using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Security;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>What the runtime says of a library: it loads all types, and compiles the methods that are not generic.</summary>
internal static class RuntimeLoader
{
    const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>Why it refuses the library; null if it does not.</summary>
    public static string? Refusal(byte[] image)
    {
        var context = new AssemblyLoadContext("case", isCollectible: true);
        try
        {
            foreach (var type in context.LoadFromStream(new MemoryStream(image)).GetTypes().Where(type => !type.ContainsGenericParameters)) Compile(type);
            return null;
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.LoaderExceptions[0]!.Message;
        }
        catch (Exception exception) when (exception is TypeLoadException or BadImageFormatException or InvalidProgramException or MissingMemberException or VerificationException or InvalidOperationException)
        {
            return exception.Message;
        }
        finally
        {
            context.Unload();
        }
    }

    static void Compile(Type type)
    {
        RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        foreach (var method in type.GetMethods(All).Where(method => !method.IsAbstract && !method.IsGenericMethodDefinition)) RuntimeHelpers.PrepareMethod(method.MethodHandle);
    }
}
