using System.Globalization;
using System.Text.Json;

namespace EngageBot.Channels.Telegram;

/// <summary>What makes an update the same one when it comes again.</summary>
/// <remarks>
/// Not its number alone: after a silent week numbers start anew and may come to one that was used before, and then a new word would be
/// taken for an old one. A message is known by its chat and its own number, which never come again; a tap by its query.
/// Another token is another bot, whose messages count from one: so the bot's id goes along.
/// </remarks>
internal static class UpdateIdentity
{
    /// <summary>The kinds of Bot API 10.3; anything else is news to us.</summary>
    private static readonly HashSet<string> KnownKinds =
    [
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message", "edited_business_message",
        "deleted_business_messages", "guest_message", "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
        "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
        "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription", "stopped_message_generation",
    ];

    /// <summary>The inbox row's external id.</summary>
    public static string Of(long botId, Update update) => update switch
    {
        { Message: { Chat: { } chat, Id: > 0 } message } => OfMessage(botId, chat.Id, message.Id),
        { EditedMessage: { Chat: { } chat } message } => string.Create(CultureInfo.InvariantCulture, $"{botId}:edit:{chat.Id}:{message.Id}:{message.EditDate ?? 0}:{update.Id}"),
        { CallbackQuery.Id: { Length: > 0 } tap } => string.Create(CultureInfo.InvariantCulture, $"{botId}:tap:{tap}"),
        { MessageReaction: { } sign } => string.Create(CultureInfo.InvariantCulture, $"{botId}:sign:{update.Id}:{sign.Date}"),
        { MyChatMember: { } change } => string.Create(CultureInfo.InvariantCulture, $"{botId}:member:{update.Id}:{change.Date}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{botId}:update:{update.Id}:{update.Message?.Date ?? 0}"),
    };

    /// <summary>The row of a message, for whoever edits or answers it.</summary>
    /// <remarks>What grows comes first, so that new rows stand together in the inbox's index whichever chats they belong to.</remarks>
    public static string OfMessage(long botId, long chatId, long messageId) => string.Create(CultureInfo.InvariantCulture, $"{botId}:{messageId}@{chatId}");

    /// <summary>The kind of an update that Bot API 10.3 does not have, or <see langword="null"/>; read only where nothing else was found in it.</summary>
    public static string? UnknownKindIn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } || reader.ValueTextEquals("update_id"u8)) continue;
            var name = reader.GetString()!;
            if (!KnownKinds.Contains(name)) return name.Length <= 40 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? name : "with a strange name";
            reader.Skip();
        }
        return null;
    }
}
