using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Messaging;

/// <summary>How contents are written into rows.</summary>
[JsonSerializable(typeof(InboundContent))]
[JsonSerializable(typeof(OutgoingMessage))]
internal sealed partial class MessagingJson : JsonSerializerContext
{
    // Relaxed: these texts go into a column and never into a page, and Cyrillic would otherwise take six characters a letter.
    public static MessagingJson Rows { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(InboundContent content) => JsonSerializer.Serialize(content, Rows.InboundContent);

    public static string Write(OutgoingMessage content) => JsonSerializer.Serialize(content, Rows.OutgoingMessage);

    /// <exception cref="JsonException">The row was written by another version of the program.</exception>
    public static InboundContent ReadInbound(string json) =>
        JsonSerializer.Deserialize(json, Rows.InboundContent) ?? throw new JsonException("The row's content is null.");

    /// <exception cref="JsonException">The row was written by another version of the program.</exception>
    public static OutgoingMessage ReadOutgoing(string json) =>
        JsonSerializer.Deserialize(json, Rows.OutgoingMessage) ?? throw new JsonException("The row's content is null.");
}
