using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Tests.Loading;

/// <summary>Validates by the keywords of JSON Schema draft 07 that our schemas use; a keyword it does not know is an error, so that none is only decoration.</summary>
internal sealed class JsonSchema(string text)
{
    private static readonly string[] PropertyKeywords = ["properties", "patternProperties", "additionalProperties"];

    private static readonly string[] Remarks = ["$schema", "title", "description", "definitions"];

    private readonly JsonObject _root = JsonNode.Parse(text)!.AsObject();

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public string? Validate(YamlNode file) => Check(ToJson(file), _root, "$");

    /// <summary>A file as editors read it: plain words that look like numbers and switches are such.</summary>
    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, ToJson(e.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlScalar { IsEmpty: true } => null,
        YamlScalar { Plain: true, Text: "true" or "false" } scalar => JsonValue.Create(scalar.Text == "true"),
        YamlScalar { Plain: true } scalar when long.TryParse(scalar.Text, System.Globalization.CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalar scalar => JsonValue.Create(scalar.Text),
        _ => null,
    };

    private string? Check(JsonNode? value, JsonNode schema, string path)
    {
        if (schema is JsonValue always) return always.GetValue<bool>() ? null : $"{path}: nothing may stand here";
        foreach (var (keyword, rule) in schema.AsObject())
            if (Wrong(keyword, rule!, value, schema.AsObject(), path) is { } wrong) return wrong;
        return null;
    }

    private string? Wrong(string keyword, JsonNode rule, JsonNode? value, JsonObject schema, string path)
    {
        switch (keyword)
        {
            case "$ref": return Check(value, _root["definitions"]![rule.GetValue<string>()["#/definitions/".Length..]]!, path);
            case "type": return Types(rule).Any(type => type == TypeOf(value) || type == "number" && TypeOf(value) == "integer") ? null : $"{path}: {TypeOf(value)} instead of {rule.ToJsonString()}";
            case "enum": return rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)) ? null : $"{path}: none of {rule.ToJsonString()}";
            case "pattern": return TextOf(value) is not { } text || Regex.IsMatch(text, rule.GetValue<string>()) ? null : $"{path}: '{text}' is not {rule}";
            case "minimum": return value is JsonValue low && low.TryGetValue<long>(out var least) && least < rule.GetValue<long>() ? $"{path}: too small" : null;
            case "maximum": return value is JsonValue high && high.TryGetValue<long>(out var most) && most > rule.GetValue<long>() ? $"{path}: too large" : null;
            case "required": return value is JsonObject o ? rule.AsArray().Select(k => k!.GetValue<string>()).FirstOrDefault(k => !o.ContainsKey(k)) is { } lacking ? $"{path}: '{lacking}' is missing" : null : null;
            case "minProperties": return value is JsonObject few && few.Count < rule.GetValue<int>() ? $"{path}: too little in it" : null;
            case "minItems": return value is JsonArray list && list.Count < rule.GetValue<int>() ? $"{path}: too few" : null;
            case "items": return value is JsonArray items ? items.Select((item, n) => Check(item, rule, $"{path}[{n}]")).FirstOrDefault(w => w is not null) : null;
            case "propertyNames": return value is JsonObject named ? named.Select(p => Check(JsonValue.Create(p.Key), rule, $"{path}.{p.Key}")).FirstOrDefault(w => w is not null) : null;
            case "properties" or "patternProperties" or "additionalProperties": return value is JsonObject map && IsFirst(keyword, schema) ? Properties(map, schema, path) : null;
            case "allOf": return rule.AsArray().Select(one => Check(value, one!, path)).FirstOrDefault(w => w is not null);
            case "anyOf": return Fitting(value, rule, path) > 0 ? null : $"{path}: nothing fits";
            case "oneOf": return Fitting(value, rule, path) is var fitting && fitting == 1 ? null : $"{path}: {fitting} of {rule.AsArray().Count} fit";
            case "not": return Check(value, rule, path) is null ? $"{path}: this must not be so" : null;
            case "if": return Check(value, rule, path) is null ? Branch("then") : Branch("else");
            case "then" or "else": return null;
            default: return Remarks.Contains(keyword) ? null : throw new InvalidOperationException($"Nobody checks the keyword '{keyword}'.");
        }
        string? Branch(string name) => schema[name] is { } branch ? Check(value, branch, path) : null;
    }

    private static bool IsFirst(string keyword, JsonObject schema) =>
        keyword == PropertyKeywords.First(schema.ContainsKey);

    private string? Properties(JsonObject map, JsonObject schema, string path)
    {
        foreach (var (key, value) in map)
        {
            var known = schema["properties"]?[key];
            var patterns = (schema["patternProperties"]?.AsObject() ?? []).Where(p => Regex.IsMatch(key, p.Key)).Select(p => p.Value!).ToList();
            if (known is not null && Check(value, known, $"{path}.{key}") is { } wrong) return wrong;
            foreach (var pattern in patterns)
                if (Check(value, pattern, $"{path}.{key}") is { } unfit) return unfit;
            if (known is null && patterns.Count == 0 && schema["additionalProperties"] is { } others && Check(value, others, $"{path}.{key}") is { } more) return more;
        }
        return null;
    }

    private int Fitting(JsonNode? value, JsonNode schemas, string path) => schemas.AsArray().Count(one => Check(value, one!, path) is null);

    private static string[] Types(JsonNode rule) => rule is JsonArray several ? [.. several.Select(t => t!.GetValue<string>())] : [rule.GetValue<string>()];

    private static string? TextOf(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var words) ? words : null;

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ when value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        _ when value.GetValueKind() is System.Text.Json.JsonValueKind.Number => Integer(value),
        _ => "string",
    };

    private static string Integer(JsonNode value) => value.AsValue().TryGetValue<long>(out _) ? "integer" : "number";
}
