using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Channels.WebChat;

/// <summary>A file somebody sent.</summary>
/// <param name="Id">Its name in the upload folder, and what an inbox row calls it.</param>
/// <param name="Address">Path and signature: what a browser loads without a header.</param>
internal sealed record WebUpload(string Id, int Bytes, string ContentType, string Address);

/// <summary>Files sent by web visitors, in the data directory's <c>uploads</c>.</summary>
internal sealed partial class WebUploads(
    WebChatApi api, IOptions<DataSettings> data, IOptions<WebChatSettings> settings, TimeProvider clock, ILogger<WebUploads> logger)
{
    /// <summary>As in the real service: 4 MB.</summary>
    public const int MostBytes = 4 << 20;

    private const string Prefix = "/directline/uploads/";

    private string Folder => Path.GetFullPath(Path.Combine(data.Value.Directory, "uploads"));

    /// <summary>Keeps a file. What it is, its first bytes say; what the sender calls it is not believed.</summary>
    public async Task<WebUpload> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Folder).FullName;
        var id = $"{Guid.CreateVersion7(clock.GetUtcNow()):N}{RandomNumberGenerator.GetHexString(16, lowercase: true)}{ExtensionOf(content.Span)}";
        await File.WriteAllBytesAsync(Path.Combine(folder, id), content, cancellation);
        return new(id, content.Length, ContentTypeOf(id), $"{Prefix}{id}?s={api.SignPath(id)}");
    }

    /// <summary>Counts files against their limits, with the activity that brings them.</summary>
    /// <returns>What is exceeded, as a sentence for the sender, or <see langword="null"/>.</returns>
    public async ValueTask<string?> CountAsync(WriteScope scope, long accountId, string conversationId, IReadOnlyList<WebUpload> files)
    {
        var now = clock.GetUtcNow();
        // On an engine with many writers this is the lock that keeps two uploads from being counted past each other.
        await scope.Command("UPDATE web_conversations SET used_at = used_at WHERE id = @id").Set("@id", conversationId).ExecuteNonQueryAsync();
        var ofLate = (long)(await scope.Command("SELECT COUNT(*) FROM web_uploads WHERE conversation_id = @id AND created_at > @since")
            .Set("@id", conversationId).Set("@since", now.AddHours(-1)).ExecuteScalarAsync())!;
        if (ofLate + files.Count > settings.Value.FilesPerHour)
            return string.Create(CultureInfo.InvariantCulture, $"A conversation may send {settings.Value.FilesPerHour} files an hour: wait a little.");
        var used = Convert.ToInt64(await scope.Command("SELECT COALESCE(SUM(bytes), 0) FROM web_uploads WHERE account_id = @account")
            .Set("@account", accountId).ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        if (used + files.Sum(f => (long)f.Bytes) > (long)settings.Value.QuotaMegabytes << 20)
        {
            LogQuota(settings.Value.QuotaMegabytes);
            return "There is no room for more files here: write a message instead.";
        }
        foreach (var file in files)
        {
            await scope.Command("INSERT INTO web_uploads (id, account_id, conversation_id, bytes, created_at) VALUES (@id, @account, @conversation, @bytes, @now)")
                .Set("@id", file.Id).Set("@account", accountId).Set("@conversation", conversationId).Set("@bytes", file.Bytes).Set("@now", now)
                .ExecuteNonQueryAsync();
        }
        return null;
    }

    /// <summary>Deletes the files that came before an instant; when one came, its name says.</summary>
    /// <returns>How many.</returns>
    public int Prune(DateTimeOffset before)
    {
        if (!Directory.Exists(Folder)) return 0;
        var pruned = 0;
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            var id = Path.GetFileName(path);
            // Version 7 of a Guid begins with 48 bits of Unix milliseconds (RFC 9562).
            if (!IsId().IsMatch(id) || long.Parse(id.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >= before.ToUnixTimeMilliseconds())
                continue;
            File.Delete(path);
            pruned++;
        }
        return pruned;
    }

    /// <summary>For whoever shows it on: staff, a case.</summary>
    /// <returns><see langword="null"/> if there is no such file.</returns>
    public string? FindPath(string id)
    {
        if (!IsId().IsMatch(id)) return null;
        var path = Path.Combine(Folder, id);
        return File.Exists(path) ? path : null;
    }

    public void Delete(WebUpload upload)
    {
        if (FindPath(upload.Id) is { } path) File.Delete(path);
    }

    /// <summary>The file behind an address of ours, whatever host stands before it; <see langword="null"/> for anybody else's address.</summary>
    public string? FileOf(string address)
    {
        var (start, query) = (address.IndexOf(Prefix, StringComparison.Ordinal), address.IndexOf("?s=", StringComparison.Ordinal));
        if (start < 0 || query < start) return null;
        var id = address[(start + Prefix.Length)..query];
        return IsId().IsMatch(id) && api.IsSigned(id, address[(query + 3)..]) ? id : null;
    }

    public async Task ServeAsync(HttpContext context)
    {
        var id = (string?)context.Request.RouteValues["file"] ?? "";
        if (!api.IsSigned(id, context.Request.Query["s"].ToString()) || FindPath(id) is not { } path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var headers = context.Response.Headers;
        headers.ContentType = ContentTypeOf(id);
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=86400, immutable";
        // Pages show pictures in an <img>, which does not ask; whoever opens the address itself gets a download and no document of ours.
        headers.ContentDisposition = "attachment";
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }

    private static string ContentTypeOf(string id) => Path.GetExtension(id) switch
    {
        ".png" => "image/png",
        ".jpg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        _ => "application/octet-stream",
    };

    private static string ExtensionOf(ReadOnlySpan<byte> content) =>
        content.Length > 8 && content[0] == 0x89 && content[1..].StartsWith("PNG\r\n"u8) ? ".png"
        : content.Length > 3 && content[0] == 0xFF && content[1] == 0xD8 && content[2] == 0xFF ? ".jpg"
        : content.StartsWith("GIF8"u8) ? ".gif"
        : content.StartsWith("RIFF"u8) && content.Length > 12 && content[8..].StartsWith("WEBP"u8) ? ".webp"
        : ".bin";

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Visitors' files fill the {Megabytes} MB of Channels:WebChat:QuotaMegabytes; further ones are refused until old ones are pruned")]
    private partial void LogQuota(int megabytes);

    [GeneratedRegex("^[0-9a-f]{48}\\.(png|jpg|gif|webp|bin)$", RegexOptions.CultureInvariant)]
    private static partial Regex IsId();
}
