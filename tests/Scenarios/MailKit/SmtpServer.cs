using System.Security.Cryptography;
using System.Text;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.MailKit;

/// <summary>As much of SMTP (RFC 5321) as the client asks for. It hangs up on messages from <c>hangup@</c>, and knows nobody of the name <c>nobody@</c>.</summary>
sealed class SmtpServer(Transcript transcript)
{
    internal async Task Serve(LineConnection connection)
    {
        bool isHangingUp = false;
        await connection.Write("220 test ready");
        while (await connection.ReadLine() is { } line)
        {
            transcript.Write("  > " + line);
            string[] words = line.Split(' ');
            isHangingUp |= line.StartsWith("MAIL FROM:<hangup@", StringComparison.Ordinal);
            switch (words[0].ToUpperInvariant())
            {
                case "EHLO":
                    await connection.Write("250-test at your service", "250-SIZE 10000000", "250-8BITMIME", "250-PIPELINING", "250-ENHANCEDSTATUSCODES", "250 AUTH PLAIN");
                    break;
                case "AUTH":
                    bool isRight = Encoding.UTF8.GetString(Convert.FromBase64String(words[2])) == "\0user\0secret";
                    await connection.Write(isRight ? "235 2.7.0 welcome" : "535 5.7.8 not with that password");
                    break;
                case "RCPT" when line.Contains("nobody@", StringComparison.Ordinal):
                    await connection.Write("550 5.1.1 no such person");
                    break;
                case "DATA" when isHangingUp:
                    return;
                case "DATA":
                    await connection.Write("354 go ahead");
                    await connection.Write($"250 2.0.0 kept {await Data(connection)}");
                    break;
                case "QUIT":
                    await connection.Write("221 2.0.0 good bye");
                    return;
                default:
                    await connection.Write("250 2.0.0 fine");
                    break;
            }
        }
    }

    static async Task<string> Data(LineConnection connection)
    {
        var text = new StringBuilder();
        while (await connection.ReadLine() is { } line && line != ".") text.Append(line).Append('\n');
        return $"{text.Length} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16]}";
    }
}
