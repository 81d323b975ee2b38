using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageBot.Channels.Telegram;

// Parameters of the methods used. What is null is left out: the Bot API wants optional things absent, not null.

/// <param name="Offset">One more than the last update's id: confirms everything before it.</param>
/// <param name="Timeout">Seconds of long polling; the server's maximum is 50.</param>
internal sealed record GetUpdatesRequest(long? Offset, int Limit, int Timeout, string[] AllowedUpdates);

/// <param name="MaxConnections">1–100 simultaneous deliveries.</param>
/// <param name="SecretToken">1–256 of A–Z, a–z, 0–9, underscore and hyphen.</param>
internal sealed record SetWebhookRequest(string Url, string SecretToken, int MaxConnections, string[] AllowedUpdates);

/// <param name="Text">1–4096 code points.</param>
/// <param name="MessageThreadId">The topic of a forum; absent for the general one and for other chats.</param>
internal sealed record SendMessageRequest(
    long ChatId, int? MessageThreadId, string Text, MessageEntity[]? Entities, ReplyMarkup? ReplyMarkup, LinkPreviewOptions LinkPreviewOptions);

/// <summary>Whether the first address in a text is shown as a picture; never ours: a customer's address is not an advertisement.</summary>
internal sealed record LinkPreviewOptions(bool IsDisabled)
{
    public static LinkPreviewOptions Off { get; } = new(true);
}

/// <param name="Caption">Empty takes the original's away, which stands in the words before.</param>
internal sealed record CopyMessageRequest(long ChatId, int? MessageThreadId, long FromChatId, int MessageId, string Caption, ReplyMarkup? ReplyMarkup);

/// <param name="MessageId">The copy's.</param>
internal sealed record MessageIdentifier(int MessageId);

/// <param name="ReplyMarkup">Leaving it out removes the buttons.</param>
internal sealed record EditMessageTextRequest(
    long ChatId, int MessageId, string Text, MessageEntity[]? Entities, InlineKeyboardMarkup? ReplyMarkup, LinkPreviewOptions LinkPreviewOptions);

/// <param name="ReplyMarkup">Leaving it out removes the buttons.</param>
internal sealed record EditMessageCaptionRequest(long ChatId, int MessageId, string? Caption, MessageEntity[]? CaptionEntities, InlineKeyboardMarkup? ReplyMarkup);

internal sealed record DeleteMessageRequest(long ChatId, int MessageId);

internal sealed record EditMessageReplyMarkupRequest(long ChatId, int MessageId, InlineKeyboardMarkup? ReplyMarkup);

/// <param name="Text">At most 200 characters.</param>
internal sealed record AnswerCallbackQueryRequest(string CallbackQueryId, string? Text);

/// <summary>A picture or document: on a server, on Telegram, or travelling in the request.</summary>
/// <param name="Reference">A file id of this bot, an address Telegram fetches itself, or the file name of an upload.</param>
/// <param name="Content">The bytes of an upload: at most 10 MB for a picture, 50 MB for a document.</param>
[JsonConverter(typeof(ReferenceConverter))]
internal sealed record InputFile(string Reference, ReadOnlyMemory<byte>? Content = null)
{
    internal sealed class ReferenceConverter : JsonConverter<InputFile>
    {
        public override InputFile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, InputFile value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reference);
    }
}

/// <param name="Caption">At most 1024 code points.</param>
internal sealed record SendPhotoRequest(
    long ChatId, int? MessageThreadId, InputFile Photo, string? Caption, MessageEntity[]? CaptionEntities, ReplyMarkup? ReplyMarkup);

/// <param name="Caption">At most 1024 code points.</param>
internal sealed record SendDocumentRequest(
    long ChatId, int? MessageThreadId, InputFile Document, string? Caption, MessageEntity[]? CaptionEntities, ReplyMarkup? ReplyMarkup);

internal sealed record SendLocationRequest(long ChatId, int? MessageThreadId, double Latitude, double Longitude, ReplyMarkup? ReplyMarkup);

/// <param name="Name">1–128 characters.</param>
internal sealed record CreateForumTopicRequest(long ChatId, string Name);

/// <param name="Name">1–128 characters.</param>
internal sealed record EditForumTopicRequest(long ChatId, int MessageThreadId, string Name);

/// <summary>Closes or reopens a topic.</summary>
internal sealed record ForumTopicRequest(long ChatId, int MessageThreadId);

/// <summary>Marks a message; a bot may put one mark on each.</summary>
internal sealed record SetMessageReactionRequest(long ChatId, int MessageId, ReactionType[] Reaction);

/// <param name="Emoji">One of the platform's list (core.telegram.org/bots/api#reactiontypeemoji).</param>
internal sealed record ReactionType(string Emoji)
{
#pragma warning disable CA1822 // Serialised: the platform wants the field with this value.
    public string Type => "emoji";
#pragma warning restore CA1822
}

/// <param name="Action">Such as <c>typing</c>; shown for at most five seconds.</param>
internal sealed record SendChatActionRequest(long ChatId, string Action);

/// <param name="LanguageCode">Two letters, or null for everyone without a list of their own.</param>
internal sealed record SetMyCommandsRequest(IReadOnlyList<BotCommand> Commands, string? LanguageCode);

internal sealed record GetFileRequest(string FileId);
