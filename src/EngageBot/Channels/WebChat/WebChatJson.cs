using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EngageBot.Channels.WebChat;

internal sealed record DirectLineUser(string? Id, string? Name, string? Member);

/// <summary>What <c>tokens/generate</c> and the start of a conversation may carry.</summary>
/// <param name="Member">Our addition: the contact id of the member the shop's site has signed in.</param>
internal sealed record TokenRequest(DirectLineUser? User, IReadOnlyList<string>? TrustedOrigins, string? Locale, string? Member, string? Payload = null);

internal sealed record ConversationAnswer(
    string ConversationId,
    string Token,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    string? StreamUrl = null,
    string? ReferenceGrammarId = null);

internal sealed record ResourceAnswer(string Id);

internal sealed record DirectLineError(string Code, string Message);

internal sealed record ErrorAnswer(DirectLineError Error);

/// <summary>What our own page asks for.</summary>
/// <param name="Member">The key of a demo member to be.</param>
/// <param name="Token">An old token, to go on with the same conversation.</param>
internal sealed record PageTokenRequest(string? Member, string? Token);

/// <param name="Shop">The business's name, for the page's head.</param>
internal sealed record PageTokenAnswer(
    string ConversationId, string Token, [property: JsonPropertyName("expires_in")] int ExpiresIn, string UserId, string Shop);

internal sealed record DemoMemberAnswer(string Key, string Name, string Level, string Description);

internal sealed record SessionAnswer(string SessionId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebToken))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(ConversationAnswer))]
[JsonSerializable(typeof(ResourceAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(PageTokenRequest))]
[JsonSerializable(typeof(PageTokenAnswer))]
[JsonSerializable(typeof(IReadOnlyList<DemoMemberAnswer>))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WebChatJson : JsonSerializerContext;
