using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>Which share of the contacts somebody belongs to: the same answer at every question, on every node, without a row.</summary>
/// <remarks>SHA-256 of <c>scope:contact</c>, its first eight bytes as a fraction of 2^64.</remarks>
internal static class StickyShare
{
    /// <summary>Where in [0, 1) the contact stands within a scope.</summary>
    /// <param name="scope">Whatever is shared out: <c>play:birthday</c>, <c>broadcast:12</c>.</param>
    public static double Of(string scope, ContactId contact)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}:{contact}"), hash);
        // 53 bits are all a double holds exactly; so nobody ever stands at 1.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / (double)(1UL << 53);
    }

    /// <summary>Whether the contact is one of the first so many per cent.</summary>
    public static bool IsIn(string scope, ContactId contact, decimal percent) => Of(scope, contact) * 100 < (double)percent;

    /// <summary>Which of the shares, given one after another in per cent, the contact falls into; -1 if into none.</summary>
    public static int Among(string scope, ContactId contact, params ReadOnlySpan<decimal> percents)
    {
        var at = Of(scope, contact) * 100;
        var end = 0m;
        for (var i = 0; i < percents.Length; i++)
        {
            end += percents[i];
            if (at < (double)end) return i;
        }
        return -1;
    }
}
