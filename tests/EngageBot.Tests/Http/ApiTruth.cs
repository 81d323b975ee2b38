using System.Globalization;
using System.Text.Json;

namespace EngageBot.Tests.Http;

/// <summary>Holds every request and answer of the tests against the OpenAPI document: what it does not say does not happen.</summary>
internal sealed class ApiTruth(JsonElement document)
{
    /// <summary>The paths with their methods.</summary>
    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (method.Name.ToUpperInvariant(), path.Name, method.Value)));

    public void Check(string method, string path, byte[]? body, TillAnswer answer)
    {
        if (Find(method, path.Split('?')[0]) is not { } operation) return;    // another address, whose answer is not-found or method-not-allowed
        var status = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        Assert.True(operation.GetProperty("responses").TryGetProperty(status, out var response), $"{method} {path} answered {status}, which the document does not know: {answer.Body}");
        var content = response.GetProperty("content").GetProperty(answer.ContentType!);
        if (response.TryGetProperty("x-problem-types", out var types))
            Assert.Contains(answer.ProblemType, types.EnumerateArray().Select(t => t.GetString()));
        Matches(answer.Body, Resolve(content.GetProperty("schema")), $"{method} {path} → {status}");
        if ((int)answer.Status >= 300 || body is not { Length: > 0 }) return;
        var asked = JsonDocument.Parse(body).RootElement;
        if (method is "DELETE") return;
        if (operation.TryGetProperty("requestBody", out var request)) Matches(asked, request.GetProperty("content").GetProperty("application/json").GetProperty("schema"), $"{method} {path} body");
        else Assert.Empty(asked.EnumerateObject());
    }

    private JsonElement? Find(string method, string path)
    {
        var parts = path.Split('/');
        foreach (var operation in Operations)
        {
            var pattern = operation.Path.Split('/');
            if (operation.Method == method && pattern.Length == parts.Length && pattern.Zip(parts).All(p => p.First == p.Second || p.First.StartsWith('{') && (p.First != "{id}" || Guid.TryParse(p.Second, out _) || long.TryParse(p.Second, out _))))
                return operation.Operation;
        }
        return null;
    }

    private JsonElement Resolve(JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out var reference)) return schema;
        var found = document;
        foreach (var step in reference.GetString()!.Split('/').Skip(1)) found = found.GetProperty(step);
        return found;
    }

    private static void Matches(JsonElement value, JsonElement schema, string where)
    {
        if (!schema.TryGetProperty("type", out var type)) return;    // any JSON
        if (type.ValueKind is JsonValueKind.Array)
        {
            if (value.ValueKind is JsonValueKind.Null) return;
            type = type[0];
        }
        switch (type.GetString())
        {
            case "array":
                foreach (var item in value.EnumerateArray()) Matches(item, schema.GetProperty("items"), where);
                return;
            case "integer":
                Assert.True(value.TryGetInt64(out _), $"{where} is no whole number: {value}");
                return;
            case "boolean":
                Assert.True(value.ValueKind is JsonValueKind.True or JsonValueKind.False, $"{where} is no flag: {value}");
                return;
            case "string":
                Assert.True(value.ValueKind is JsonValueKind.String, $"{where} is no text: {value}");
                if (!schema.TryGetProperty("format", out var format)) return;
                Assert.True(format.GetString() == "uuid" ? value.TryGetGuid(out _) : value.TryGetDateTimeOffset(out _), $"{where} is no {format}: {value}");
                return;
        }
        if (!schema.TryGetProperty("properties", out var properties)) return;
        foreach (var field in value.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(field.Name, out var known), $"{where} has a field that the document does not know: {field.Name}");
            Matches(field.Value, known, $"{where}.{field.Name}");
        }
        foreach (var required in schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [])
            Assert.True(value.TryGetProperty(required, out _), $"{where} lacks {required}");
    }
}
