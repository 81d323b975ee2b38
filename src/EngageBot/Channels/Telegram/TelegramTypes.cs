using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageBot.Channels.Telegram;

// The part of the Bot API's objects this product reads and writes (core.telegram.org/bots/api, version 10.3), under the names of the
// Telegram.Bot library. Fields documented as always present are missing in older and hand-made payloads, and new kinds and new words
// appear without notice: so nothing but update_id is required, and what is an enumeration there is a string here.

/// <summary>Something that happened; at most one of the members is set, none for kinds we do not know.</summary>
internal sealed class Update
{
    [JsonPropertyName("update_id"), JsonRequired] public long Id { get; set; }
    public Message? Message { get; set; }
    public Message? EditedMessage { get; set; }
    public CallbackQuery? CallbackQuery { get; set; }
    public ChatMemberUpdated? MyChatMember { get; set; }
    public MessageReactionUpdated? MessageReaction { get; set; }

    /// <summary>The chat it happened in, as far as one is named.</summary>
    [JsonIgnore] public long? ChatId =>
        (Message ?? EditedMessage)?.Chat?.Id ?? CallbackQuery?.Message?.Chat?.Id ?? CallbackQuery?.From?.Id ?? MyChatMember?.Chat?.Id ?? MessageReaction?.Chat?.Id;
}

/// <summary>The signs somebody put under a message; only told to a bot that is an administrator there.</summary>
internal sealed class MessageReactionUpdated
{
    public Chat? Chat { get; set; }
    public int MessageId { get; set; }
    /// <summary>Absent for anonymous administrators.</summary>
    public User? User { get; set; }
    public long Date { get; set; }
    /// <summary>All of that person's, oldest first; empty: the last was taken away.</summary>
    public ReactionSeen[]? NewReaction { get; set; }
}

/// <param name="Emoji">Absent where it is a picture of somebody's own, or paid.</param>
internal sealed record ReactionSeen(string? Emoji);

internal sealed class User
{
    public long Id { get; set; }
    public bool IsBot { get; set; }
    public string? FirstName { get; set; }
    public string? Username { get; set; }
    /// <summary>IETF tag such as <c>pt-br</c>; often absent.</summary>
    public string? LanguageCode { get; set; }
    /// <summary>Only from getMe: false means that privacy mode is on.</summary>
    public bool? CanReadAllGroupMessages { get; set; }
}

internal sealed class Chat
{
    public long Id { get; set; }
    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c>, <c>channel</c> or something newer.</summary>
    public string? Type { get; set; }
    public string? Title { get; set; }
    public string? FirstName { get; set; }
}

internal sealed class Message
{
    [JsonPropertyName("message_id")] public int Id { get; set; }
    /// <summary>Unix seconds; 0 in an InaccessibleMessage.</summary>
    public long Date { get; set; }
    public long? EditDate { get; set; }
    /// <summary>The same for all pieces of an album, which come as messages of their own.</summary>
    public string? MediaGroupId { get; set; }
    public int? MessageThreadId { get; set; }
    public bool IsTopicMessage { get; set; }
    /// <summary>Absent in channels and in an InaccessibleMessage.</summary>
    public User? From { get; set; }
    /// <summary>Set for anonymous administrators; <see cref="From"/> is then a stand-in bot.</summary>
    public Chat? SenderChat { get; set; }
    public string? AuthorSignature { get; set; }
    public Chat? Chat { get; set; }
    public Message? ReplyToMessage { get; set; }
    public string? Text { get; set; }
    public string? Caption { get; set; }
    /// <summary>The same picture in several sizes; the largest is last.</summary>
    public PhotoSize[]? Photo { get; set; }
    public FileBase? Document { get; set; }
    public FileBase? Video { get; set; }
    public FileBase? Audio { get; set; }
    public FileBase? Animation { get; set; }
    public Contact? Contact { get; set; }
    public Location? Location { get; set; }
    public FileBase? Voice { get; set; }
    public FileBase? VideoNote { get; set; }
    public FileBase? Sticker { get; set; }
    public Presence? Poll { get; set; }
    public Presence? Dice { get; set; }
    public Presence? Story { get; set; }
    public long? MigrateToChatId { get; set; }
    public long? MigrateFromChatId { get; set; }
    public Presence? PinnedMessage { get; set; }
    public Presence? MessageAutoDeleteTimerChanged { get; set; }
    public Presence? WriteAccessAllowed { get; set; }
    public Presence? ChatBackgroundSet { get; set; }
    public Presence? ForumTopicCreated { get; set; }
    public Presence? ForumTopicEdited { get; set; }
    public Presence? ForumTopicClosed { get; set; }
    public Presence? ForumTopicReopened { get; set; }
    public Presence? SuccessfulPayment { get; set; }
    public Presence? RefundedPayment { get; set; }
    public Presence? UsersShared { get; set; }
    public Presence? ChatShared { get; set; }
    public Presence? ConnectedWebsite { get; set; }
    public Presence? PassportData { get; set; }
    public Presence? ProximityAlertTriggered { get; set; }
    public Presence? BoostAdded { get; set; }
    public Presence? Gift { get; set; }
    public Presence? UniqueGift { get; set; }
    public Presence? ChecklistTasksDone { get; set; }
    public Presence? ChecklistTasksAdded { get; set; }
    public Presence? PaidMessagePriceChanged { get; set; }
    public Presence? DirectMessagePriceChanged { get; set; }
    public Presence? VideoChatStarted { get; set; }
    public Presence? VideoChatEnded { get; set; }
    public Presence? NewChatMembers { get; set; }
    public Presence? LeftChatMember { get; set; }
    public Presence? NewChatTitle { get; set; }
    public Presence? NewChatPhoto { get; set; }
    public Presence? GroupChatCreated { get; set; }
}

internal sealed class PhotoSize
{
    public string? FileId { get; set; }
    public long? FileSize { get; set; }
}

/// <summary>A document, video, audio, animation, voice message, video note or sticker.</summary>
internal sealed class FileBase
{
    public string? FileId { get; set; }
    public string? FileName { get; set; }
    public string? MimeType { get; set; }
    public long? FileSize { get; set; }
}

/// <summary>A topic of a group.</summary>
internal sealed class ForumTopic
{
    public int MessageThreadId { get; set; }
}

/// <summary>A file ready to be fetched.</summary>
internal sealed class TGFile
{
    public long? FileSize { get; set; }
    /// <summary>Good for an hour at least; absent if the file is too large.</summary>
    public string? FilePath { get; set; }
}

internal sealed class Contact
{
    /// <summary>Digits, with or without the leading plus.</summary>
    public string? PhoneNumber { get; set; }
    /// <summary>The card is the sender's own only if this is the sender's id: anybody can attach any card.</summary>
    public long? UserId { get; set; }
}

internal sealed class Location
{
    public double Latitude { get; set; }
    public double Longitude { get; set; }
}

internal sealed class CallbackQuery
{
    public string? Id { get; set; }
    public User? From { get; set; }
    /// <summary>May be an InaccessibleMessage (chat and id only) or absent.</summary>
    public Message? Message { get; set; }
    public string? InlineMessageId { get; set; }
    /// <summary>A client can send any text here.</summary>
    public string? Data { get; set; }
}

internal sealed class ChatMemberUpdated
{
    public Chat? Chat { get; set; }
    public User? From { get; set; }
    /// <summary>Unix seconds.</summary>
    public long Date { get; set; }
    public ChatMember? NewChatMember { get; set; }
}

internal sealed class ChatMember
{
    /// <summary><c>creator</c>, <c>administrator</c>, <c>member</c>, <c>restricted</c>, <c>left</c>, <c>kicked</c> or something newer.</summary>
    public string? Status { get; set; }
}

/// <summary>A field of which only the presence matters; its shape is nobody's business.</summary>
[JsonConverter(typeof(PresenceConverter))]
internal sealed class Presence
{
    public static Presence Yes { get; } = new();

    internal sealed class PresenceConverter : JsonConverter<Presence>
    {
        public override Presence Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return Yes;
        }

        public override void Write(Utf8JsonWriter writer, Presence value, JsonSerializerOptions options) => writer.WriteBooleanValue(true);
    }
}

internal sealed class WebhookInfo
{
    public string? Url { get; set; }
    public int PendingUpdateCount { get; set; }
    public long? LastErrorDate { get; set; }
    public string? LastErrorMessage { get; set; }
}

internal sealed class ResponseParameters
{
    /// <summary>Seconds.</summary>
    public int? RetryAfter { get; set; }
    public long? MigrateToChatId { get; set; }
}

/// <summary>The envelope of every answer.</summary>
internal sealed class ApiResponse<T>
{
    public bool Ok { get; set; }
    public T? Result { get; set; }
    public int? ErrorCode { get; set; }
    public string? Description { get; set; }
    public ResponseParameters? Parameters { get; set; }
}

[JsonDerivedType(typeof(InlineKeyboardMarkup))]
[JsonDerivedType(typeof(ReplyKeyboardMarkup))]
[JsonDerivedType(typeof(ReplyKeyboardRemove))]
internal abstract record ReplyMarkup;

internal sealed record InlineKeyboardMarkup(InlineKeyboardButton[][] InlineKeyboard) : ReplyMarkup;

/// <summary>A label and exactly one action.</summary>
/// <param name="CallbackData">1–64 bytes of UTF-8.</param>
internal sealed record InlineKeyboardButton(string Text, string? CallbackData = null, string? Url = null);

internal sealed record ReplyKeyboardMarkup(KeyboardButton[][] Keyboard, bool ResizeKeyboard, bool OneTimeKeyboard) : ReplyMarkup;

internal sealed record KeyboardButton(string Text, bool? RequestContact = null);

internal sealed record ReplyKeyboardRemove : ReplyMarkup
{
#pragma warning disable CA1822 // Serialised: the platform wants the field with this value.
    public bool RemoveKeyboard => true;
#pragma warning restore CA1822
}

/// <summary>A formatted stretch; offset and length in UTF-16 units, as in a .NET string.</summary>
internal readonly record struct MessageEntity(string Type, int Offset, int Length);

/// <param name="Command">1–32 of a–z, 0–9 and underscore, no slash.</param>
/// <param name="Description">1–256 characters.</param>
internal sealed record BotCommand(string Command, string Description);

/// <summary>Reads and writes the Bot API's JSON; made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(ApiResponse<User>))]
[JsonSerializable(typeof(ApiResponse<Message>))]
[JsonSerializable(typeof(ApiResponse<MessageIdentifier>))]
[JsonSerializable(typeof(ApiResponse<bool>))]
[JsonSerializable(typeof(ApiResponse<WebhookInfo>))]
[JsonSerializable(typeof(ApiResponse<TGFile>))]
[JsonSerializable(typeof(ApiResponse<JsonElement>))]
[JsonSerializable(typeof(ApiResponse<ForumTopic>))]
[JsonSerializable(typeof(CreateForumTopicRequest))]
[JsonSerializable(typeof(EditForumTopicRequest))]
[JsonSerializable(typeof(ForumTopicRequest))]
[JsonSerializable(typeof(SetMessageReactionRequest))]
[JsonSerializable(typeof(GetFileRequest))]
[JsonSerializable(typeof(GetUpdatesRequest))]
[JsonSerializable(typeof(SetWebhookRequest))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(EditMessageTextRequest))]
[JsonSerializable(typeof(EditMessageCaptionRequest))]
[JsonSerializable(typeof(DeleteMessageRequest))]
[JsonSerializable(typeof(EditMessageReplyMarkupRequest))]
[JsonSerializable(typeof(AnswerCallbackQueryRequest))]
[JsonSerializable(typeof(CopyMessageRequest))]
[JsonSerializable(typeof(SendPhotoRequest))]
[JsonSerializable(typeof(SendDocumentRequest))]
[JsonSerializable(typeof(SendLocationRequest))]
[JsonSerializable(typeof(SendChatActionRequest))]
[JsonSerializable(typeof(SetMyCommandsRequest))]
internal sealed partial class TelegramJson : JsonSerializerContext
{
    /// <summary>Letters stay letters: escaping Cyrillic would make it three times as long.</summary>
    public static TelegramJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
