using System.Runtime.Versioning;

namespace Unboxed.Cli.Input;

/// <summary>The application that an assembly is part of.</summary>
/// <param name="Framework">What it runs on.</param>
/// <param name="Files">The file of each assembly that it ships, by simple name: the woven one, where that is there already.</param>
sealed record ApplicationContext(FrameworkName Framework, IReadOnlyDictionary<string, string> Files);
