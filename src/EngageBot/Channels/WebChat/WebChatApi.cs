using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Channels.WebChat;

/// <summary>What a token says. The client reads <c>user</c> and <c>conv</c> itself (directlinejs 0.15, read 2026-11).</summary>
/// <param name="ExpiresAt">Unix seconds.</param>
/// <param name="Origins">The only sites it may be used from; absent means any that the settings allow.</param>
/// <param name="Use"><c>stream</c> for a socket's one-time ticket; absent for a token.</param>
internal sealed record WebToken(
    [property: JsonPropertyName("conv")] string ConversationId,
    [property: JsonPropertyName("user")] string UserId,
    [property: JsonPropertyName("exp")] long ExpiresAt,
    [property: JsonPropertyName("name")] string? Name = null,
    [property: JsonPropertyName("origins")] IReadOnlyList<string>? Origins = null,
    [property: JsonPropertyName("use")] string? Use = null,
    [property: JsonPropertyName("jti")] string? Once = null);

/// <summary>How reading a token ended.</summary>
internal abstract record TokenReading
{
    private TokenReading() { }

    public sealed record Valid(WebToken Token) : TokenReading;

    /// <summary>Ours, but its time is over.</summary>
    public sealed record Expired(WebToken Token) : TokenReading;

    /// <summary>Not made by us.</summary>
    public sealed record Forged : TokenReading;
}

/// <summary>Makes and reads what a browser carries: tokens, stream tickets, signed addresses.</summary>
/// <remarks>All nodes agree, because all keys come from the master key.</remarks>
internal sealed class WebChatApi(MasterKey master, IOptions<WebChatSettings> settings, TimeProvider clock)
{
    private const string MemberPrefix = "member:";
    private const string VisitorPrefix = "dl_";
    private static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(60);
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _usedTickets = new();

    public int TokenSeconds => settings.Value.TokenSeconds;

    /// <summary>A visitor nobody knows. Clients accept ids that begin so only from inside a token.</summary>
    public static string NewVisitor() => VisitorPrefix + RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static string NewConversation() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The user id of a member, as only a token made by us can carry it.</summary>
    /// <param name="apart">Keeps several people who play the same demo member in chats of their own.</param>
    public static string MemberUser(ContactId member, string? apart = null) =>
        apart is null ? MemberPrefix + member : $"{MemberPrefix}{member}:{apart}";

    /// <summary>Whose chat it is, if the person came with a token that says so; the shop's site or the demo page vouched for it.</summary>
    public static bool TryReadMember(string userId, out ContactId member)
    {
        member = default;
        if (!userId.StartsWith(MemberPrefix, StringComparison.Ordinal)) return false;
        var rest = userId.AsSpan(MemberPrefix.Length);
        var end = rest.IndexOf(':');
        if (!Guid.TryParseExact(end < 0 ? rest : rest[..end], "D", out var id)) return false;
        member = new(id);
        return true;
    }

    /// <summary>Whether a site may name its user so: printable, at most 80 characters, and neither of our own prefixes unless it is a
    /// whole member id.</summary>
    public static bool IsUserId(string? id) =>
        id is { Length: > 0 and <= 80 } && id.All(c => c is > ' ' and < '\u007f')
        && !id.StartsWith(VisitorPrefix, StringComparison.Ordinal)
        && (!id.StartsWith(MemberPrefix, StringComparison.Ordinal) || TryReadMember(id, out _));

    public string Issue(string conversationId, string userId, string? name, IReadOnlyList<string>? origins = null) =>
        Sign(new(conversationId, userId, clock.GetUtcNow().AddSeconds(TokenSeconds).ToUnixTimeSeconds(), name, origins));

    /// <summary>A ticket that opens one stream within 60 seconds.</summary>
    public string IssueTicket(WebToken token) => Sign(token with
    {
        ExpiresAt = clock.GetUtcNow().Add(TicketLife).ToUnixTimeSeconds(),
        Use = "stream",
        Once = RandomNumberGenerator.GetHexString(16, lowercase: true),
    });

    public TokenReading Read(string text) => Open(text) is { Use: null } token ? Judge(token) : new TokenReading.Forged();

    /// <summary>Whether our own page may have a new token for an old one.</summary>
    public bool MayRenew(string text, [NotNullWhen(true)] out WebToken? token)
    {
        token = Open(text);
        return token is { Use: null }
            && clock.GetUtcNow() < DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt).AddHours(settings.Value.RenewHours);
    }

    /// <summary>Takes a ticket: a second try with the same one is refused.</summary>
    public bool TryTakeTicket(string text, [NotNullWhen(true)] out WebToken? token)
    {
        var now = clock.GetUtcNow();
        foreach (var (used, until) in _usedTickets)
            if (until < now) _usedTickets.TryRemove(used, out _);
        token = Open(text);
        return token is { Use: "stream", Once: { } once } && Judge(token) is TokenReading.Valid && _usedTickets.TryAdd(once, now + TicketLife);
    }

    /// <summary>Whether this is the secret of the settings, compared in constant time.</summary>
    public bool IsSecret(string text) => settings.Value.Secret is { Length: > 0 } secret
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Signs a path that a browser must load without a header.</summary>
    public string SignPath(string path) => Base64Url.EncodeToString(Mac(master.For("web-upload"), path).AsSpan(0, 16));

    public bool IsSigned(string path, string signature) =>
        master.AcceptedFor("web-upload").Any(key => IsSame(Mac(key, path).AsSpan(0, 16), signature));

    private TokenReading Judge(WebToken token) =>
        token.ExpiresAt <= clock.GetUtcNow().ToUnixTimeSeconds() ? new TokenReading.Expired(token) : new TokenReading.Valid(token);

    private string Sign(WebToken token)
    {
        var content = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(token, WebChatJson.Default.WebToken))}";
        return $"{content}.{Base64Url.EncodeToString(Mac(master.For(MasterKey.WebToken), content))}";
    }

    // Only our own header is accepted, letter for letter, so no token can choose its algorithm.
    private WebToken? Open(string text)
    {
        var end = text.LastIndexOf('.');
        if (text.Length > 4096 || end <= Header.Length || !text.StartsWith(Header + ".", StringComparison.Ordinal)) return null;
        var content = text[..end];
        if (!master.AcceptedFor(MasterKey.WebToken).Any(key => IsSame(Mac(key, content), text.AsSpan(end + 1)))) return null;
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(content.AsSpan(Header.Length + 1)), WebChatJson.Default.WebToken);
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            return null;
        }
    }

    private static byte[] Mac(byte[] key, string content) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content));

    private static bool IsSame(ReadOnlySpan<byte> mac, ReadOnlySpan<char> given)
    {
        Span<byte> bytes = stackalloc byte[64];
        return given.Length <= 86 && Base64Url.IsValid(given) && Base64Url.TryDecodeFromChars(given, bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(mac, bytes[..length]);
    }
}
