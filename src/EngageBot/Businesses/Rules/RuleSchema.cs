using System.Text.Json.Nodes;

namespace EngageBot.Businesses.Rules;

/// <summary>A kind's JSON Schema as editors use it beside a file: with the lines that only files have.</summary>
internal static class RuleSchema
{
    public static JsonNode Of(RuleKind kind)
    {
        var schema = kind.Schema().AsObject();
        var fields = new JsonObject
        {
            [kind.Name] = new JsonObject { ["type"] = "string", ["description"] = RuleKinds.KeyForm },
            ["effective_from"] = new JsonObject { ["type"] = "string", ["description"] = RuleInstant.Form },
        };
        if (schema["properties"] is JsonObject properties)
            foreach (var (name, value) in properties)
                fields[name] = value?.DeepClone();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = kind.Name;
        schema["description"] = kind.Summary;
        schema["properties"] = fields;
        schema["additionalProperties"] = false;
        return schema;
    }
}
