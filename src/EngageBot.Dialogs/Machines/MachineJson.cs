using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Machines;

/// <summary>JSON to values and back, and shapes that must be as the format says. A key that is absent or null means none.</summary>
internal static class MachineJson
{
    internal static JsonElement? Optional(this JsonElement element, string key) =>
        element.TryGetProperty(key, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    internal static void MustBe(this JsonElement element, JsonValueKind kind, string what)
    {
        if (element.ValueKind != kind) throw new MachineFileException($"{what} is not {Shown(kind)}");
    }

    internal static string Text(this JsonElement element, string what)
    {
        element.MustBe(JsonValueKind.String, what);
        return element.GetString()!;
    }

    internal static bool YesOrNo(this JsonElement element, string what) => element.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? element.GetBoolean() : throw new MachineFileException($"{what} is not true or false");

    internal static IEnumerable<JsonElement> Items(this JsonElement element, string key)
    {
        if (element.Optional(key) is not { } list) return [];
        list.MustBe(JsonValueKind.Array, $"'{key}'");
        return list.EnumerateArray();
    }

    internal static IEnumerable<JsonProperty> Properties(this JsonElement element, string key)
    {
        if (element.Optional(key) is not { } fields) return [];
        fields.MustBe(JsonValueKind.Object, $"'{key}'");
        return fields.EnumerateObject();
    }

    /// <summary>A length of time in seconds, fractions allowed; at most about ten million days.</summary>
    internal static TimeSpan Seconds(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDecimal(out var seconds) || seconds < 0)
            throw new MachineFileException($"{what} is not a number of seconds");
        return seconds >= (decimal)TimeSpan.MaxValue.TotalSeconds / 4 ? TimeSpan.MaxValue / 4 : new((long)(seconds * TimeSpan.TicksPerSecond));
    }

    internal static Value? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new Value.Bool(element.GetBoolean()),
        JsonValueKind.String => new Value.Text(element.GetString()!),
        JsonValueKind.Number => Number(element),
        JsonValueKind.Array => new Value.List([.. element.EnumerateArray().Select(Read).OfType<Value>()]),
        JsonValueKind.Object => ReadRecord(element),
        _ => null,
    };

    internal static Value.Record ReadRecord(JsonElement element) =>
        new(element.EnumerateObject().Select(f => KeyValuePair.Create(f.Name, Read(f.Value)!)).Where(f => f.Value is not null)
            .ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static Value Number(JsonElement element)
    {
        if (element.TryGetInt64(out var whole)) return new Value.Int(whole);
        if (!element.TryGetDecimal(out var number)) throw new MachineFileException($"{element.GetRawText()} is too large a number");
        return number == decimal.Truncate(number) && Math.Abs(number) < long.MaxValue ? new Value.Int((long)number) : new Value.Decimal(number);
    }

    internal static void Write(Utf8JsonWriter json, Value? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case Value.Bool yes: json.WriteBooleanValue(yes.Holds); break;
            case Value.Int whole: json.WriteNumberValue(whole.Number); break;
            case Value.Decimal number: json.WriteNumberValue(number.Number); break;
            case Value.Text text: json.WriteStringValue(text.Content); break;
            case Value.Duration duration: json.WriteStringValue(DurationText.Write(duration)); break;
            case Value.Time time: json.WriteStringValue(time.OfDay.ToString("HH:mm:ss", CultureInfo.InvariantCulture)); break;
            case Value.Date date: json.WriteStringValue(date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case Value.Instant instant: json.WriteStringValue(instant.At); break;
            case Value.Money money:
                json.WriteStartObject();
                json.WriteNumber("minor", money.Minor);
                json.WriteString("currency", money.Currency);
                json.WriteEndObject();
                break;
            case Value.List list:
                json.WriteStartArray();
                foreach (var item in list.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case Value.Record record:
                json.WriteStartObject();
                foreach (var (name, field) in record.Fields)
                {
                    json.WritePropertyName(name);
                    Write(json, field);
                }
                json.WriteEndObject();
                break;
        }
    }

    private static string Shown(JsonValueKind kind) => kind switch { JsonValueKind.Object => "an object", JsonValueKind.Array => "a list", _ => "text" };
}
