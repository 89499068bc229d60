using System.Globalization;
using System.Text;

namespace Benchmarks.Weaving;

/// <summary>
/// Makes the source of an assembly of a number of async methods: interfaces of ten methods, of each a class that calls the methods of the next interface, in chains of ten levels.
/// </summary>
static class GeneratedSource
{
    const int MethodsOfType = 10, Levels = 10;

    /// <param name="methods">How many async methods.</param>
    /// <param name="areLong">Whether methods have loops, locals and protected blocks around several awaits; otherwise each is an await in an expression.</param>
    internal static string Of(int methods, bool areLong)
    {
        var source = new StringBuilder("using System; using System.Collections.Generic; using System.Threading.Tasks;\n[assembly: System.Runtime.Versioning.TargetFramework(\".NETCoreApp,Version=v10.0\")]\nnamespace Generated;\n");
        for (int type = 0; type < methods / MethodsOfType; type++) AddType(source, type, areLong);
        return source.ToString();
    }

    static void AddType(StringBuilder source, int type, bool areLong)
    {
        bool isLast = type % Levels == Levels - 1;
        Add(source, $"public interface I{type} {{");
        for (int method = 0; method < MethodsOfType; method++) Add(source, $" ValueTask<int> M{method}(int x);");
        Add(source, $" }}\npublic sealed class C{type}({(isLast ? "" : $"I{type + 1} next")}) : I{type} {{\n");
        for (int method = 0; method < MethodsOfType; method++) Add(source, isLast ? Leaf(method) : areLong ? Long(method) : Line(method));
        Add(source, "}\n");
    }

    static void Add(StringBuilder source, string text) => source.Append(CultureInfo.InvariantCulture, $"{text}");

    static string Leaf(int method) => $"public async ValueTask<int> M{method}(int x) {{ await Task.Yield(); return x + {method}; }}\n";

    static string Line(int method) => $"public async ValueTask<int> M{method}(int x) => await next.M{method}(x + 1) + {method};\n";

    static string Long(int method) => $$"""
        public async ValueTask<int> M{{method}}(int x)
        {
            int sum = x; string text = "a" + x; var list = new List<int>();
            for (int i = 0; i < 3; i++)
            {
                sum += await next.M{{method}}(i);
                list.Add(sum);
            }
            try
            {
                if (sum > 10) sum -= await next.M{{(method + 1) % MethodsOfType}}(sum).ConfigureAwait(false);
                foreach (int one in list) sum += await next.M{{method}}(one);
            }
            catch (InvalidOperationException failed)
            {
                text += failed.Message;
            }
            finally
            {
                await Task.Yield();
                list.Clear();
            }
            return sum + text.Length + await next.M{{(method + 1) % MethodsOfType}}(x);
        }

        """;
}
