using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EngageBot.Loyalty.Raffles;

/// <summary>A ticket as the published list shows it.</summary>
/// <param name="Holder">A number that stands for a person in this draw only.</param>
internal readonly record struct DrawEntry(long Number, long Holder);

/// <summary>engagebot-draw-1: from a seed and a list to the winners. Pure; docs/deeds.md describes it for whoever writes it anew.</summary>
internal static class DrawAlgorithm
{
    public const string Name = "engagebot-draw-1";

    /// <summary>Of a seed, in bytes.</summary>
    public const int SeedBytes = 32;

    /// <summary>What is published before: the SHA-256 of the seed.</summary>
    public static string CommitmentOf(ReadOnlySpan<byte> seed) => Hex(SHA256.HashData(seed));

    /// <summary>The SHA-256 of the list: a line <c>number holder</c> for each ticket, in order of their numbers.</summary>
    public static string HashOf(IEnumerable<DrawEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries.OrderBy(e => e.Number))
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entry.Number} {entry.Holder}\n")));
        return Hex(hash.GetHashAndReset());
    }

    /// <summary>The winning tickets in the order of the draw; nobody wins twice.</summary>
    public static ImmutableArray<DrawEntry> Winners(ReadOnlySpan<byte> seed, IEnumerable<DrawEntry> entries, int winners)
    {
        var left = entries.OrderBy(e => e.Number).ToList();
        var list = HashOf(left);
        var won = ImmutableArray.CreateBuilder<DrawEntry>();
        for (var round = 0; round < winners && left.Count > 0; round++)
        {
            var drawn = left[Pick(seed, list, round, left.Count)];
            won.Add(drawn);
            left.RemoveAll(e => e.Holder == drawn.Holder);
        }
        return won.ToImmutable();
    }

    /// <summary>A number below <paramref name="count"/>, each as likely as the others: values of the last, incomplete stretch are thrown again.</summary>
    private static int Pick(ReadOnlySpan<byte> seed, string list, int round, int count)
    {
        var limit = ulong.MaxValue - (((ulong.MaxValue % (ulong)count) + 1) % (ulong)count);
        for (var attempt = 0; ; attempt++)
        {
            var message = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}:{round}:{attempt}"));
            var value = BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(seed, message));
            if (value <= limit) return (int)(value % (ulong)count);
        }
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
