using System.ComponentModel.DataAnnotations;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Turns;

/// <summary>The section <c>Staff</c>.</summary>
internal sealed class StaffSettings
{
    public const string Section = "Staff";

    /// <summary>Silence of both sides after which the bot takes the chat back. Default two hours, one minute to seven days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromHours(2);
}

/// <summary>Where managers read customers and answer them: which chat of which account it is.</summary>
/// <param name="AccountId">The account whose bot sits in the staff chat.</param>
internal sealed record StaffChat(long AccountId, string ChatKey);

/// <summary>Carries words between customers and the staff chat. Everything is a row: nothing is said outside a turn.</summary>
internal sealed class StaffDesk(
    Inbox inbox, Outbox outbox, Timers timers, HostTexts texts, ChannelList channels, StaffDirectory staff,
    IOptions<StaffSettings> settings, TimeProvider clock)
{
    /// <summary>The timer that gives a silent chat back to the bot.</summary>
    public const string ReleaseTimer = "hold:release";

    /// <summary>What a manager replies to give the chat back at once.</summary>
    private const string HandBack = "/done";

    /// <summary>Whether a manager gives the chat back.</summary>
    public static bool IsHandBack(string words) => words.Trim().StartsWith(HandBack, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the chat in which managers sit.</summary>
    public bool IsStaffChat(ChannelAccount account, string chatKey) =>
        staff.Chat(account.BusinessId) is { } desk && desk.AccountId == account.Id && desk.ChatKey == chatKey;

    /// <summary>A reply in the staff chat goes to the customer it answers; other talk there is none of the bot's business.</summary>
    public async ValueTask RouteAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, InboundContent.StaffWrote wrote)
    {
        if (wrote.ReplyToMessageId is not { } repliedTo) return;
        var language = staff.Language(account.BusinessId);
        var customer = FindCustomer(scope, account.Id, happened.ChatKey, repliedTo);
        if (customer is null || wrote.Words.Length == 0)
        {
            var key = customer is null ? "staff.unknown" : "staff.wordless";
            await TellAsync(scope, account, happened.ChatKey, $"staff:{happened.Id}", texts.Render(key, language, []));
            return;
        }
        await inbox.AddAsync(scope, new Arrival(
            customer.Value.AccountId, $"staff:{account.Id}:{happened.ChatKey}:{wrote.MessageId}", customer.Value.ChatKey,
            new InboundContent.StaffReplied(wrote.From.Name ?? "", wrote.Words, happened.ChatKey, wrote.MessageId)));
    }

    /// <summary>A customer's words for a person, shown in the staff chat; a reply to them comes back to the customer.</summary>
    /// <returns><see langword="false"/> if nobody set up a staff chat.</returns>
    public ValueTask<bool> RelayAsync(ActionContext context, string what, string words)
    {
        var name = Chats.Reload(context.Scope, context.ChatId).Name ?? context.NamedByPlatform;
        return RelayAsync(context.Scope, new(context.BusinessId, context.ChatId, name, context.Account.Channel, $"{what}:{context.IdempotencyKey}:{context.InboxId}"), words, null);
    }

    /// <summary>Whose words they are.</summary>
    private sealed record Origin(BusinessId Business, long ChatId, string? Name, string Channel, string Key);

    private async ValueTask<bool> RelayAsync(WriteScope scope, Origin origin, string words, string? picture)
    {
        if (staff.Chat(origin.Business) is not { } desk) return false;
        var language = staff.Language(origin.Business);
        var message = new OutgoingMessage
        {
            Text = texts.Render("staff.message", language,
                ("relay.customer", origin.Name ?? texts.Plain("staff.guest", language)), ("relay.channel", ChannelName(origin.Channel)), ("relay.words", words)),
            Attachment = picture is null ? null : new MessageAttachment("picture", picture, null),
            Language = language,
        };
        var row = await outbox.AddAsync(scope, new Draft(origin.Business, desk.AccountId, desk.ChatKey, null, origin.Key, OutboundKind.Case, message));
        if (row is null) return true;                                                              // said before: the turn is being done again
        await scope.Command("INSERT INTO staff_relays (outbox_id, chat_id, created_at) VALUES (@outbox, @chat, @now)")
            .Set("@outbox", row).Set("@chat", origin.ChatId).Set("@now", clock.GetUtcNow()).ExecuteNonQueryAsync();
        return true;
    }

    /// <summary>While a person has the word, the customer's words go to the staff chat.</summary>
    public async ValueTask RelayWhileHeldAsync(Turn turn)
    {
        var (words, file) = turn.Happened.Content switch
        {
            InboundContent.Said said => (said.Words, (string?)null),
            InboundContent.SharedPhoto photo => (photo.Caption ?? "", photo.FileId),
            InboundContent.SharedFile sent => (sent.Caption ?? sent.Name ?? "", null),
            InboundContent.SharedLocation place => (FormattableString.Invariant($"{place.Latitude}, {place.Longitude}"), null),
            _ => ((string?)null, (string?)null),
        };
        if (words is null) return;
        await RelayAsync(turn.Scope, new(turn.Account.BusinessId, turn.Chat.Id, NameOf(turn), turn.Account.Channel, $"held:{turn.Happened.Id}"), words, file);
        await PostponeReleaseAsync(turn);
    }

    /// <summary>A manager's words, under his name.</summary>
    public ValueTask SendToCustomerAsync(Turn turn, InboundContent.StaffReplied reply, Manner manner) =>
        SendAsync(turn, texts.Render("staff.says", manner, ("relay.staff", reply.StaffName), ("relay.words", reply.Words)), manner.Language);

    /// <summary>Says that the bot answers again, where a manager has given the chat back.</summary>
    public ValueTask SayTheBotIsBackAsync(Turn turn, Manner manner) => SendAsync(turn, texts.Render("held.ended", manner), manner.Language);

    private async ValueTask SendAsync(Turn turn, FormattedText text, string language) =>
        await outbox.AddAsync(turn.Scope, new Draft(
            turn.Account.BusinessId, turn.Account.Id, turn.Happened.ChatKey, turn.Chat.Id, $"staff:{turn.Happened.Id}", OutboundKind.Case,
            new OutgoingMessage { Text = text, Language = language }));

    /// <summary>Counts the silence from now.</summary>
    public async ValueTask PostponeReleaseAsync(Turn turn)
    {
        await CancelReleaseAsync(turn);
        await timers.SetAsync(turn.Scope, turn.Chat.Id, 0, 0, ReleaseTimer, turn.Now + settings.Value.ReleaseAfter);
    }

    /// <summary>The chat is the bot's again; nothing is left to wait for.</summary>
    public static ValueTask CancelReleaseAsync(Turn turn) => Timers.ClearAsync(turn.Scope, turn.Chat.Id, 0, 0);

    private async ValueTask TellAsync(WriteScope scope, ChannelAccount account, string chatKey, string key, FormattedText text) =>
        await outbox.AddAsync(scope, new Draft(account.BusinessId, account.Id, chatKey, null, key, OutboundKind.Case,
            new OutgoingMessage { Text = text, Language = staff.Language(account.BusinessId) }));

    /// <summary>How staff should see the customer: by the chosen name, else by the one the platform shows.</summary>
    private static string? NameOf(Turn turn) => turn.Chat.Name ?? turn.Sender?.Name;

    private (long AccountId, string ChatKey)? FindCustomer(WriteScope scope, long accountId, string chatKey, string messageId)
    {
        var command = scope.Command("""
            SELECT c.account_id, c.external_id FROM outbox o
            JOIN staff_relays r ON r.outbox_id = o.id JOIN chats c ON c.id = r.chat_id
            WHERE o.account_id = @account AND o.chat_key = @key AND o.external_id = @message
            """);
        using var row = command.Set("@account", accountId).Set("@key", chatKey).Set("@message", messageId).ExecuteReader();
        return row.Read() && channels.Find(row.GetInt64(0)) is not null ? (row.GetInt64(0), row.GetString(1)) : null;
    }

    private static string ChannelName(string channel) => channel switch
    {
        "telegram" => "Telegram",
        "whatsapp" => "WhatsApp",
        _ => "Web",
    };
}
