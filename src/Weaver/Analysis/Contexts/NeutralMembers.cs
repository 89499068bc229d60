using Mono.Cecil;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Contexts;

/// <summary>The members of the framework that leave the contexts of the thread as they are: the list in <c>NeutralMembers.txt</c>, with a source for each.</summary>
static class NeutralMembers
{
    static readonly Dictionary<string, HashSet<string>> Listed = Read();

    /// <summary>The types, and the names of their members.</summary>
    internal static IEnumerable<(string Type, IReadOnlyCollection<string> Members)> All => Listed.Select(entry => (entry.Key, (IReadOnlyCollection<string>)entry.Value));

    /// <summary>Whether the method or static field is one of them.</summary>
    internal static bool Contains(MemberReference member) =>
        member.DeclaringType.FrameworkName(Listed.ContainsKey) is { } type && Listed[type] is var members && (members.Contains(member.Name) || members.Contains("*"));

    static Dictionary<string, HashSet<string>> Read()
    {
        using var stream = typeof(NeutralMembers).Assembly.GetManifestResourceStream("NeutralMembers.txt") ?? throw new InvalidOperationException("NeutralMembers.txt is not in the weaver.");
        using var reader = new StreamReader(stream);
        var listed = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split('#')[0].Split([' '], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0) listed.Add(words[0], new(words.Skip(1), StringComparer.Ordinal));
        }
        return listed;
    }
}
