using System.Collections.Immutable;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Turns;

/// <summary>What facts are put together of.</summary>
internal static class FactValues
{
    /// <summary>A record of these fields; what has no value is left out.</summary>
    public static Value.Record Record(params ReadOnlySpan<(string Name, Value? Value)> fields) => Value.Record.Of(fields);

    public static Value.List List(IEnumerable<Value> items) => new([.. items]);

    /// <summary>A text, or nothing if it is empty.</summary>
    public static Value.Text? Text(string? content) => string.IsNullOrEmpty(content) ? null : new Value.Text(content);

    /// <summary>Words a shop wrote in several languages, in the customer's; empty where there are none.</summary>
    public static Value.Text Words(this FactSource source, ImmutableSortedDictionary<string, string>? words) =>
        new(words is null ? "" : InLanguage.Of(words, source.Language));
}
