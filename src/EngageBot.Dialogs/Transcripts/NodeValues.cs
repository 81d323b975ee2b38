using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Values as transcripts write them: by their declared type where one is known, else by their looks.</summary>
internal static class NodeValues
{
    /// <summary>The value, or <see langword="null"/> if the node holds none of that type.</summary>
    public static Value? Read(YamlNode node, DialogType? type) => node switch
    {
        YamlScalar { IsEmpty: true } => null,
        YamlScalar scalar => type is null ? Guess(scalar.Text) : Read(scalar.Text, type),
        YamlList list => new Value.List([.. list.Items.Select(item => Read(item, type?.Item)).OfType<Value>()]),
        YamlMap map => Record(map, type?.Fields),
        _ => null,
    };

    /// <summary>A map as a record; fields without a value are left out.</summary>
    public static Value.Record Record(YamlMap map, IReadOnlyDictionary<string, DialogType>? types)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
            if (Read(entry.Value, types?.GetValueOrDefault(entry.Key)) is { } value) fields[entry.Key] = value;
        return new Value.Record(fields.ToImmutable());
    }

    public static Value? Read(string text, DialogType type) => type.Kind switch
    {
        TypeKind.DateTime => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new Value.Instant(at) : null,
        TypeKind.Money => Money(text),
        TypeKind.DayMonth or TypeKind.Contact or TypeKind.Location or TypeKind.Photo or TypeKind.File => new Value.Text(text),
        TypeKind.Record or TypeKind.List or TypeKind.Choices => Guess(text),
        _ => ValueNotation.Parse(text, type),
    };

    /// <summary>A value as a transcript would write it.</summary>
    public static string Write(Value? value) => value switch
    {
        null => "unset",
        Value.Text text => text.Content,
        Value.Int number => number.Number.ToString(CultureInfo.InvariantCulture),
        Value.Decimal number => number.Number.ToString(CultureInfo.InvariantCulture),
        Value.Bool yes => yes.Holds ? "true" : "false",
        Value.Money money => string.Create(CultureInfo.InvariantCulture, $"{money.Minor / 100m:0.00} {money.Currency}"),
        Value.Date date => date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Value.Time time => time.OfDay.ToString("HH:mm", CultureInfo.InvariantCulture),
        Value.Instant instant => instant.At.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture),
        Value.Duration duration => duration.Length.ToString(),
        Value.List list => $"[{string.Join(", ", list.Items.Select(Write))}]",
        Value.Record record => $"{{{string.Join(", ", record.Fields.Select(f => $"{f.Key}: {Write(f.Value)}"))}}}",
        _ => "",
    };

    private static Value Guess(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new Value.Int(number)
        : text is "true" or "false" ? new Value.Bool(text == "true")
        : new Value.Text(text);

    // "12.50 EUR"
    private static Value.Money? Money(string text)
    {
        var parts = text.Split(' ');
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        return parts.Length == 2 && decimal.TryParse(parts[0], Style, CultureInfo.InvariantCulture, out var amount)
            ? new Value.Money((long)decimal.Round(amount * 100), parts[1])
            : null;
    }
}
