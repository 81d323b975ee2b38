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
