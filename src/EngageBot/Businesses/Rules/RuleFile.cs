using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Businesses.Rules;

/// <summary>One thing that is wrong with a file of rules.</summary>
internal sealed record RuleFinding(SourcePosition At, string Message)
{
    public override string ToString() => $"{At}: {Message}";
}

/// <summary>A rule document as a YAML file: its first line says what it is (<c>programme: points</c>), then may come
/// <c>effective_from:</c> and, where rules end, <c>withdrawn: true</c>; all else is the document.</summary>
/// <param name="Json">The document, checked; <see langword="null"/> where the file ends the rules.</param>
/// <param name="EffectiveFrom"><see langword="null"/> for as soon as it is published.</param>
internal sealed record RuleFile(RuleKind Kind, string Key, string? Json, DateTimeOffset? EffectiveFrom, YamlDocument Document)
{
    private const string From = "effective_from";
    private const string Withdrawn = "withdrawn";

    /// <summary>Files are at most that long, in characters; documents are checked for their own limit.</summary>
    public const int LengthMax = 400_000;

    /// <summary>Reads and checks one file.</summary>
    /// <returns>The file, or everything that is wrong with it, by place.</returns>
    public static (RuleFile? File, ImmutableArray<RuleFinding> Findings) Read(RuleKinds kinds, string file, string text, TimeZoneInfo zone)
    {
        if (text.Length > LengthMax) return (null, [new(new(file, 1, 1), $"The file is longer than {LengthMax} characters; split it.")]);
        var (document, broken) = YamlDocument.Read(file, text);
        if (document is null) return (null, [.. broken.Select(f => new RuleFinding(f.At, $"{f.Message} {f.Fix}"))]);
        RuleFinding Wrong(string path, string message) => new(document.PlaceOf(path), message);
        if (document.Root is not JsonObject { Count: > 0 } fields) return (null, [Wrong("", $"The file is empty. It begins with a kind and a key, such as \"programme: points\". Kinds: {string.Join(", ", kinds.Names)}.")]);
        var (name, key) = (fields.First().Key, TextOf(fields.First().Value));
        if (kinds.Find(name) is not { } kind) return (null, [Wrong(name, $"There is no kind of rules '{name}'. {Nearest.Suggest(name, [.. kinds.Names])}")]);
        if (key is null || !RuleKinds.IsKey(key)) return (null, [Wrong(name, RuleKinds.KeyForm)]);
        fields.Remove(name);
        DateTimeOffset? from = null;
        if (fields.Remove(From, out var begins) && (from = RuleInstant.Parse(TextOf(begins), zone)) is null) return (null, [Wrong(From, RuleInstant.Form)]);
        if (fields.Remove(Withdrawn, out var ends) && ends?.GetValueKind() is System.Text.Json.JsonValueKind.True)
            return fields.Count == 0 ? (new(kind, key, null, from, document), []) : (null, [Wrong(Withdrawn, "A file that ends rules says nothing else about them.")]);
        var json = fields.ToJsonString();
        var errors = kind.Check(json);
        return errors.IsEmpty ? (new(kind, key, json, from, document), []) : (null, [.. errors.Select(e => Wrong(e.Path, e.ToString()))]);
    }

    /// <summary>Writes a document as a file that <see cref="Read"/> reads the same.</summary>
    public static string Write(string kind, string key, string? json, string? effectiveFrom = null)
    {
        var fields = new JsonObject { [kind] = key };
        if (effectiveFrom is not null) fields[From] = effectiveFrom;
        if (json is null) fields[Withdrawn] = true;
        else
            foreach (var (name, value) in JsonNode.Parse(json)!.AsObject().ToList())
                fields[name] = value?.DeepClone();
        return YamlDocument.Write(fields);
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
