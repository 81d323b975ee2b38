using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageBot.Loyalty.Raffles;

/// <summary>What is published of a draw. Before it: the commitment. After it: everything that is needed to do it again.</summary>
/// <param name="Seed">Hexadecimal; absent until the draw.</param>
/// <param name="Entries">Number and holder of each ticket; absent until the draw.</param>
/// <param name="Won">The winning numbers, ascending.</param>
internal sealed record DrawRecord(
    string Raffle, string Algorithm, string Commitment, DateTimeOffset DrawsAt, int Winners, string? Seed = null, DateTimeOffset? DrawnAt = null,
    string? EntriesHash = null, ImmutableArray<ImmutableArray<long>>? Entries = null, ImmutableArray<long>? Won = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, DrawJson.Default.DrawRecord);

    /// <summary>Does the draw again.</summary>
    /// <returns>What does not agree; empty if all of it does.</returns>
    public ImmutableArray<string> Verify()
    {
        if (Algorithm != DrawAlgorithm.Name) return [$"The algorithm {Algorithm} is not known; this program knows {DrawAlgorithm.Name}."];
        if (Seed is null || Entries is not { } entries || Won is not { } won) return ["The draw has not been held yet: seed, entries and won are still to come."];
        if (entries.Any(e => e.IsDefault || e.Length != 2)) return ["An entry is a pair of numbers: ticket and holder."];
        byte[] seed;
        try
        {
            seed = Convert.FromHexString(Seed);
        }
        catch (FormatException)
        {
            return ["The seed is not hexadecimal."];
        }
        var list = entries.Select(e => new DrawEntry(e[0], e[1])).ToList();
        var wrong = ImmutableArray.CreateBuilder<string>();
        if (DrawAlgorithm.CommitmentOf(seed) != Commitment) wrong.Add("The seed is not the one that was committed to before the draw.");
        if (DrawAlgorithm.HashOf(list) != EntriesHash) wrong.Add("The list is not the one that was drawn from.");
        var again = DrawAlgorithm.Winners(seed, list, Winners).Select(e => e.Number).Order().ToImmutableArray();
        if (!again.SequenceEqual(won.Order())) wrong.Add($"The winners are {string.Join(", ", again)}, not {string.Join(", ", won)}.");
        return wrong.ToImmutable();
    }

    /// <summary>Reads what was published.</summary>
    /// <returns><see langword="null"/> if it is not of that form.</returns>
    public static DrawRecord? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DrawJson.Default.DrawRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DrawRecord))]
internal sealed partial class DrawJson : JsonSerializerContext;
