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
    [JsonPropertyName("update_id"), JsonRequired] public long Id { get; init; }
    public Message? Message { get; init; }
    public Message? EditedMessage { get; init; }
    public CallbackQuery? CallbackQuery { get; init; }
    public ChatMemberUpdated? MyChatMember { get; init; }

    /// <summary>The chat it happened in, as far as one is named.</summary>
    [JsonIgnore] public long? ChatId =>
        (Message ?? EditedMessage)?.Chat?.Id ?? CallbackQuery?.Message?.Chat?.Id ?? CallbackQuery?.From?.Id ?? MyChatMember?.Chat?.Id;
}

internal sealed class User
{
    public long Id { get; init; }
    public bool IsBot { get; init; }
    public string? FirstName { get; init; }
    public string? Username { get; init; }
    /// <summary>IETF tag such as <c>pt-br</c>; often absent.</summary>
    public string? LanguageCode { get; init; }
    /// <summary>Only from getMe: false means that privacy mode is on.</summary>
    public bool? CanReadAllGroupMessages { get; init; }
}

internal sealed class Chat
{
    public long Id { get; init; }
    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c>, <c>channel</c> or something newer.</summary>
    public string? Type { get; init; }
    public string? Title { get; init; }
    public string? FirstName { get; init; }
}

internal sealed class Message
{
    [JsonPropertyName("message_id")] public int Id { get; init; }
    /// <summary>Unix seconds; 0 in an InaccessibleMessage.</summary>
    public long Date { get; init; }
    public long? EditDate { get; init; }
    /// <summary>The same for all pieces of an album, which come as messages of their own.</summary>
    public string? MediaGroupId { get; init; }
    public int? MessageThreadId { get; init; }
    public bool IsTopicMessage { get; init; }
    /// <summary>Absent in channels and in an InaccessibleMessage.</summary>
    public User? From { get; init; }
    /// <summary>Set for anonymous administrators; <see cref="From"/> is then a stand-in bot.</summary>
    public Chat? SenderChat { get; init; }
    public string? AuthorSignature { get; init; }
    public Chat? Chat { get; init; }
    public Message? ReplyToMessage { get; init; }
    public string? Text { get; init; }
    public string? Caption { get; init; }
    /// <summary>The same picture in several sizes; the largest is last.</summary>
    public PhotoSize[]? Photo { get; init; }
    public FileBase? Document { get; init; }
    public FileBase? Video { get; init; }
    public FileBase? Audio { get; init; }
    public FileBase? Animation { get; init; }
    public Contact? Contact { get; init; }
    public Location? Location { get; init; }
    public FileBase? Voice { get; init; }
    public FileBase? VideoNote { get; init; }
    public FileBase? Sticker { get; init; }
    public Presence? Poll { get; init; }
    public Presence? Dice { get; init; }
    public Presence? Story { get; init; }
    public long? MigrateToChatId { get; init; }
    public long? MigrateFromChatId { get; init; }
    public Presence? PinnedMessage { get; init; }
    public Presence? MessageAutoDeleteTimerChanged { get; init; }
    public Presence? WriteAccessAllowed { get; init; }
    public Presence? ChatBackgroundSet { get; init; }
    public Presence? ForumTopicCreated { get; init; }
    public Presence? ForumTopicEdited { get; init; }
    public Presence? ForumTopicClosed { get; init; }
    public Presence? ForumTopicReopened { get; init; }
    public Presence? SuccessfulPayment { get; init; }
    public Presence? RefundedPayment { get; init; }
    public Presence? UsersShared { get; init; }
    public Presence? ChatShared { get; init; }
    public Presence? ConnectedWebsite { get; init; }
    public Presence? PassportData { get; init; }
    public Presence? ProximityAlertTriggered { get; init; }
    public Presence? BoostAdded { get; init; }
    public Presence? Gift { get; init; }
    public Presence? UniqueGift { get; init; }
    public Presence? ChecklistTasksDone { get; init; }
    public Presence? ChecklistTasksAdded { get; init; }
    public Presence? PaidMessagePriceChanged { get; init; }
    public Presence? DirectMessagePriceChanged { get; init; }
    public Presence? VideoChatStarted { get; init; }
    public Presence? VideoChatEnded { get; init; }
    public Presence? NewChatMembers { get; init; }
    public Presence? LeftChatMember { get; init; }
    public Presence? NewChatTitle { get; init; }
    public Presence? NewChatPhoto { get; init; }
    public Presence? GroupChatCreated { get; init; }
}

internal sealed class PhotoSize
{
    public string? FileId { get; init; }
    public long? FileSize { get; init; }
}

/// <summary>A document, video, audio, animation, voice message, video note or sticker.</summary>
internal sealed class FileBase
{
    public string? FileId { get; init; }
    public string? FileName { get; init; }
    public string? MimeType { get; init; }
    public long? FileSize { get; init; }
}

/// <summary>A file ready to be fetched.</summary>
internal sealed class TGFile
{
    public long? FileSize { get; init; }
    /// <summary>Good for an hour at least; absent if the file is too large.</summary>
    public string? FilePath { get; init; }
}

internal sealed class Contact
{
    /// <summary>Digits, with or without the leading plus.</summary>
    public string? PhoneNumber { get; init; }
    /// <summary>The card is the sender's own only if this is the sender's id: anybody can attach any card.</summary>
    public long? UserId { get; init; }
}

internal sealed class Location
{
    public double Latitude { get; init; }
    public double Longitude { get; init; }
}

internal sealed class CallbackQuery
{
    public string? Id { get; init; }
    public User? From { get; init; }
    /// <summary>May be an InaccessibleMessage (chat and id only) or absent.</summary>
    public Message? Message { get; init; }
    public string? InlineMessageId { get; init; }
    /// <summary>A client can send any text here.</summary>
    public string? Data { get; init; }
}

internal sealed class ChatMemberUpdated
{
    public Chat? Chat { get; init; }
    public User? From { get; init; }
    /// <summary>Unix seconds.</summary>
    public long Date { get; init; }
    public ChatMember? NewChatMember { get; init; }
}

internal sealed class ChatMember
{
    /// <summary><c>creator</c>, <c>administrator</c>, <c>member</c>, <c>restricted</c>, <c>left</c>, <c>kicked</c> or something newer.</summary>
    public string? Status { get; init; }
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
    public string? Url { get; init; }
    public int PendingUpdateCount { get; init; }
    public long? LastErrorDate { get; init; }
    public string? LastErrorMessage { get; init; }
}

internal sealed class ResponseParameters
{
    /// <summary>Seconds.</summary>
    public int? RetryAfter { get; init; }
    public long? MigrateToChatId { get; init; }
}

/// <summary>The envelope of every answer.</summary>
internal sealed class ApiResponse<T>
{
    public bool Ok { get; init; }
    public T? Result { get; init; }
    public int? ErrorCode { get; init; }
    public string? Description { get; init; }
    public ResponseParameters? Parameters { get; init; }
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
[JsonSerializable(typeof(GetFileRequest))]
[JsonSerializable(typeof(GetUpdatesRequest))]
[JsonSerializable(typeof(SetWebhookRequest))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(EditMessageTextRequest))]
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
