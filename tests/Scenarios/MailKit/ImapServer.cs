using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.MailKit;

/// <summary>As much of IMAP (RFC 3501, and IDLE of RFC 2177) as the client asks for: one mailbox of its own.</summary>
sealed partial class ImapServer(Transcript transcript)
{
    readonly List<Mail> mails = [];

    sealed record Mail(int Uid, byte[] Content)
    {
        internal HashSet<string> Flags { get; } = [];
    }

    /// <summary>Completed when a client is idle.</summary>
    internal TaskCompletionSource Idle { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when a client has asked for a message that never comes.</summary>
    internal TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal async Task Serve(LineConnection connection)
    {
        await connection.Write("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE UIDPLUS] test ready");
        while (await connection.ReadLine() is { } line)
        {
            if (Literal().Match(line) is { Success: true } literal) line = await ReadLiteral(connection, line, int.Parse(literal.Groups[1].Value, CultureInfo.InvariantCulture));
            transcript.Write("  > " + line);
            string[] words = line.Split(' ');
            int verb = words[1] == "UID" ? 2 : 1;
            string? answer = await Answer(connection, words[verb], words[(verb + 1)..], line);
            await connection.Write($"{words[0]} {answer ?? $"OK {words[1]} done"}");
            if (words[1] == "LOGOUT") return;
        }
    }

    /// <summary>Writes what comes before the line that ends the command.</summary>
    /// <returns>What that line has to say; null where the command has succeeded and that is all.</returns>
    async Task<string?> Answer(LineConnection connection, string verb, string[] arguments, string line)
    {
        switch (verb)
        {
            case "AUTHENTICATE":
                return Encoding.UTF8.GetString(Convert.FromBase64String(arguments[1])) == "\0user\0secret" ? null : "NO [AUTHENTICATIONFAILED] not with that password";
            case "LOGIN":
                return "NO [AUTHENTICATIONFAILED] not with that password";
            case "CAPABILITY":
                await connection.Write("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE UIDPLUS");
                return null;
            case "LIST":
                if (line.Contains("INBOX", StringComparison.Ordinal)) await connection.Write("* LIST (\\HasNoChildren) \"/\" INBOX");
                else if (line.EndsWith("\"\" \"\"", StringComparison.Ordinal)) await connection.Write("* LIST (\\NoSelect) \"/\" \"\"");
                return null;
            case "SELECT":
                await connection.Write("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)", "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)] all",
                    $"* {mails.Count} EXISTS", "* 0 RECENT", "* OK [UIDVALIDITY 1] valid", $"* OK [UIDNEXT {mails.Count + 1}] next");
                return "OK [READ-WRITE] done";
            case "APPEND":
                return line.Contains("\\Draft", StringComparison.Ordinal) ? "NO no drafts here" : $"OK [APPENDUID 1 {mails.Count}] done";
            case "SEARCH":
                await connection.Write($"* SEARCH {string.Join(' ', mails.Where(mail => !line.Contains("UNSEEN", StringComparison.Ordinal) || !mail.Flags.Contains("\\Seen")).Select(mail => mail.Uid))}");
                return null;
            case "FETCH":
                return await Fetch(connection, arguments[0], line);
            case "STORE":
                foreach (var mail in Chosen(arguments[0]))
                {
                    mail.Flags.UnionWith(Flag().Matches(line).Select(match => match.Value));
                    await connection.Write($"* {mails.IndexOf(mail) + 1} FETCH (UID {mail.Uid} FLAGS ({string.Join(' ', mail.Flags.Order())}))");
                }
                return null;
            case "EXPUNGE":
                while (mails.FindIndex(mail => mail.Flags.Contains("\\Deleted")) is >= 0 and var index)
                {
                    mails.RemoveAt(index);
                    await connection.Write($"* {index + 1} EXPUNGE");
                }
                return null;
            case "IDLE":
                await connection.Write("+ idling");
                Idle.TrySetResult();
                await connection.Write($"* {mails.Count + 1} EXISTS");
                transcript.Write("  > " + await connection.ReadLine());
                return null;
            case "LOGOUT":
                await connection.Write("* BYE good bye");
                return null;
            default:
                return verb is "NOOP" or "CLOSE" or "UNSELECT" ? null : $"BAD no {verb} here";
        }
    }

    async Task<string> ReadLiteral(LineConnection connection, string line, int length)
    {
        await connection.Write("+ go ahead");
        byte[] content = await connection.Read(length);
        if (!line.Contains("\\Draft", StringComparison.Ordinal)) mails.Add(new(mails.Count + 1, content));
        return line + await connection.ReadLine();
    }

    async Task<string?> Fetch(LineConnection connection, string which, string line)
    {
        foreach (var mail in Chosen(which))
        {
            if (mail.Uid == 4 && line.Contains("BODY", StringComparison.Ordinal))
            {
                // The beginning of it, and no more.
                await connection.Write($"* 4 FETCH (UID 4 BODY[] {{{mail.Content.Length}}}", Encoding.UTF8.GetString(mail.Content, 0, 50));
                Asked.TrySetResult();
                await connection.ReadLine();
                throw new IOException("The client has gone.");
            }
            string text = Encoding.UTF8.GetString(mail.Content);
            string subject = Subject().Match(text).Groups[1].Value;
            var items = new StringBuilder($"* {mails.IndexOf(mail) + 1} FETCH (UID {mail.Uid} FLAGS ({string.Join(' ', mail.Flags.Order())})");
            if (line.Contains("RFC822.SIZE", StringComparison.Ordinal)) items.Append(CultureInfo.InvariantCulture, $" RFC822.SIZE {mail.Content.Length}");
            if (line.Contains("INTERNALDATE", StringComparison.Ordinal)) items.Append(" INTERNALDATE \"01-Feb-2020 03:04:05 +0000\"");
            if (line.Contains("ENVELOPE", StringComparison.Ordinal))
                items.Append(CultureInfo.InvariantCulture, $" ENVELOPE (\"Sat, 01 Feb 2020 03:04:05 +0000\" {{{subject.Length}}}\r\n{subject} ((\"A\" NIL \"a\" \"test\")) NIL NIL ((NIL NIL \"b\" \"test\")) NIL NIL NIL \"<{mail.Uid}@test>\")");
            if (!line.Contains("BODY", StringComparison.Ordinal))
            {
                await connection.Write(items + ")");
                continue;
            }
            await connection.Write(items + $" BODY[] {{{mail.Content.Length}}}");
            await connection.WriteBytes(mail.Content);
            await connection.Write(")");
        }
        return null;
    }

    List<Mail> Chosen(string which)
    {
        var ranges = which.Split(',').Select(range => range.Split(':').Select(end => end == "*" ? int.MaxValue : int.Parse(end, CultureInfo.InvariantCulture)).ToArray()).ToList();
        return [.. mails.Where(mail => ranges.Exists(range => mail.Uid >= range[0] && mail.Uid <= range[^1]))];
    }

    [GeneratedRegex(@"\{(\d+)\}$")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\\\w+")]
    private static partial Regex Flag();

    [GeneratedRegex(@"^Subject: (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Subject();
}
