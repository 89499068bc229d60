using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Unboxed.Weaver.Options.EditorConfig;

/// <summary>
/// The files that a section of an <c>.editorconfig</c> is for, as the C# compiler understands its name: <c>*</c> stays in a folder, <c>**</c> does not, <c>?</c> is one character, <c>[a-c]</c> and <c>[!a]</c>
/// one of some, <c>{a,b}</c> one of several, <c>{1..9}</c> a number; <c>\</c> takes the meaning from what follows. A name without <c>/</c> is that of a file in any folder.
/// </summary>
sealed class SectionPattern
{
    readonly Regex pattern;
    readonly IReadOnlyList<(int Least, int Most)> ranges;

    SectionPattern(Regex pattern, IReadOnlyList<(int Least, int Most)> ranges)
    {
        this.pattern = pattern;
        this.ranges = ranges;
    }

    /// <summary>Reads the name of a section; null where it is none, as with a brace that is not closed: such a section is for no file.</summary>
    internal static SectionPattern? Parse(string name)
    {
        var reader = new Reader(name);
        string start = !name.Contains('/') ? ".*/" : name[0] == '/' ? "" : "/";
        if (!reader.ReadList(inBraces: false)) return null;
        try
        {
            return new(new Regex($"^{start}{reader.Pattern}$", RegexOptions.CultureInvariant), reader.Ranges);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the section is for a file.</summary>
    /// <param name="path">The path from the folder of the <c>.editorconfig</c>, with <c>/</c> at its begin and between folders.</param>
    internal bool IsFor(string path)
    {
        var match = pattern.Match(path);
        return match.Success && ranges.Select((range, i) => (range, match.Groups[i + 1].Value)).All(pair => IsIn(pair.range, pair.Value));
    }

    /// <summary>The text of a name in which nothing has a meaning of its own but <c>\</c>; null where something has. Sections of global files are so.</summary>
    internal static string? Literal(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] is '*' or '?' or '{' or '}' or ',' or '[') return null;
            if (name[i] == '\\' && ++i == name.Length) return null;
            text.Append(name[i]);
        }
        return text.ToString();
    }

    static bool IsIn((int Least, int Most) range, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= range.Least && number <= range.Most;

    sealed class Reader(string name)
    {
        static readonly Regex numbers = new(@"\G\{(-?[0-9]+)\.\.(-?[0-9]+)\}", RegexOptions.CultureInvariant);

        int at;

        internal StringBuilder Pattern { get; } = new();

        internal List<(int Least, int Most)> Ranges { get; } = [];

        /// <summary>Reads up to the end, or in braces up to the comma or brace that ends a choice, which is read too. False where the name is none.</summary>
        internal bool ReadList(bool inBraces)
        {
            while (at < name.Length)
            {
                switch (name[at++])
                {
                    case '*' when at < name.Length && name[at] == '*':
                        at++;
                        Pattern.Append(".*");
                        break;
                    case '*':
                        Pattern.Append("[^/]*");
                        break;
                    case '?':
                        Pattern.Append('.');
                        break;
                    case '[':
                        if (!ReadClass()) return false;
                        break;
                    case '{':
                        at--;
                        if (!ReadRange() && !ReadChoices()) return false;
                        break;
                    case '}' or ',':
                        return inBraces;
                    case '\\' when at == name.Length:
                        return false;
                    case '\\':
                        Append(name[at++]);
                        break;
                    case var other:
                        Append(other);
                        break;
                }
            }
            return !inBraces;
        }

        void Append(char literal) => Pattern.Append(Regex.Escape(literal.ToString()));

        bool ReadClass()
        {
            Pattern.Append('[');
            if (at < name.Length && name[at] == '!')
            {
                Pattern.Append('^');
                at++;
            }
            while (at < name.Length)
            {
                char read = name[at++];
                if (read is ']' or '-') Pattern.Append(read);
                if (read == ']') return true;
                if (read == '-') continue;
                if (read == '\\' && at == name.Length) return false;
                // In a class ']', '^' and '-' have a meaning too.
                Pattern.Append('\\').Append('u').Append(((int)(read == '\\' ? name[at++] : read)).ToString("x4", CultureInfo.InvariantCulture));
            }
            return false;
        }

        bool ReadRange()
        {
            var match = numbers.Match(name, at);
            if (!match.Success || !TryNumber(match.Groups[1], out int one) || !TryNumber(match.Groups[2], out int other)) return false;
            at += match.Length;
            Ranges.Add((Math.Min(one, other), Math.Max(one, other)));
            Pattern.Append("(-?[0-9]+)");
            return true;
        }

        static bool TryNumber(Group group, out int number) => int.TryParse(group.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

        bool ReadChoices()
        {
            at++;
            Pattern.Append("(?:");
            while (ReadList(inBraces: true))
            {
                if (name[at - 1] == '}')
                {
                    Pattern.Append(')');
                    return true;
                }
                Pattern.Append('|');
            }
            return false;
        }
    }
}
