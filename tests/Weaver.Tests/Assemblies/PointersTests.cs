using Microsoft.CodeAnalysis;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Unsafe blocks in async methods. No pointer outlives an await, but in code that is not optimised each is a field of the machine.</summary>
public sealed class PointersTests
{
    const string Source = """
        public interface ISource { ValueTask<int> SumAsync(int count); }
        public sealed class Source : ISource
        {
            static readonly IntPtr cell = System.Runtime.InteropServices.Marshal.AllocHGlobal(sizeof(int));
            static unsafe void Point(out int* pointer, int value) { pointer = (int*)cell; *pointer = value; }
            public async ValueTask<int> SumAsync(int count)
            {
                int sum = 0;
                for (int i = 0; i < count; i++)
                {
                    await Task.Yield();
                    unsafe
                    {
                        Point(out int* pointer, i);
                        delegate*<int, int> twice = &Twice;
                        sum += twice(*pointer);
                    }
                }
                return sum;
            }
            static int Twice(int value) => 2 * value;
        }
        public static class Program
        {
            static async Task<int> RunAsync(ISource source) => await source.SumAsync(4);
            public static string Run() => RunAsync(new Source()).Result.ToString();
        }
        """;

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void A_pointer_whose_address_is_taken_in_a_loop_is_not_kept(OptimizationLevel level)
    {
        using var set = new AssemblySet(level).Add("App", Source);
        Assert.Contains(set.Rows["App"], row => row.Decision == Plan.Decision.Scratch);
        Assert.Equal(("12", "12"), (set.RunUnwoven(), set.RunWoven()));
    }
}
