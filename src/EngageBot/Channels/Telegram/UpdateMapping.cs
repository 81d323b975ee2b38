using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>What an update means.</summary>
internal abstract record Mapped
{
    private Mapped() { }

    /// <summary>Something for the inbox.</summary>
    public sealed record Content(string ChatKey, InboundContent What) : Mapped;

    /// <summary>A customer's message with other words than before.</summary>
    /// <param name="Whole">The message as it is now.</param>
    public sealed record Edit(string ChatKey, InboundContent Whole, Sender From, string Words, int MessageId) : Mapped;

    /// <summary>Nothing to do with a conversation.</summary>
    public sealed record Ignored : Mapped
    {
        public static Ignored It { get; } = new();
    }

    /// <summary>The bot is in a group that is not the staff chat.</summary>
    public sealed record InOtherGroup(long ChatId, bool JustAdded) : Mapped;

    /// <summary>A group became a supergroup and has another id now.</summary>
    public sealed record GroupMoved(long OldChatId, long NewChatId) : Mapped;

    /// <summary>The bot was put out of the staff chat, or is back there.</summary>
    public sealed record InStaffChat(bool Member) : Mapped;
}

/// <summary>Telegram's words into ours. Pure and total: whatever parses has a meaning, if only "ignored".</summary>
internal static class UpdateMapping
{
    /// <summary>The kinds that are asked for; any others are ignored.</summary>
    public static readonly string[] AllowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"];

    /// <param name="botName">The bot's user name, or <see langword="null"/> while it is unknown: then every command is ours.</param>
    public static Mapped Map(Update update, long? staffChatId, string? botName) => update switch
    {
        { CallbackQuery: { } tap } => MapTap(tap, staffChatId),
        { Message: { Chat: { } chat } message } => MapMessage(message, chat, staffChatId, botName),
        { EditedMessage: { Chat: { } chat } message } => MapEdit(message, chat, staffChatId, botName),
        { MyChatMember: { Chat: { } chat } change } => MapMember(change, chat, staffChatId),
        { MessageReaction: { Chat: { } chat } sign } => MapReaction(sign, chat, staffChatId),
        _ => Mapped.Ignored.It,
    };

    private static Mapped MapTap(CallbackQuery tap, long? staffChatId)
    {
        if (tap is not { Id: { Length: > 0 } tapId, From: { } from } || tap.InlineMessageId is not null) return Mapped.Ignored.It;
        // Without the message it can only be the private chat, whose id is the person's.
        var chatId = tap.Message?.Chat?.Id ?? from.Id;
        if (chatId != from.Id && chatId != staffChatId) return Mapped.Ignored.It;
        var messageId = tap.Message is { Id: > 0 } message ? ChatKeys.Of(message.Id) : null;
        return new Mapped.Content(ChatKeys.Of(chatId), new InboundContent.Tapped(SenderOf(from), tap.Data ?? "", tapId, messageId));
    }

    /// <summary>Only in the staff chat does a sign say something to somebody else.</summary>
    private static Mapped MapReaction(MessageReactionUpdated sign, Chat chat, long? staffChatId) =>
        chat.Id == staffChatId && sign is { MessageId: > 0, User.IsBot: not true }
            ? new Mapped.Content(ChatKeys.Of(chat.Id), new InboundContent.StaffReacted(SenderOf(sign.User, chat), ChatKeys.Of(sign.MessageId), sign.NewReaction?.LastOrDefault()?.Emoji))
            : Mapped.Ignored.It;

    private static Mapped MapMember(ChatMemberUpdated change, Chat chat, long? staffChatId)
    {
        var status = change.NewChatMember?.Status;
        if (chat.Type != "private")
        {
            if (chat.Id == staffChatId) return status is null ? Mapped.Ignored.It : new Mapped.InStaffChat(status is not ("kicked" or "left"));
            return status is "member" or "administrator" ? new Mapped.InOtherGroup(chat.Id, JustAdded: true) : Mapped.Ignored.It;
        }
        // In private chats it comes only for blocking and coming back.
        bool? reachable = status switch { "member" or "restricted" => true, "kicked" or "left" => false, _ => null };
        if (reachable is not { } known) return Mapped.Ignored.It;
        return new Mapped.Content(ChatKeys.Of(chat.Id), new InboundContent.Reachability(SenderOf(change.From, chat), known));
    }

    private static Mapped MapMessage(Message message, Chat chat, long? staffChatId, string? botName)
    {
        if (message.MigrateToChatId is { } moved) return new Mapped.GroupMoved(chat.Id, moved);
        if (message.MigrateFromChatId is { } old) return new Mapped.GroupMoved(old, chat.Id);
        if (chat.Id == staffChatId) return MapStaff(message, chat, botName);
        if (chat.Type is "group" or "supergroup" or "channel") return new Mapped.InOtherGroup(chat.Id, JustAdded: false);
        if (message.From is { IsBot: true }) return Mapped.Ignored.It;
        var content = MapPrivate(message, SenderOf(message.From, chat), botName);
        return content is null ? Mapped.Ignored.It : new Mapped.Content(ChatKeys.Of(chat.Id), content);
    }

    /// <summary>Only the words of an edit matter: it also comes when a preview was loaded or a button taken away.</summary>
    private static Mapped MapEdit(Message message, Chat chat, long? staffChatId, string? botName)
    {
        if ((message.Text ?? message.Caption) is not { Length: > 0 }) return Mapped.Ignored.It;
        return MapMessage(message, chat, staffChatId, botName) switch
        {
            Mapped.Content { What: InboundContent.StaffWrote wrote } staff when wrote is { ReplyToMessageId: not null } or { Topic: not null } => staff with { What = wrote with { IsEdit = true } },
            Mapped.Content { What: InboundContent.Said or InboundContent.SharedPhoto or InboundContent.SharedFile } whole =>
                new Mapped.Edit(whole.ChatKey, whole.What, SenderOf(message.From, chat), message.Text ?? message.Caption!, message.Id),
            _ => Mapped.Ignored.It,
        };
    }

    private static InboundContent? MapPrivate(Message message, Sender from, string? botName)
    {
        var id = ChatKeys.Of(message.Id);
        switch (message)
        {
            case { Text: { Length: > 0 } text }:
                return MapWords(text, from, id, botName);
            case { Contact: { PhoneNumber: { Length: > 0 } phone } card }:
                return new InboundContent.SharedContact(from, phone, card.UserId is { } owner && owner == message.From?.Id, id);
            case { Photo: [.., { FileId: { } largest }] }:
                return new InboundContent.SharedPhoto(from, largest, message.Caption, id, message.MediaGroupId);
            case { Location: { } place }:
                return new InboundContent.SharedLocation(from, place.Latitude, place.Longitude, id);
        }
        if ((message.Document ?? message.Video ?? message.Audio ?? message.Animation) is { FileId: { } fileId } file)
        {
            // A picture sent "as a file" answers a question for a picture all the same.
            return file.MimeType is "image/jpeg" or "image/png" or "image/webp" && message.Document is not null
                ? new InboundContent.SharedPhoto(from, fileId, message.Caption, id, message.MediaGroupId)
                : new InboundContent.SharedFile(from, fileId, file.FileName, message.Caption, id, message.MediaGroupId);
        }
        if (message.Caption is { Length: > 0 } words) return new InboundContent.Said(from, words, id);
        return IsService(message) ? null : new InboundContent.Unreadable(from, KindOf(message), id);
    }

    private static InboundContent? MapWords(string text, Sender from, string messageId, string? botName)
    {
        if (TypedCommand.Read(text) is not { } command) return new InboundContent.Said(from, text, messageId);
        if (!command.IsFor(botName)) return null;
        return command.Name == "start"
            ? new InboundContent.Opened(from, command.Payload)
            : new InboundContent.Said(from, command.ToString(), messageId);
    }

    private static Mapped MapStaff(Message message, Chat chat, string? botName)
    {
        // An anonymous administrator writes as the group; the sender named is then a stand-in bot.
        var anonymous = message.SenderChat?.Id == chat.Id;
        if (message.From is null or { IsBot: true } && !anonymous) return Mapped.Ignored.It;
        var words = message.Text ?? message.Caption ?? "";
        if (TypedCommand.Read(words) is { } command)
        {
            if (!command.IsFor(botName)) return Mapped.Ignored.It;
            words = command.ToString();
        }
        var reply = ReplyOf(message);
        var topic = message is { IsTopicMessage: true, MessageThreadId: { } thread } ? ChatKeys.Of(thread) : null;
        var media = reply is null && topic is null || IsService(message) ? null : MediaOf(message);
        if (words.Length == 0 && media is null) return Mapped.Ignored.It;
        var from = anonymous
            ? new Sender(ChatKeys.Of(chat.Id), message.AuthorSignature ?? chat.Title, null)
            : SenderOf(message.From, chat);
        return new Mapped.Content(ChatKeys.Of(chat.Id), new InboundContent.StaffWrote(from, words, ChatKeys.Of(message.Id), reply, media) { Topic = topic });
    }

    /// <summary>In a topic every message "replies" to the one that opened it: that is nobody's answer.</summary>
    private static string? ReplyOf(Message message) => message.ReplyToMessage switch
    {
        null => null,
        { ForumTopicCreated: not null } => null,
        var original when message.IsTopicMessage && original.Id == message.MessageThreadId => null,
        var original => ChatKeys.Of(original.Id),
    };

    private static bool IsService(Message m) => (
        m.PinnedMessage ?? m.MessageAutoDeleteTimerChanged ?? m.WriteAccessAllowed ?? m.ChatBackgroundSet ?? m.ForumTopicCreated ?? m.ForumTopicEdited
        ?? m.ForumTopicClosed ?? m.ForumTopicReopened ?? m.SuccessfulPayment ?? m.RefundedPayment ?? m.UsersShared ?? m.ChatShared ?? m.ConnectedWebsite
        ?? m.PassportData ?? m.ProximityAlertTriggered ?? m.BoostAdded ?? m.Gift ?? m.UniqueGift ?? m.ChecklistTasksDone ?? m.ChecklistTasksAdded
        ?? m.PaidMessagePriceChanged ?? m.DirectMessagePriceChanged ?? m.VideoChatStarted ?? m.VideoChatEnded ?? m.NewChatMembers ?? m.LeftChatMember
        ?? m.NewChatTitle ?? m.NewChatPhoto ?? m.GroupChatCreated) is not null;

    /// <summary>What a manager sent besides words, or <see langword="null"/>.</summary>
    private static StaffMedia? MediaOf(Message message)
    {
        if (message.Photo is [.., { FileId: { } picture } largest]) return new StaffMedia("picture", picture, null, largest.FileSize);
        if ((message.Document ?? message.Video ?? message.Audio ?? message.Animation ?? message.Voice ?? message.VideoNote ?? message.Sticker) is { } file)
            return new StaffMedia("document", file.FileId, file.FileName, file.FileSize);
        var kind = message switch
        {
            { Contact: not null } => "contact",
            { Location: not null } => "location",
            _ => KindOf(message),
        };
        return kind == "unknown" ? null : new StaffMedia(kind, null, null, null);
    }

    private static string KindOf(Message message) => message switch
    {
        { Voice: not null } => "voice",
        { VideoNote: not null } => "video_note",
        { Sticker: not null } => "sticker",
        { Poll: not null } => "poll",
        { Dice: not null } => "dice",
        { Story: not null } => "story",
        _ => "unknown",
    };

    private static Sender SenderOf(User from) => new(ChatKeys.Of(from.Id), from.FirstName, from.LanguageCode);

    private static Sender SenderOf(User? from, Chat chat) => from is null ? new Sender(ChatKeys.Of(chat.Id), chat.FirstName, null) : SenderOf(from);
}
