using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Storage;

namespace EngageBot.Businesses.Rules;

/// <summary>One thing that is wrong with rules somebody wrote.</summary>
/// <param name="Path">Where, such as <c>tiers[0].name</c>; empty for the whole.</param>
/// <param name="Message">One sentence that says what is right.</param>
internal sealed record RuleError(string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? Message : $"{Path} {Message}";

    /// <summary>As answers over HTTP hold them: every place once, with all that is wrong there.</summary>
    /// <param name="whole">What the whole is called.</param>
    public static Dictionary<string, string> ByPath(IEnumerable<RuleError> errors, string whole) =>
        errors.GroupBy(e => e.Path.Length == 0 ? whole : e.Path).ToDictionary(of => of.Key, of => string.Join(' ', of.Select(e => e.Message)));
}

/// <summary>A kind of rules that a business writes as data: the programme, a reward, a raffle. Versioned and dated by <see cref="RuleBook"/>.</summary>
internal abstract class RuleKind(string name, string summary)
{
    /// <summary>In one lower-case word, as commands, files and the API call it.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence for whoever lists the kinds.</summary>
    public string Summary { get; } = summary;

    /// <summary>Everything that is wrong with rules as somebody wrote them; nothing if they may be published.</summary>
    public abstract ImmutableArray<RuleError> Check(string json);

    /// <summary>The rules as the database keeps them: only what the kind knows, in its own order.</summary>
    /// <exception cref="FormatException">They are not valid; <see cref="Check"/> says why.</exception>
    public abstract string Canonical(string json);

    /// <summary>What is wrong with a valid document beside what else the business has: it names something that is not there.</summary>
    public abstract ImmutableArray<RuleError> CheckBeside(RuleSurroundings surroundings, string json);

    /// <summary>JSON Schema for editors.</summary>
    public abstract JsonNode Schema();
}

/// <summary>Where a document is about to be published.</summary>
/// <param name="From">When it is to begin.</param>
internal readonly record struct RuleSurroundings(RowSource Source, BusinessId Business, string Key, DateTimeOffset From);

/// <summary>A kind of rules whose documents are <typeparamref name="T"/>.</summary>
/// <param name="json">How they are read and written: snake_case, unknown members refused. Asked for when the first document comes: to make ready what is
/// known of every kind takes a good part of a start, and a business uses few.</param>
/// <param name="errors">What a document that could be read still has wrong.</param>
/// <param name="beside">What it has wrong beside the rules, programmes and shops that the business has.</param>
internal sealed class RuleKind<T>(
    string name, string summary, Func<JsonTypeInfo<T>> json, Func<T, IEnumerable<RuleError>> errors, Func<RuleSurroundings, T, IEnumerable<RuleError>>? beside = null)
    : RuleKind(name, summary)
    where T : class
{
    /// <summary>Texts that are kept parsed; a server has few rules and reads them at every purchase.</summary>
    private const int KnownMax = 500;

    /// <summary>Rules are at most that long, in characters.</summary>
    private const int LengthMax = 200_000;

    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);
    private readonly Lazy<JsonTypeInfo<T>> _json = new(json);

    /// <summary>Reads rules as somebody wrote them.</summary>
    /// <returns>The rules, or everything that is wrong with them.</returns>
    public (T? Rules, ImmutableArray<RuleError> Errors) Parse(string text)
    {
        if (text.Length > LengthMax) return (null, [new("", $"The rules are longer than {LengthMax} characters; split them.")]);
        T? rules;
        try
        {
            rules = JsonSerializer.Deserialize(text, _json.Value);
        }
        catch (JsonException wrong)
        {
            return (null, [Explain(text, wrong)]);
        }
        if (rules is null) return (null, [new("", "The rules are empty.")]);
        var found = errors(rules).ToImmutableArray();
        return found.IsEmpty ? (rules, found) : (null, found);
    }

    public override ImmutableArray<RuleError> Check(string json) => Parse(json).Errors;

    public override string Canonical(string json) => Parse(json) is ({ } rules, _) ? ToJson(rules) : throw new FormatException($"The rules are no valid {Name}.");

    public override ImmutableArray<RuleError> CheckBeside(RuleSurroundings surroundings, string json) =>
        beside is null ? [] : Parse(json) is ({ } rules, _) ? [.. beside(surroundings, rules)] : Check(json);

    public override JsonNode Schema() => Shape.Schema();

    private RuleShape Shape => new(_json.Value);

    /// <summary>Reads what <see cref="ToJson"/> wrote; each text is parsed once.</summary>
    /// <exception cref="FormatException">The row was edited by hand.</exception>
    public T Stored(string text)
    {
        if (_known.TryGetValue(text, out var known)) return known;
        var (rules, wrong) = Parse(text);
        if (rules is null) throw new FormatException($"A stored {Name} cannot be read: {wrong[0]}");
        if (_known.Count >= KnownMax) _known.Clear();
        return _known.GetOrAdd(text, rules);
    }

    public string ToJson(T rules) => JsonSerializer.Serialize(rules, _json.Value);

    private RuleError Explain(string text, JsonException wrong)
    {
        var path = (wrong.Path ?? "$").TrimStart('$').TrimStart('.');
        try
        {
            if (JsonNode.Parse(text) is null) return new("", "The rules are empty.");
        }
        catch (JsonException broken)
        {
            return new(path, $"The rules are no JSON: line {(broken.LineNumber ?? 0) + 1}.");
        }
        // The serializer's own words name types; only what follows a known beginning helps whoever wrote the file.
        return wrong.Message switch
        {
            var m when m.Contains("could not be mapped", StringComparison.Ordinal) => new(path, $"is not a field here. {Shape.SuggestField(path)}"),
            var m when m.Contains("missing required", StringComparison.Ordinal) => new(path, $"lacks {Quoted(m)}."),
            _ => new(path, Shape.FormAt(path)),
        };
    }

    /// <summary>The names in a message, which stand in quotes; the first is the type's own.</summary>
    private static string Quoted(string message) =>
        string.Join(", ", message.Split('\'').Where((_, i) => i % 2 == 1).Skip(1).DefaultIfEmpty("a required field"));
}
