using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What a message carries to the platform and its receipts bring back: our row and which piece of it.</summary>
/// <remarks>Signed: a receipt of another installation with the same number, or of an older database, names a row that is not ours.</remarks>
internal sealed class ReceiptTag(MasterKey key)
{
    private const string Purpose = "whatsapp-receipt";

    public string Of(long outboxId, int piece, int pieces)
    {
        var plain = string.Create(CultureInfo.InvariantCulture, $"{outboxId}.{piece}.{pieces}");
        return $"{plain}.{Sign(key.For(Purpose), plain)}";
    }

    /// <returns><see langword="null"/> if we did not write it.</returns>
    public (long OutboxId, int Piece, int Pieces)? Read(string? tag)
    {
        if (tag is null || tag.Length > 100 || tag.LastIndexOf('.') is not (> 0 and var end)) return null;
        var (plain, given) = (tag[..end], Encoding.UTF8.GetBytes(tag[(end + 1)..]));
        if (!key.AcceptedFor(Purpose).Any(secret => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(secret, plain)), given))) return null;
        return plain.Split('.') is [var id, var piece, var pieces]
            ? (long.Parse(id, CultureInfo.InvariantCulture), int.Parse(piece, CultureInfo.InvariantCulture), int.Parse(pieces, CultureInfo.InvariantCulture))
            : null;
    }

    private static string Sign(byte[] secret, string plain) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(plain)).AsSpan(0, 6));
}
