using System.Diagnostics.CodeAnalysis;

// Coverage of a program is that of its own code.
[assembly: ExcludeFromCodeCoverage(Justification = "The run-time support of woven code.")]
