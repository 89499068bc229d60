using System.Security.Cryptography;
using Google;
using Google.Apis.Download;
using Google.Apis.Http;
using Google.Apis.Storage.v1.Data;
using Google.Apis.Upload;
using Google.Cloud.Storage.V1;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.GoogleStorage;

/// <summary>Buckets and objects of a storage service that is a handler of this program's: uploads in chunks, downloads with checks, pages, failures.</summary>
sealed class BucketScenario(Transcript transcript)
{
    static readonly byte[] Large = [.. Enumerable.Range(0, 600_000).Select(value => (byte)(value * 3 >> 4))];

    internal async Task Run()
    {
        using var client = await Client(new StorageService(transcript));
        await Objects(client);
        await Transfer(client, transcript, "large.bin", Large);
        await Transfer(client, transcript, "empty", []);
        await Failures(client);
        await Canceled();
        await transcript.AtOnce(6, async (number, own) =>
        {
            using var other = await Client(new StorageService(own));
            await Transfer(other, own, $"part {number}", Large[(90_000 * number)..]);
        });
    }

    static Task<StorageClient> Client(StorageService service) => new StorageClientBuilder { UnauthenticatedAccess = true, BaseUri = "http://storage.test/storage/v1/", HttpClientFactory = new Factory(service) }.BuildAsync();

    sealed class Factory(StorageService service) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => service.Handler;
    }

    static string Show(byte[] bytes) => $"{bytes.Length} bytes {Convert.ToHexString(SHA256.HashData(bytes))[..16]}";

    async Task Objects(StorageClient client)
    {
        var bucket = await client.CreateBucketAsync("project", new Bucket { Name = "bucket", Location = "EU" });
        transcript.Write($"bucket: {bucket.Name} {bucket.Location}");
        for (int i = 0; i < 7; i++)
        {
            var made = await client.UploadObjectAsync("bucket", $"folder/{i}", "text/plain", new SuspendingStream(new MemoryStream(Large[..(100 * i)]), 50));
            transcript.Write($"made: {made.Name} {made.Size} {made.Crc32c}");
        }
        await foreach (var each in client.ListObjectsAsync("bucket", "folder/", new ListObjectsOptions { PageSize = 3 })) transcript.Write($"listed: {each.Name} {each.Size}");
        var page = await client.ListObjectsAsync("bucket").ReadPageAsync(5);
        transcript.Write($"page: {page.Count()} {page.NextPageToken}");
        var copied = await client.CopyObjectAsync("bucket", "folder/3", "bucket", "copied");
        copied.ContentType = "application/octet-stream";
        transcript.Write($"updated: {(await client.UpdateObjectAsync(copied)).ContentType}");
        await client.DeleteObjectAsync("bucket", "folder/0");
        transcript.Write($"tried again: {(await client.GetObjectAsync("bucket", "sometimes", new GetObjectOptions { RetryOptions = new RetryOptions(new RetryTiming(TimeSpan.FromTicks(1), TimeSpan.FromTicks(1), 1), RetryPredicate.FromErrorCodes(503)) })).Name}");
    }

    static async Task Transfer(StorageClient client, Transcript shown, string name, byte[] content)
    {
        var uploaded = new Progress<IUploadProgress>(progress => shown.Write($"  {progress.Status} {progress.BytesSent}"));
        var made = await client.UploadObjectAsync("bucket", name, "application/octet-stream", new SuspendingStream(new MemoryStream(content), 7_000), new UploadObjectOptions { ChunkSize = 256 * 1024 }, CancellationToken.None, uploaded);
        shown.Write($"uploaded: {made.Name} {made.Size} {made.Crc32c}");
        using var target = new MemoryStream();
        var downloaded = new Progress<IDownloadProgress>(progress => shown.Write($"  {progress.Status} {progress.BytesDownloaded}"));
        await client.DownloadObjectAsync("bucket", name, new SuspendingStream(target, int.MaxValue), new DownloadObjectOptions { ChunkSize = 256 * 1024 }, CancellationToken.None, downloaded);
        shown.Write($"downloaded: {Show(target.ToArray())}");
        if (content.Length == 0) return;
        using var part = new MemoryStream();
        await client.DownloadObjectAsync("bucket", name, new SuspendingStream(part, int.MaxValue), new DownloadObjectOptions { Range = new(1000, 1999) });
        shown.Write($"a part: {Show(part.ToArray())}");
    }

    /// <summary>Told at once, where the framework's would post.</summary>
    sealed class Progress<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }

    async Task Failures(StorageClient client)
    {
        await transcript.Fails<GoogleApiException>("not found", () => client.GetObjectAsync("bucket", "nothing"));
        await transcript.Fails<GoogleApiException>("a bucket that is not empty", () => client.DeleteBucketAsync("bucket"));
        await transcript.Fails<GoogleApiException>("no such download", () => client.DownloadObjectAsync("bucket", "nothing", Stream.Null));
        await transcript.Fails<GoogleApiException>("changed on the way up", () => client.UploadObjectAsync("bucket", "damaged", "text/plain", new MemoryStream(Large[..1000])));
        await transcript.Fails<IOException>("the source fails", () => client.UploadObjectAsync("bucket", "half", "text/plain", new SuspendingStream(new MemoryStream(Large), 1000) { Called = call => { if (call == 400) throw new IOException("The disk is gone."); } }, new UploadObjectOptions { ChunkSize = 256 * 1024 }));
    }

    async Task Canceled()
    {
        using var cancellation = new CancellationTokenSource();
        var service = new StorageService(transcript) { Chunk = number => { if (number == 2) cancellation.Cancel(); } };
        using var client = await Client(service);
        await transcript.Fails<OperationCanceledException>("canceled", () =>
            client.UploadObjectAsync("bucket", "never", "text/plain", new SuspendingStream(new MemoryStream(Large), 7_000), new UploadObjectOptions { ChunkSize = 256 * 1024 }, cancellation.Token));
    }
}
