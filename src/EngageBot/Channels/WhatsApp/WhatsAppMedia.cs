using System.Text.Json.Nodes;
using EngageBot.Channels.Telegram;
using EngageBot.Channels.WebChat;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Makes files ready for a message: by their address where Meta can fetch them, else by an upload.</summary>
internal sealed class WhatsAppMedia(GraphApi api, WhatsAppFiles own, WebUploads? uploads = null, TelegramFiles? telegram = null)
{
    /// <summary>A larger picture goes as a document.</summary>
    private const int PictureLimitBytes = 5 * 1024 * 1024;

    /// <returns>How to name it; <see langword="null"/> if the file cannot be had; or why not now.</returns>
    public async Task<(ReadyMedia? Media, GraphFailure? Failure)> PrepareAsync(WhatsAppNumber number, MediaSource source, bool isDocument, CancellationToken cancellation)
    {
        var name = source switch
        {
            MediaSource.Link l => l.Name, MediaSource.Made m => m.Name, MediaSource.Kept k => k.Name, MediaSource.OnTelegram t => t.Name, MediaSource.OnWhatsApp w => w.Name, _ => null,
        };
        if (source is MediaSource.Link link && uploads?.FileOf(link.Address.AbsoluteUri) is null)
            return (Named(isDocument ? "document" : "image", "link", link.Address.AbsoluteUri, isDocument ? name ?? Path.GetFileName(link.Address.LocalPath) : null), null);
        var bytes = await BytesAsync(source, cancellation).ConfigureAwait(false);
        if (bytes is not { Length: > 0 }) return (null, null);
        var type = TypeOf(bytes);
        // What people passed on is shown as what it is; a file that was meant as one stays one.
        var asPicture = type is "image/jpeg" or "image/png" && bytes.Length <= PictureLimitBytes && !(isDocument && source is MediaSource.Link);
        var file = name ?? $"file{ExtensionOf(type)}";
        return await api.UploadAsync(number, bytes, type, file, cancellation).ConfigureAwait(false) switch
        {
            GraphResult<string>.Done { Value: var id } => (Named(asPicture ? "image" : "document", "id", id, asPicture ? null : file), null),
            GraphResult<string>.Failed { Failure: GraphFailure.Refused { Code: 100 or 131052 or 131053 } } => (null, null),
            GraphResult<string>.Failed failed => (null, failed.Failure),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<byte[]?> BytesAsync(MediaSource source, CancellationToken cancellation) => source switch
    {
        MediaSource.Made made => made.Content,
        MediaSource.Link link => uploads?.FileOf(link.Address.AbsoluteUri) is { } id ? await KeptAsync(id, cancellation).ConfigureAwait(false) : null,
        MediaSource.Kept kept => await KeptAsync(kept.FileId, cancellation).ConfigureAwait(false),
        MediaSource.OnTelegram there => telegram is null ? null : await telegram.FetchAsync(there.FileId, cancellation).ConfigureAwait(false),
        MediaSource.OnWhatsApp here => await own.FetchAsync(here.Value, cancellation).ConfigureAwait(false),
        _ => null,
    };

    private async Task<byte[]?> KeptAsync(string id, CancellationToken cancellation) =>
        uploads?.FindPath(id) is { } path ? await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false) : null;

    private static ReadyMedia Named(string kind, string by, string value, string? fileName)
    {
        var reference = new JsonObject { [by] = value };
        if (fileName is { Length: > 0 } && kind == "document") reference["filename"] = TextSplitter.Shorten(fileName, 200);
        return new ReadyMedia(kind, reference);
    }

    /// <summary>What it is, its first bytes say; what its sender calls it is not believed.</summary>
    private static string TypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : content.StartsWith("%PDF"u8) ? "application/pdf"
        : content.Length > 12 && content[4..].StartsWith("ftyp"u8) ? "video/mp4"
        : content.StartsWith("OggS"u8) ? "audio/ogg"
        : content.StartsWith("PK\u0003\u0004"u8) ? "application/zip"
        : "application/octet-stream";

    private static string ExtensionOf(string type) => type switch
    {
        "image/png" => ".png", "image/jpeg" => ".jpg", "application/pdf" => ".pdf", "video/mp4" => ".mp4", "audio/ogg" => ".ogg", "application/zip" => ".zip", _ => ".bin",
    };
}
