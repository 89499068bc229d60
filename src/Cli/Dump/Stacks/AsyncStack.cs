using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Dump.Methods;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>An async method that waits.</summary>
/// <param name="Method">Its name.</param>
/// <param name="IsWoven">Whether it is a frame of a chain, and not a box.</param>
/// <param name="File">The source file of the await; null without symbols.</param>
/// <param name="Line">The line where the statement with the await begins.</param>
/// <param name="Address">The box; of a frame, its first slot.</param>
/// <param name="Variables">What it keeps.</param>
sealed record AsyncFrame(UserMethod Method, bool IsWoven, string? File, int? Line, ulong Address, IReadOnlyList<Variable> Variables);

/// <summary>Async methods of which each waits for the next.</summary>
/// <param name="Frames">The outermost first.</param>
/// <param name="WaitsFor">What the innermost waits for.</param>
/// <param name="Branches">Where that combines tasks: the stacks of those that are pending.</param>
/// <param name="Count">How many are alike; the variables are those of the first.</param>
sealed record AsyncStack(IReadOnlyList<AsyncFrame> Frames, string WaitsFor, IReadOnlyList<AsyncStack> Branches, int Count = 1);
