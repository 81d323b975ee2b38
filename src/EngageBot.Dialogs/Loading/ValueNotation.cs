using System.Globalization;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads constants as files write them: <c>5</c>, <c>true</c>, <c>2026-03-02</c>, <c>24h</c>, a word of a choice.</summary>
internal static class ValueNotation
{
    /// <summary>The value, or <see langword="null"/> if the text is none of that type. Money, places and lists have no constants.</summary>
    public static Value? Parse(string text, DialogType type) => type.Kind switch
    {
        TypeKind.Bool => text switch { "true" => new Value.Bool(true), "false" => new Value.Bool(false), _ => null },
        TypeKind.Int => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new Value.Int(number) : null,
        TypeKind.Decimal => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction)
            ? new Value.Decimal(fraction) : null,
        TypeKind.Choice => type.Members.Contains(text) ? new Value.Text(text) : null,
        TypeKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new Value.Date(day) : null,
        TypeKind.Time => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new Value.Time(time) : null,
        TypeKind.Duration => DurationText.Parse(text, out _),
        TypeKind.Text or TypeKind.Code or TypeKind.Ref or TypeKind.Phone or TypeKind.Email => new Value.Text(text),
        _ => null,
    };
}
