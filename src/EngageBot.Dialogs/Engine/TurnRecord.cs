using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace EngageBot.Dialogs.Engine;

/// <summary>Everything a turn was made of: with it, the same release and the same clock, the engine must come to the same bytes again.</summary>
/// <param name="Before">The chat's state as stored before; empty for a new chat.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Fallback">The shop's language.</param>
/// <param name="Zone">The zone's id.</param>
/// <param name="Steps">The event of the turn, then each action's result.</param>
/// <param name="Hash">Of the state afterwards and of every effect on the way.</param>
public sealed record TurnRecord(string Before, string Channel, string Fallback, string Zone, ImmutableArray<StepRecord> Steps, string Hash)
{
    /// <summary>The record that <see cref="TurnRecorder"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no record.</exception>
    public static TurnRecord Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return new(
                root.TryGetProperty("b", out var before) ? before.GetRawText() : "", root.GetProperty("c").GetString()!, root.GetProperty("f").GetString()!,
                root.GetProperty("z").GetString()!, [.. root.GetProperty("s").EnumerateArray().Select(Step)], root.GetProperty("h").GetString()!);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The record of a turn is damaged.", wrong);
        }
    }

    private static StepRecord Step(JsonElement json) => new(
        EventJson.Read(json.GetProperty("e")), json.GetProperty("l").GetString()!, json.TryGetProperty("i", out _),
        !json.TryGetProperty("r", out var reads) ? [] : [.. reads.EnumerateArray().Select(r =>
            new FactRead(r[0].GetString()!, r[1].ValueKind is JsonValueKind.Null ? null : ValueJson.Read(r[1])))],
        !json.TryGetProperty("w", out var times) ? [] : [.. times.EnumerateArray().Select(w => new RecordedSpan(
            DateTimeOffset.FromUnixTimeMilliseconds(w[0].GetInt64()), TimeSpan.FromTicks(w[1].GetInt64()), DateTimeOffset.FromUnixTimeMilliseconds(w[2].GetInt64())))]);
}

/// <summary>One step of a turn.</summary>
/// <param name="Happened">The turn's event, or an action's result.</param>
/// <param name="Language">The customer's language at that moment.</param>
/// <param name="Informal">The form of address at that moment.</param>
/// <param name="Reads">Every fact the step read.</param>
/// <param name="Times">Every span of working time it asked for.</param>
public sealed record StepRecord(ChatEvent Happened, string Language, bool Informal, ImmutableArray<FactRead> Reads, ImmutableArray<RecordedSpan> Times);

/// <summary>When a length of working time was over.</summary>
public readonly record struct RecordedSpan(DateTimeOffset From, TimeSpan Length, DateTimeOffset Until);

/// <summary>Writes a turn's record while the turn goes on.</summary>
public sealed class TurnRecorder : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly EffectHash _hash = new();
    private bool _begun;

    /// <param name="before">The chat's state as stored.</param>
    public TurnRecorder(string before)
    {
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });
        _json.WriteStartObject();
        if (before.Length == 0) return;
        _json.WritePropertyName("b");
        _json.WriteRawValue(before, skipInputValidation: true);
    }

    /// <summary>Something was recorded.</summary>
    public bool Any => _begun;

    /// <summary>Adds a step that was taken.</summary>
    public void Add(ChatEvent happened, ChatContext context, TurnResult result, IReadOnlyList<RecordedSpan> times)
    {
        if (!_begun)
        {
            _json.WriteString("c", context.Channel.Name);
            _json.WriteString("f", context.FallbackLanguage);
            _json.WriteString("z", context.Zone.Id);
            _json.WriteStartArray("s");
            _begun = true;
        }
        _json.WriteStartObject();
        _json.WritePropertyName("e");
        EventJson.Write(_json, happened);
        _json.WriteString("l", context.Language);
        if (context.Informal) _json.WriteBoolean("i", true);
        Reads(result.Reads);
        Times(times);
        _json.WriteEndObject();
        foreach (var effect in result.Effects) _hash.Add(effect);
    }

    /// <summary>The record, once the last step was taken.</summary>
    /// <param name="after">The chat's state as it is stored.</param>
    public ReadOnlyMemory<byte> Finish(string after)
    {
        _json.WriteEndArray();
        _json.WriteString("h", _hash.Finish(after));
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    private void Reads(ImmutableArray<FactRead> reads)
    {
        if (reads.IsEmpty) return;
        _json.WriteStartArray("r");
        foreach (var (path, value) in reads)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(path);
            if (value is null) _json.WriteNullValue();
            else ValueJson.Write(_json, value);
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
    }

    private void Times(IReadOnlyList<RecordedSpan> times)
    {
        if (times.Count == 0) return;
        _json.WriteStartArray("w");
        foreach (var (from, length, until) in times)
        {
            _json.WriteStartArray();
            _json.WriteNumberValue(from.ToUnixTimeMilliseconds());
            _json.WriteNumberValue(length.Ticks);
            _json.WriteNumberValue(until.ToUnixTimeMilliseconds());
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
    }
}
