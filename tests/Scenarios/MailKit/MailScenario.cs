using System.Security.Cryptography;
using global::MailKit;
using global::MailKit.Net.Imap;
using global::MailKit.Net.Smtp;
using global::MailKit.Search;
using global::MailKit.Security;
using MimeKit;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.MailKit;

/// <summary>Messages that are sent by SMTP and read by IMAP, over connections that suspend at every call, and parsed and written with MimeKit.</summary>
sealed class MailScenario(Transcript transcript)
{
    internal async Task Run()
    {
        await Parse();
        await Send();
        await Read();
        await transcript.AtOnce(8, (number, own) => Client(number, own));
    }

    static MimeMessage Message(int number)
    {
        var message = new MimeMessage
        {
            Subject = $"message {number} with umlauts: äöü",
            Date = new DateTimeOffset(2020, 2, 1, 3, 4, 5, TimeSpan.Zero),
            MessageId = $"{number}@test",
            Body = new Multipart("mixed")
            {
                new TextPart("plain") { Text = string.Concat(Enumerable.Range(0, 20 * number).Select(line => $"{line}: a line of text\r\n")) + ".\r\n..two\r\nend" },
                new MimePart("application", "octet-stream")
                {
                    Content = new MimeContent(new MemoryStream([.. Enumerable.Range(0, 3000 * number).Select(value => (byte)(value * 7 >> 2))])),
                    ContentDisposition = new(ContentDisposition.Attachment) { FileName = "some.bin" },
                    ContentTransferEncoding = ContentEncoding.Base64,
                },
            },
        };
        ((Multipart)message.Body).Boundary = $"boundary-{number}";
        message.From.Add(new MailboxAddress("A", "a@test"));
        message.To.Add(new MailboxAddress(null, "b@test"));
        return message;
    }

    static async Task<byte[]> Bytes(MimeMessage message)
    {
        using var target = new MemoryStream();
        await message.WriteToAsync(new SuspendingStream(target, int.MaxValue));
        return target.ToArray();
    }

    static string Show(byte[] bytes) => $"{bytes.Length} bytes {Convert.ToHexString(SHA256.HashData(bytes))[..16]}";

    static async Task<string> Show(MimeMessage message)
    {
        var attachment = message.Attachments.OfType<MimePart>().SingleOrDefault();
        using var content = new MemoryStream();
        if (attachment is not null) await attachment.Content!.DecodeToAsync(new SuspendingStream(content, int.MaxValue));
        return $"{message.Subject} from {message.From}, {message.TextBody?.Length} characters, {attachment?.FileName} {Show(content.ToArray())}";
    }

    async Task Parse()
    {
        byte[] bytes = await Bytes(Message(3));
        transcript.Write($"written: {Show(bytes)}");
        using (var message = await MimeMessage.LoadAsync(new SuspendingStream(new MemoryStream(bytes), 77))) transcript.Write($"parsed: {await Show(message)}");
        using var box = new MemoryStream();
        for (int i = 1; i <= 3; i++)
        {
            box.Write("From a@test Sat Feb  1 03:04:05 2020\n"u8);
            box.Write(await Bytes(Message(i)));
            box.Write("\n"u8);
        }
        box.Position = 0;
        var parser = new MimeParser(new SuspendingStream(box, 1000), MimeFormat.Mbox);
        while (!parser.IsEndOfStream)
        {
            using var message = await parser.ParseMessageAsync();
            transcript.Write($"from the box: {await Show(message)}");
        }
        using var cancellation = new CancellationTokenSource();
        await transcript.Fails<OperationCanceledException>("canceled", () =>
            MimeMessage.LoadAsync(new SuspendingStream(new MemoryStream(bytes), 77) { Called = call => { if (call == 20) cancellation.Cancel(); } }, cancellation.Token));
        await transcript.Fails<FormatException>("no message", () => MimeMessage.LoadAsync(new SuspendingStream(new MemoryStream([0, 1, 2, 3, 10, 10]), 1)));
    }

    async Task Send()
    {
        var smtp = new SmtpServer(transcript);
        await using var server = new LineServer(smtp.Serve);
        using (var client = await Connect(server))
        {
            transcript.Write($"capabilities: {client.Capabilities}, at most {client.MaxSize}");
            await client.AuthenticateAsync("user", "secret");
            for (int i = 1; i <= 3; i++)
            {
                using var message = Message(i);
                transcript.Write($"sent: {await client.SendAsync(message)}");
            }
            using (var message = Message(4))
            {
                message.Cc.Add(new MailboxAddress(null, "nobody@test"));
                await transcript.Fails<SmtpCommandException>("refused", () => client.SendAsync(message));
            }
            await client.NoOpAsync();
            using (var message = Message(5))
            {
                transcript.Write($"sent: {await client.SendAsync(FormatOptions.Default, message, new MailboxAddress(null, "c@test"), [new MailboxAddress(null, "d@test"), new MailboxAddress(null, "e@test")])}");
                message.From.Clear();
                message.From.Add(new MailboxAddress(null, "hangup@test"));
                await transcript.Fails<SmtpProtocolException>("hung up", () => client.SendAsync(message));
            }
            transcript.Write($"connected: {client.IsConnected}");
        }
        using (var client = await Connect(server))
        {
            await transcript.Fails<AuthenticationException>("wrong password", () => client.AuthenticateAsync("user", "guess"));
            await client.DisconnectAsync(quit: true);
        }
    }

    static async Task<SmtpClient> Connect(LineServer server)
    {
        var client = new SmtpClient { LocalDomain = "client.test" };
        await client.ConnectAsync(await server.Connect(), "test", 25, SecureSocketOptions.None);
        return client;
    }

    async Task Read()
    {
        var imap = new ImapServer(transcript);
        await using var server = new LineServer(imap.Serve);
        using (var client = new ImapClient())
        {
            await client.ConnectAsync(await server.Connect(), "test", 143, SecureSocketOptions.None);
            await transcript.Fails<AuthenticationException>("wrong password", () => client.AuthenticateAsync("user", "guess"));
            await client.AuthenticateAsync("user", "secret");
            var inbox = client.Inbox!;
            for (int i = 1; i <= 4; i++)
            {
                using var message = Message(i);
                transcript.Write($"appended: {await inbox.AppendAsync(new AppendRequest(message, i == 2 ? MessageFlags.Seen : MessageFlags.None))}");
            }
            using (var draft = Message(1)) await transcript.Fails<ImapCommandException>("no drafts", () => inbox.AppendAsync(new AppendRequest(draft, MessageFlags.Draft)));
            inbox.CountChanged += (_, _) => transcript.Write($"count: {inbox.Count}");
            inbox.MessageExpunged += (_, e) => transcript.Write($"expunged: {e.Index}");
            transcript.Write($"opened: {await inbox.OpenAsync(FolderAccess.ReadWrite)}, {inbox.Count}");
            foreach (var summary in await inbox.FetchAsync(0, -1, MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.Envelope | MessageSummaryItems.Size | MessageSummaryItems.InternalDate))
                transcript.Write($"summary: {summary.UniqueId} {summary.Flags} {summary.Size} {summary.InternalDate:u} {summary.Envelope?.Subject} {summary.Envelope?.From}");
            foreach (var id in await inbox.SearchAsync(SearchQuery.All))
            {
                if (id.Id == 4) continue;
                using var message = await inbox.GetMessageAsync(id);
                transcript.Write($"read: {await Show(message)}");
            }
            await inbox.AddFlagsAsync([new UniqueId(1), new UniqueId(3)], MessageFlags.Seen, silent: false);
            transcript.Write("unseen", (await inbox.SearchAsync(SearchQuery.NotSeen)).Select(id => id.ToString()));
            await inbox.AddFlagsAsync(new UniqueId(3), MessageFlags.Deleted, silent: true);
            await inbox.ExpungeAsync();
            await transcript.Fails<FolderNotFoundException>("no such folder", () => client.GetFolderAsync("elsewhere"));
            await Idle(client, imap);
            await Cancel(inbox, imap);
            transcript.Write($"connected: {client.IsConnected}");
        }
        using var other = new ImapClient();
        await other.ConnectAsync(await server.Connect(), "test", 143, SecureSocketOptions.None);
        await other.AuthenticateAsync("user", "secret");
        await other.NoOpAsync();
        await other.DisconnectAsync(quit: true);
    }

    async Task Idle(ImapClient client, ImapServer imap)
    {
        using var done = new CancellationTokenSource();
        var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Inbox!.CountChanged += (_, _) => counted.TrySetResult();
        var idle = client.IdleAsync(done.Token);
        await imap.Idle.Task;
        await counted.Task;
        await done.CancelAsync();
        await idle;
    }

    async Task Cancel(IMailFolder inbox, ImapServer imap)
    {
        using var cancellation = new CancellationTokenSource();
        var message = inbox.GetMessageAsync(new UniqueId(4), cancellation.Token);
        await imap.Asked.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("canceled", () => message);
    }

    /// <summary>One of many at the same time, each with a server of its own.</summary>
    static async Task Client(int number, Transcript own)
    {
        var smtp = new SmtpServer(own);
        await using var server = new LineServer(smtp.Serve);
        using var client = await Connect(server);
        for (int i = 0; i < 3; i++)
        {
            using var message = Message(1 + number);
            own.Write($"sent: {await client.SendAsync(message)}");
        }
        await client.DisconnectAsync(quit: true);
    }
}
