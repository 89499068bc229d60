using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.GoogleStorage;

/// <summary>As much of the JSON API of Google's storage as is asked for, with one bucket.</summary>
sealed class StorageService(Transcript transcript)
{
    readonly SortedDictionary<string, (byte[] Content, string Type)> objects = new(StringComparer.Ordinal);
    readonly MemoryStream upload = new();
    string name = "", type = "";
    int chunks, busy;

    /// <summary>Told of each chunk of an upload, by its number.</summary>
    internal Action<int>? Chunk { get; init; }

    internal AnsweringHandler Handler => new(Answer);

    HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath);
        var query = QueryHelpers.ParseQuery(request.RequestUri.Query);
        if (request.Content?.Headers.ContentEncoding.Contains("gzip") == true)
        {
            using var plain = new MemoryStream();
            new GZipStream(new MemoryStream(body), CompressionMode.Decompress).CopyTo(plain);
            body = plain.ToArray();
        }
        transcript.Write($"  > {request.Method} {path} {request.Headers.Range} {request.Content?.Headers.ContentRange}");
        const string Objects = "/storage/v1/b/bucket/o";
        string named = path.StartsWith(Objects + "/", StringComparison.Ordinal) ? path[(Objects.Length + 1)..] : "";
        switch (request.Method.Method, path)
        {
            case ("POST", "/storage/v1/b"):
                return Json(Encoding.UTF8.GetString(body));
            case ("DELETE", "/storage/v1/b/bucket"):
                return Error(409, "The bucket is not empty.");
            case ("GET", Objects):
                return List(query.TryGetValue("prefix", out var prefix) ? prefix! : "", query.TryGetValue("pageToken", out var token) ? token! : "", query.TryGetValue("maxResults", out var most) ? int.Parse(most!, CultureInfo.InvariantCulture) : 4);
            case ("POST", "/upload/storage/v1/b/bucket/o"):
                var described = JsonNode.Parse(body)!;
                (name, type) = ((string)described["name"]!, (string?)described["contentType"] ?? "");
                upload.SetLength(0);
                return Json("{}", 200, ("Location", "http://storage.test/session"));
            case ("PUT", "/session"):
                return Receive(request, body);
            case ("POST", _) when named.Contains("/copyTo/", StringComparison.Ordinal):
                objects["copied"] = objects[named[..named.IndexOf("/copyTo/", StringComparison.Ordinal)]];
                return Json(Describe("copied"));
            case ("POST", _) when named.Contains("/rewriteTo/", StringComparison.Ordinal):
                objects["copied"] = objects[named[..named.IndexOf("/rewriteTo/", StringComparison.Ordinal)]];
                return Json($$"""{"resource": {{Describe("copied")}}, "done": true}""");
            case ("PUT", _) when objects.ContainsKey(named):
                objects[named] = (objects[named].Content, (string)JsonNode.Parse(body)!["contentType"]!);
                return Json(Describe(named));
            case ("DELETE", _) when objects.Remove(named):
                return new(System.Net.HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) };
            case ("GET", _) when named == "sometimes" && busy++ < 2:
                return Error(503, "Later.");
            case ("GET", _) when named == "sometimes":
                return Json("""{"name": "sometimes"}""");
            case ("GET", _) when path.StartsWith("/download" + Objects, StringComparison.Ordinal) && objects.ContainsKey(path[("/download" + Objects).Length..].TrimStart('/')):
                return Download(path[("/download" + Objects).Length..].TrimStart('/'), request);
            case ("GET", _) when query.ContainsKey("alt") && query["alt"] == "media" && objects.ContainsKey(named):
                return Download(named, request);
            default:
                return Error(404, $"There is no {named}.");
        }
    }

    static HttpResponseMessage Json(string json, int status = 200, params (string, string)[] headers) => AnsweringHandler.Respond(status, Encoding.UTF8.GetBytes(json), headers: headers);

    static HttpResponseMessage Error(int status, string message) => Json($$"""{"error": {"code": {{status}}, "errors": [{"domain": "global", "reason": "this", "message": "{{message}}"}], "message": "{{message}}" } }""", status);

    string Describe(string named) => $$"""{"kind": "storage#object", "name": "{{named}}", "bucket": "bucket", "generation": "1", "contentType": "{{objects[named].Type}}", "size": "{{objects[named].Content.Length}}", "crc32c": "{{Check(objects[named].Content)}}"}""";

    static string Check(byte[] content)
    {
        uint check = ~0u;
        foreach (byte value in content) check = BitOperations.Crc32C(check, value);
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~check);
        return Convert.ToBase64String(bytes);
    }

    HttpResponseMessage List(string prefix, string token, int most)
    {
        var found = objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, token) > 0).Take(most + 1).ToList();
        string next = found.Count > most ? $"\"{found[most - 1]}\"" : "null";
        return Json($$"""{"nextPageToken": {{next}}, "items": [{{string.Join(',', found.Take(most).Select(Describe))}}]}""");
    }

    HttpResponseMessage Receive(HttpRequestMessage request, byte[] body)
    {
        Chunk?.Invoke(++chunks);
        upload.Write(body);
        var range = request.Content!.Headers.ContentRange!;
        if (range.HasLength ? upload.Length < range.Length : true)
        {
            var more = AnsweringHandler.Respond(308, []);
            more.Headers.TryAddWithoutValidation("Range", $"bytes=0-{upload.Length - 1}");
            return more;
        }
        if (name == "damaged") return Error(400, "The hash is another one.");
        objects[name] = (upload.ToArray(), type);
        return Json(Describe(name));
    }

    HttpResponseMessage Download(string named, HttpRequestMessage request)
    {
        byte[] content = objects[named].Content;
        int from = 0, to = content.Length;
        if (request.Headers.Range?.Ranges.Single() is { } range)
        {
            from = (int)(range.From ?? 0);
            to = (int)Math.Min(to, (range.To ?? to) + 1);
            if (from >= content.Length) return AnsweringHandler.Respond(416, []);
        }
        var response = AnsweringHandler.Respond(to - from < content.Length ? 206 : 200, content[from..to], objects[named].Type, ("x-goog-hash", $"crc32c={Check(content)}"), ("x-goog-generation", "1"));
        if (to - from < content.Length) response.Content.Headers.ContentRange = new(from, to - 1, content.Length);
        return response;
    }
}
