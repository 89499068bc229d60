namespace Unboxed.Cli;

/// <summary>Something that the user gave cannot be woven: one line which names the file, what is wrong, and what to do.</summary>
sealed class BadInputException(string file, string problem, string remedy) : Exception($"{file}: {problem}. {remedy}.");
