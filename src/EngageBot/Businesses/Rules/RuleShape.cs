using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Businesses.Rules;

/// <summary>What may stand where in a kind of documents, for messages and for editors.</summary>
internal sealed class RuleShape(JsonTypeInfo root)
{
    /// <summary>What to write instead of an unknown field.</summary>
    public string SuggestField(string path)
    {
        var cut = path.LastIndexOf('.');
        var fields = TypeAt(cut < 0 ? "" : path[..cut])?.Properties.Select(p => p.Name).ToList() ?? [];
        return Nearest.Suggest(path[(cut + 1)..], fields);
    }

    /// <summary>What a value at a path looks like, as the end of a sentence that begins with the path.</summary>
    public string FormAt(string path)
    {
        if (TypeAt(path) is not { } info) return "is not of the documented form.";
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type.IsEnum) return $"is one of: {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.";
        if (info.Kind is JsonTypeInfoKind.Enumerable) return "is a list.";
        if (info.Kind is not JsonTypeInfoKind.None) return "is a group of fields.";
        return type == typeof(string) ? "is text."
            : type == typeof(bool) ? "is true or false."
            : type == typeof(long) || type == typeof(int) ? "is a whole number."
            : type == typeof(decimal) ? "is a number."
            : type == typeof(DateOnly) ? "is a date such as 2026-12-31."
            : type == typeof(TimeOnly) ? "is a time such as \"18:00\", in quotes."
            : "is not of the documented form.";
    }

    /// <summary>JSON Schema 2020-12 for editors.</summary>
    public JsonNode Schema() => new JsonSerializerOptions(root.Options) { Converters = { new AbsentArrays() } }.GetTypeInfo(root.Type).GetJsonSchemaAsNode(SchemaForm);

    // The exporter writes down what a field is if it is left out, which a list that may be left out has no words for.
    private static JsonSchemaExporterOptions SchemaForm { get; } = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => AbsentArrays.Is(context.TypeInfo.Type)
            ? new JsonObject { ["type"] = "array", ["items"] = context.TypeInfo.Options.GetTypeInfo(context.TypeInfo.Type.GenericTypeArguments[0]).GetJsonSchemaAsNode(SchemaForm!) }
            : schema,
    };

    private JsonTypeInfo? TypeAt(string path)
    {
        var type = root;
        foreach (var name in path.Split('.', '[').Where(n => n.Length > 0))
        {
            var next = name.EndsWith(']') || type.Kind is JsonTypeInfoKind.Dictionary ? type.ElementType : type.Properties.FirstOrDefault(p => p.Name == name)?.PropertyType;
            if (next is null || !root.Options.TryGetTypeInfo(next, out var info)) return null;
            type = info;
        }
        return type;
    }
}
