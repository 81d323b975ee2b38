using System.Collections.Frozen;
using EngageBot.Channels.Telegram;
using EngageBot.Complaints;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Shows a friendly sign that a manager puts under a customer's words to the customer as well: somebody has read them.</summary>
/// <remarks>Other signs stay among staff, as notes do. One sign a message: the newest; a sign taken away is taken away there too.</remarks>
internal sealed class StaffReactions(Outbox outbox, StaffDirectory staff, ChannelList channels, TimeProvider clock)
{
    /// <summary>Rows of the inbox that are looked through for what came just before.</summary>
    private const long Near = 1000;

    /// <summary>A sign that comes later than that says nothing any more.</summary>
    private static readonly TimeSpan _late = TimeSpan.FromHours(1);

    /// <summary>What nobody can take amiss, of the signs every platform has (core.telegram.org/bots/api#reactiontypeemoji, read 2026-11).</summary>
    private static readonly FrozenSet<string> _friendly = FrozenSet.Create(StringComparer.Ordinal, "👍", "❤", "👌", "🙏", "👏", "🎉", "🤝", "🔥", "💯", "😁", "👀");

    /// <summary>What a row's customer wrote, by the platform's id; a button and a timer are no message of theirs.</summary>
    public static string? MessageOf(InboundContent content) => content switch
    {
        InboundContent.Said c => c.MessageId,
        InboundContent.SharedPhoto c => c.MessageId,
        InboundContent.SharedFile c => c.MessageId,
        InboundContent.SharedLocation c => c.MessageId,
        InboundContent.SharedContact c => c.MessageId,
        InboundContent.Unreadable c => c.MessageId,
        _ => null,
    };

    /// <summary>What the customer of an inbox row wrote last: where they pressed a button there, it is what they wrote before it.</summary>
    public static string? MessageOf(RowSource source, long inboxId) => source.Rows(
        """
        SELECT b.content FROM inbox i JOIN inbox b ON b.account_id = i.account_id AND b.chat_key = i.chat_key AND b.id <= i.id AND b.id > i.id - @near
        WHERE i.id = @id ORDER BY b.id DESC LIMIT 5
        """,
        command => command.Set("@id", inboxId).Set("@near", Near), row => row.GetString(0)).Select(content => MessageOf(MessagingJson.ReadInbound(content))).FirstOrDefault(id => id is not null);

    /// <summary>The same of the words that opened a case.</summary>
    public static string? MessageOf(RowSource source, CaseId about) => source.Query(
        "SELECT inbox_id FROM case_entries WHERE case_id = @case AND key = 'opened' AND inbox_id IS NOT NULL",
        command => command.Set("@case", about.ToString()), row => row.Read() ? row.GetInt64(0) : (long?)null) is { } inbox ? MessageOf(source, inbox) : null;

    /// <summary>One inbox row: somebody put a sign in the staff chat, or took theirs away.</summary>
    public async ValueTask ShowAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, InboundContent.StaffReacted sign)
    {
        if (staff.Chat(account.BusinessId) is not { } desk || desk.AccountId != account.Id || desk.ChatKey != happened.ChatKey) return;
        if (!CaseHand.InStaffChat(scope, account, sign.From, clock.GetUtcNow()).Who.May(Permission.HandleCases)) return;
        if (Find(scope, account.Id, happened.ChatKey, sign.MessageId) is not { } shown || channels.Find(shown.Account) is null) return;
        var friendly = sign.Emoji is { } emoji && _friendly.Contains(emoji.Trim('\uFE0F')) ? emoji.Trim('\uFE0F') : null;
        if (friendly is null && !WasShown(scope, shown)) return;
        await outbox.AddAsync(scope, new Draft(account.BusinessId, shown.Account, shown.ChatKey, shown.ChatId, FormattableString.Invariant($"sign:{shown.Row}:{happened.Id}"), OutboundKind.Case,
            new OutgoingMessage
            {
                Text = FormattedText.FromPlain(""), Language = staff.Language(account.BusinessId), Change = MessageChange.Mark,
                Attachment = new(MessagePlan.MarkKind, shown.Message, friendly ?? ""),
            }, clock.GetUtcNow() + _late));
    }

    /// <summary>The customer's message that a message of the staff chat shows.</summary>
    private sealed record Shown(long Row, long Account, string ChatKey, long ChatId, string Message);

    private static Shown? Find(RowSource source, long accountId, string chatKey, string messageId) => source.Query(
        """
        SELECT o.id, c.account_id, c.external_id, c.id, r.message_id FROM outbox o
        JOIN staff_relays r ON r.outbox_id = o.id JOIN chats c ON c.id = r.chat_id
        WHERE o.account_id = @account AND o.chat_key = @key AND o.external_id = @message AND r.message_id IS NOT NULL
        """,
        command => command.Set("@account", accountId).Set("@key", chatKey).Set("@message", messageId),
        row => row.Read() ? new Shown(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetString(4)) : null);

    private static bool WasShown(RowSource source, Shown shown) => source.Query(
        "SELECT 1 FROM outbox WHERE account_id = @account AND chat_key = @chat AND key LIKE @key LIMIT 1",
        command => command.Set("@account", shown.Account).Set("@chat", shown.ChatKey).Set("@key", FormattableString.Invariant($"sign:{shown.Row}:%")), row => row.Read());
}
