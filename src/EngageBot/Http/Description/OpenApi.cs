using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace EngageBot.Http.Description;

/// <summary>The OpenAPI 3.1 document of every endpoint that describes itself, at <c>/api/v1/openapi.json</c>.</summary>
internal static class OpenApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Made at the first question, when every part has mapped its own.
        var document = new Lazy<string>(() => Build(routes.DataSources.SelectMany(source => source.Endpoints)).ToJsonString());
        routes.MapGet("/api/v1/openapi.json", () => Results.Text(document.Value, "application/json"));
    }

    /// <summary>Says of an endpoint what it takes and answers.</summary>
    public static void Describe(this RouteHandlerBuilder endpoint, ApiOperation operation) => endpoint.WithMetadata(operation);

    private static JsonObject Build(IEnumerable<Endpoint> endpoints)
    {
        var paths = new JsonObject();
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>().OrderBy(e => e.RoutePattern.RawText, StringComparer.Ordinal))
        {
            if (endpoint.Metadata.GetMetadata<ApiOperation>() is not { } operation) continue;
            var path = PathOf(endpoint.RoutePattern);
            if (paths[path] is not JsonObject item) paths[path] = item = [];
            var parameters = endpoint.RoutePattern.Parameters.Select(p => Parameter(p.Name, "path", KindOf(p), "Of the thing itself.", required: true));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
                item[method.ToLowerInvariant()] = Operation(operation, parameters, endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags ?? []);
        }
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "EngageBot", ["version"] = "1", ["description"] = "For tills and other systems of a shop." },
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The API key: prefix.secret." } },
                ["schemas"] = new JsonObject { ["Problem"] = Problem() },
            },
        };
    }

    private static FieldKind KindOf(RoutePatternParameterPart parameter) => parameter.ParameterPolicies.Select(policy => policy.Content).FirstOrDefault() switch
    {
        "guid" => FieldKind.Uuid,
        "long" => FieldKind.WholeNumber,
        _ => FieldKind.Text,
    };

    /// <summary>As OpenAPI writes it: without the constraints of parameters.</summary>
    public static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        _ => throw new InvalidOperationException($"The route {pattern.RawText} has a part that OpenAPI cannot say."),
    }))));

    private static JsonObject Operation(ApiOperation operation, IEnumerable<JsonObject> path, IEnumerable<string> tags)
    {
        var parameters = path.Concat(operation.Query.Select(f => Parameter(f.Name, "query", f.Kind, f.Summary, f.Required)));
        parameters = parameters.Concat(operation.Headers.Select(f => Parameter(f.Name, "header", f.Kind, f.Summary, f.Required)));
        if (operation.Write) parameters = parameters.Append(Parameter("Idempotency-Key", "header", FieldKind.Text, "1 to 255 visible ASCII characters, one for each thing that happened.", required: true));
        var written = new JsonObject
        {
            ["operationId"] = operation.Id, ["summary"] = operation.Summary, ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]),
            ["parameters"] = new JsonArray([.. parameters.Select(p => (JsonNode)p)]),
        };
        if (operation.FreeBody) written["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", []) };
        else if (!operation.Body.IsEmpty) written["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", Schema(operation.Body)) };
        var responses = new JsonObject();
        foreach (var reply in operation.Replies)
            responses[reply.Status.ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["description"] = reply.Summary, ["content"] = Content("application/json", Schema(reply.Fields)) };
        foreach (var status in operation.AllProblems.GroupBy(p => p.Status))
            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["description"] = string.Join("\n", status.Select(p => $"{p.Name}: {p.Title}")),
                ["x-problem-types"] = new JsonArray([.. status.Select(p => (JsonNode)$"/problems/{p.Name}")]),
                ["content"] = Content("application/problem+json", new JsonObject { ["$ref"] = "#/components/schemas/Problem" }),
            };
        written["responses"] = responses;
        return written;
    }

    private static JsonObject Parameter(string name, string place, FieldKind kind, string summary, bool required) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = summary, ["schema"] = Schema(kind) };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Schema(ImmutableArray<ApiField> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var schema = field.Kind is FieldKind.Object ? Schema(field.Fields) : Schema(field.Kind);
            if (field.List) schema = new() { ["type"] = "array", ["items"] = schema };
            if (field.Nullable) schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
            schema["description"] = field.Summary;
            properties[field.Name] = schema;
        }
        return new()
        {
            ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false,
            ["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => (JsonNode)f.Name)]),
        };
    }

    private static JsonObject Schema(FieldKind kind) => kind switch
    {
        FieldKind.WholeNumber => new() { ["type"] = "integer", ["format"] = "int64" },
        FieldKind.Flag => new() { ["type"] = "boolean" },
        FieldKind.Uuid => new() { ["type"] = "string", ["format"] = "uuid" },
        FieldKind.Instant => new() { ["type"] = "string", ["format"] = "date-time" },
        FieldKind.AnyJson => [],
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject Problem()
    {
        var problem = Schema(
        [
            new("type", FieldKind.Text, "/problems/ and the name."),
            new("title", FieldKind.Text, "The same for every problem of the type."),
            new("status", FieldKind.WholeNumber, "As the answer's own."),
            new ApiField("detail", FieldKind.Text, "About this very case.").Optional,
            new ApiField("reason", FieldKind.Text, "A word for programs, where the type has several.").Optional,
        ]);
        problem["properties"]!["errors"] = new JsonObject
        {
            ["type"] = "object", ["description"] = "What is wrong, by field of the body.", ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        };
        return problem;
    }
}
