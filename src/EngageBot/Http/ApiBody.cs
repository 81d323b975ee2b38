using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EngageBot.Http;

/// <summary>Reads bodies that are one record.</summary>
internal static class ApiBody
{
    /// <param name="errors">What a record that could be read still has wrong, field by field.</param>
    /// <returns>The record, or the problem with the body.</returns>
    public static (T? Request, ApiAnswer? Problem) Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> json, Func<T, IEnumerable<(string Field, string Error)>> errors)
        where T : class
    {
        T? request;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, json);
        }
        catch (JsonException wrong)
        {
            var field = (wrong.Path ?? "$").TrimStart('$').TrimStart('.');
            return (null, ApiAnswer.Invalid(field.Length == 0 ? "body" : field, "is not of the documented form."));
        }
        if (request is null) return (null, ApiAnswer.Invalid("body", "is a JSON object."));
        var found = errors(request).DistinctBy(e => e.Field).ToDictionary(e => e.Field, e => e.Error);
        return found.Count == 0 ? (request, null) : (null, ApiAnswer.Problem(ProblemType.BodyInvalid, errors: found));
    }
}
