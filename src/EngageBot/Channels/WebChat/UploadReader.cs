using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EngageBot.Channels.WebChat;

/// <summary>A file of an upload as it came.</summary>
internal sealed record ReceivedFile(string? Name, byte[] Content);

/// <summary>An upload: the activity it belongs to, and its files.</summary>
internal sealed record ReceivedUpload(JsonObject Activity, IReadOnlyList<ReceivedFile> Files);

/// <summary>Reads <c>POST …/upload</c>: multipart, or one file as the whole body.</summary>
internal static class UploadReader
{
    private const string ActivityType = "application/vnd.microsoft.activity";
    private const int MostFiles = 10;

    /// <returns><see langword="null"/> if there is no file in it, or it cannot be read.</returns>
    public static async Task<ReceivedUpload?> ReadAsync(HttpRequest request, byte[] body, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return null;
        if (!type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return body.Length == 0 ? null : new(Blank(), [new(NameIn(request.Headers.ContentDisposition), body)]);
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary)) return null;
        try
        {
            return await ReadPartsAsync(new MultipartReader(boundary, new MemoryStream(body)), cancellation);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Completes the activity: every file gets an attachment with an address a browser can load.</summary>
    public static void Attach(ReceivedUpload upload, IReadOnlyList<WebUpload> kept, Uri publicAddress)
    {
        var announced = upload.Activity["attachments"] as JsonArray;
        var attachments = new JsonArray();
        for (var i = 0; i < kept.Count; i++)
        {
            var attachment = announced is not null && i < announced.Count && announced[i] is JsonObject given ? (JsonObject)given.DeepClone() : [];
            attachment["contentType"] = kept[i].ContentType;
            attachment["contentUrl"] = new Uri(publicAddress, kept[i].Address).AbsoluteUri;
            attachment["name"] = upload.Files[i].Name ?? FileName.Of(attachment["name"] is JsonValue name && name.TryGetValue<string>(out var said) ? said : null);
            // Web Chat sends a small blurred copy inside the message and shows whatever stands here; without one a picture is a mere link
            // (botframework-webchat 4.18, seen 2026-11).
            attachment.Remove("thumbnailUrl");
            if (kept[i].ContentType.StartsWith("image/", StringComparison.Ordinal)) attachment["thumbnailUrl"] = attachment["contentUrl"]!.DeepClone();
            attachments.Add(attachment);
        }
        upload.Activity["attachments"] = attachments;
    }

    private static async Task<ReceivedUpload?> ReadPartsAsync(MultipartReader reader, CancellationToken cancellation)
    {
        var (activity, files) = (Blank(), new List<ReceivedFile>());
        while (await reader.ReadNextSectionAsync(cancellation) is { } part)
        {
            using var content = new MemoryStream();
            await part.Body.CopyToAsync(content, cancellation);
            // By its type: documentation shows the part unnamed and last, clients name it and send it first (read 2026-11).
            if (part.ContentType?.StartsWith(ActivityType, StringComparison.OrdinalIgnoreCase) is true)
            {
                if (ActivityReader.Parse(content.ToArray()).Activity is not { } given) return null;
                activity = given;
            }
            else if (files.Count < MostFiles && content.Length > 0)
            {
                files.Add(new(NameIn(part.ContentDisposition), content.ToArray()));
            }
        }
        return files.Count == 0 ? null : new(activity, files);
    }

    private static JsonObject Blank() => new() { ["type"] = "message" };

    private static string? NameIn(string? header)
    {
        if (!ContentDispositionHeaderValue.TryParse(header, out var disposition)) return null;
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        return string.IsNullOrWhiteSpace(name) ? null : FileName.Of(name);
    }
}
