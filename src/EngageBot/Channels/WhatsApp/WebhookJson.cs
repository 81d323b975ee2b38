using System.Globalization;
using System.Text.Json;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Reads Meta's JSON as it really comes: numbers as text, fields missing, nulls.</summary>
internal static class WebhookJson
{
    /// <summary>A text that is not empty.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number, written as one or as text.</summary>
    public static long? Number(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>Unix seconds, written as a number or as text.</summary>
    public static DateTimeOffset? Instant(JsonElement json, string name) =>
        Number(json, name) is > 0 and < 100_000_000_000 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>An object, or one without fields.</summary>
    public static JsonElement Object(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : default;

    /// <summary>The items of an array; none if it is not there.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    /// <summary>The first item of an array.</summary>
    public static JsonElement? First(JsonElement json, string name)
    {
        foreach (var item in Items(json, name)) return item;
        return null;
    }

    /// <summary>An error of the Graph API; <c>error_data</c> may be missing, or a text as in old versions.</summary>
    public static GraphFailure.Refused Failure(JsonElement error)
    {
        var details = Text(Object(error, "error_data"), "details") ?? Text(error, "error_data");
        return new((int)Math.Clamp(Number(error, "code") ?? 1, int.MinValue, int.MaxValue), details ?? Text(error, "message") ?? Text(error, "title") ?? "no reason given");
    }
}
