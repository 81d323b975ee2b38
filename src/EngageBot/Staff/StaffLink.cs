using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Staff;

/// <summary>A link that works once, for one person, until a moment. Of its token only the hash is kept.</summary>
internal sealed class StaffLink
{
    public long Id { get; init; }
    public required StaffId StaffId { get; init; }
    /// <summary>SHA-256 of the token, which is random and long, so that nothing slower is needed.</summary>
    public required byte[] Hash { get; init; }
    /// <summary>Who made it: <see cref="Actor.Name"/>.</summary>
    public required string MadeBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class StaffLinkConfiguration : IEntityTypeConfiguration<StaffLink>
{
    public void Configure(EntityTypeBuilder<StaffLink> builder)
    {
        builder.ToTable("staff_links");
        builder.HasIndex(l => l.Hash).IsUnique();                                                   // found by it
        builder.HasIndex(l => l.StaffId).HasDatabaseName("ix_staff_links_staff");                   // a new link ends the older ones
    }
}

/// <summary>What a link carries, and how chats and browsers know it for one.</summary>
internal static class LinkToken
{
    /// <summary>What the payload of <c>https://t.me/bot?start=…</c> begins with; the whole has 36 of the 64 signs allowed there.</summary>
    public const string Prefix = "inv_";

    private const int Bytes = 24;
    private const int Letters = Bytes * 4 / 3;

    /// <summary>Letters of a code that people copy: none that looks like another. Ten of 31 are 49 bits, for ten minutes.</summary>
    private const string CodeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int CodeLength = 10;

    /// <summary>A code to be typed; no chat takes it for a link.</summary>
    public static string NewCode() => RandomNumberGenerator.GetString(CodeLetters, CodeLength);

    /// <summary>A link's token or a code as somebody typed it: <c>abcde-fghjk</c> is one, too.</summary>
    /// <returns><see langword="null"/> if it can be neither.</returns>
    public static string? ReadTyped(string? typed)
    {
        if (typed is null or { Length: > 64 }) return null;
        var token = typed.Trim();
        if (token.Length == Letters && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return token;
        var code = token.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return code.Length == CodeLength && code.All(CodeLetters.Contains) ? code : null;
    }

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    /// <summary>Reads a payload, or <c>/start</c> with one as somebody types it.</summary>
    public static bool TryRead(string? payload, [NotNullWhen(true)] out string? token)
    {
        const string Command = "/start ";
        if (payload?.StartsWith(Command, StringComparison.OrdinalIgnoreCase) is true) payload = payload[Command.Length..].Trim();
        token = payload?.StartsWith(Prefix, StringComparison.Ordinal) is true ? payload[Prefix.Length..] : null;
        if (token is { Length: Letters } && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return true;
        token = null;
        return false;
    }
}
