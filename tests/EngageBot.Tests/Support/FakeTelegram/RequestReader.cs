using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>Reads a call's parameters from JSON, a form, or the query, as one JSON object.</summary>
internal static class RequestReader
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;
    private static readonly Dictionary<string, byte[]> NoUploads = [];

    public static async Task<(JsonElement Parameters, IReadOnlyDictionary<string, byte[]> Uploads, string? Wrong)> ReadAsync(
        HttpRequest request, string method, CancellationToken gone)
    {
        if (request.HasFormContentType) return await ReadFormAsync(request, method, gone);
        if (request.ContentLength is null or 0) return (Nothing, NoUploads, request.Query.Count == 0 ? null : "the fake takes no query");
        if (!request.HasJsonContentType()) return (Nothing, NoUploads, $"content type {request.ContentType}");
        try
        {
            // A JsonElement that outlives the request: the calls are kept.
            var parameters = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: gone);
            return parameters.ValueKind == JsonValueKind.Object ? (parameters, NoUploads, null) : (Nothing, NoUploads, "the body is no object");
        }
        catch (JsonException e)
        {
            return (Nothing, NoUploads, e.Message);
        }
    }

    private static async Task<(JsonElement, IReadOnlyDictionary<string, byte[]>, string?)> ReadFormAsync(HttpRequest request, string method, CancellationToken gone)
    {
        var form = await request.ReadFormAsync(gone);
        var fields = new JsonObject();
        foreach (var (name, values) in form)
        {
            var isText = !BotApiSpec.Knows(method) || BotApiSpec.TypesOf(method, name).Contains("String") && !long.TryParse(values[0], out _);
            fields[name] = isText ? JsonValue.Create(values[0]) : JsonNode.Parse(values[0]!);
        }
        var uploads = new Dictionary<string, byte[]>();
        foreach (var file in form.Files)
        {
            using var copy = new MemoryStream();
            await file.CopyToAsync(copy, gone);
            uploads[file.Name] = copy.ToArray();
            fields[file.Name] = $"upload:{file.FileName}";
        }
        return (JsonSerializer.SerializeToElement(fields), uploads, null);
    }
}
