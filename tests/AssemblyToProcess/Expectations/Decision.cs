namespace AssemblyToProcess.Expectations;

/// <summary>The decisions, named as in the report.</summary>
public enum Decision
{
    Ordinary,
    Scratch,
    Escapes,
    Boxed,
}
