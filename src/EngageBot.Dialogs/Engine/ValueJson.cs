using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Values as compact JSON that tells its own types: text, numbers and yes/no stand bare, the rest is an object with one letter.</summary>
internal static class ValueJson
{
    public static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value)
        {
            case Value.Text text: json.WriteStringValue(text.Content); break;
            case Value.Int number: json.WriteNumberValue(number.Number); break;
            case Value.Bool yes: json.WriteBooleanValue(yes.Holds); break;
            case Value.List list: WriteList(json, list); break;
            case Value.Record record: WriteRecord(json, record); break;
            default: WriteTagged(json, value); break;
        }
    }

    /// <summary>Reads the value on which the reader stands.</summary>
    /// <exception cref="FormatException">The JSON is no value.</exception>
    public static Value Read(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String: return new Value.Text(json.GetString()!);
            case JsonTokenType.Number: return new Value.Int(json.GetInt64());
            case JsonTokenType.True: return new Value.Bool(true);
            case JsonTokenType.False: return new Value.Bool(false);
        }
        using var document = JsonDocument.ParseValue(ref json);
        return Read(document.RootElement);
    }

    /// <exception cref="FormatException">The JSON is no value.</exception>
    public static Value Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new Value.Text(json.GetString()!),
        JsonValueKind.Number => new Value.Int(json.GetInt64()),
        JsonValueKind.True => new Value.Bool(true),
        JsonValueKind.False => new Value.Bool(false),
        JsonValueKind.Object => ReadTagged(json),
        _ => throw new FormatException($"A stored value cannot be {json.ValueKind}."),
    };

    private static void WriteTagged(Utf8JsonWriter json, Value value)
    {
        json.WriteStartObject();
        switch (value)
        {
            case Value.Money money:
                json.WriteStartArray("m");
                json.WriteNumberValue(money.Minor);
                json.WriteStringValue(money.Currency);
                json.WriteEndArray();
                break;
            case Value.Duration duration: json.WriteNumber(duration.Working ? "w" : "u", duration.Length.Ticks); break;
            case Value.Decimal number: json.WriteString("f", number.Number.ToString(CultureInfo.InvariantCulture)); break;
            case Value.Time time: json.WriteString("h", time.OfDay.ToString("O", CultureInfo.InvariantCulture)); break;
            case Value.Date date: json.WriteString("d", date.Day.ToString("O", CultureInfo.InvariantCulture)); break;
            case Value.Instant instant: json.WriteString("t", instant.At.ToString("O", CultureInfo.InvariantCulture)); break;
        }
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, Value.List list)
    {
        json.WriteStartObject();
        json.WriteStartArray("l");
        foreach (var item in list.Items) Write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRecord(Utf8JsonWriter json, Value.Record record)
    {
        json.WriteStartObject();
        json.WriteStartObject("r");
        foreach (var (name, field) in record.Fields)
        {
            json.WritePropertyName(name);
            Write(json, field);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static Value ReadTagged(JsonElement json)
    {
        using var fields = json.EnumerateObject().GetEnumerator();
        if (!fields.MoveNext()) throw new FormatException("A stored value has lost its tag.");
        var (tag, content) = (fields.Current.Name, fields.Current.Value);
        return tag switch
        {
            "m" => new Value.Money(content[0].GetInt64(), content[1].GetString()!),
            "u" => new Value.Duration(TimeSpan.FromTicks(content.GetInt64())),
            "w" => new Value.Duration(TimeSpan.FromTicks(content.GetInt64()), Working: true),
            "f" => new Value.Decimal(decimal.Parse(content.GetString()!, CultureInfo.InvariantCulture)),
            "h" => new Value.Time(TimeOnly.ParseExact(content.GetString()!, "O", CultureInfo.InvariantCulture)),
            "d" => new Value.Date(DateOnly.ParseExact(content.GetString()!, "O", CultureInfo.InvariantCulture)),
            "t" => new Value.Instant(DateTimeOffset.ParseExact(content.GetString()!, "O", CultureInfo.InvariantCulture)),
            "l" => new Value.List([.. content.EnumerateArray().Select(Read)]),
            "r" => new Value.Record(content.EnumerateObject().ToImmutableSortedDictionary(f => f.Name, f => Read(f.Value), StringComparer.Ordinal)),
            _ => throw new FormatException($"Nobody knows a stored value of kind '{tag}'."),
        };
    }
}
