using System.ComponentModel.DataAnnotations;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Channels.WebChat;
using EngageBot.Channels.WhatsApp;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Staff;
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
    Inbox inbox, Outbox outbox, Timers timers, CaseDesk cases, CaseCommands commands, HostTexts texts, ChannelList channels, StaffDirectory staff, WindowClock windows,
    IOptions<StaffSettings> settings, TimeProvider clock)
{
    /// <summary>The timer that gives a silent chat back to the bot.</summary>
    public const string ReleaseTimer = "hold:release";

    /// <summary>So often a reply waits for what it answers to be marked as sent; a busy server takes its time.</summary>
    private const int LookAgain = 3;

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
        if (wrote.ReplyToMessageId is not { } repliedTo)
        {
            // In the topic of a case every word is about it: those for colleagues say so.
            if (wrote.Topic is { } topic && TelegramMemory.TalkOf(scope, account.Id, happened.ChatKey, topic) is { } talk && Guid.TryParse(talk, out var id)
                && CaseRows.Find(scope, account.BusinessId, new(id)) is { } matter)
                await WroteInCaseAsync(scope, account, happened, wrote, matter);
            return;
        }
        // Asked before the search: on a server, a send that ends between the two would be seen by neither.
        var sending = IsSending(scope, account.Id, happened.ChatKey);
        if (FindCustomer(scope, account.Id, happened.ChatKey, repliedTo) is not { } customer)
        {
            // A quick manager overtakes the note under which number his customer's message went: seconds later it is there.
            if (happened.Attempts <= LookAgain && sending) throw new ReplyTooEarlyException();
            if (!wrote.IsEdit) await TellAsync(scope, account, happened, "staff.unknown");
            return;
        }
        if ((customer.About is { } about ? CaseRows.Find(scope, account.BusinessId, about) : CaseRows.InTalk(scope, customer.ChatId)) is { } of)
        {
            await WroteInCaseAsync(scope, account, happened, wrote, of);
            return;
        }
        if (CaseCommands.IsNote(wrote.Words)) return;
        // Without a case nobody else asks: who was suspended, or has not this work, reaches no customer.
        if (Refusals.Check(scope, CaseHand.InStaffChat(scope, account, wrote.From, clock.GetUtcNow()).Who, new(Permission.HandleCases, account.BusinessId), clock.GetUtcNow()) is not null)
        {
            await TellAsync(scope, account, happened, "staff.denied");
            return;
        }
        if (Obstacle(account, customer.AccountId, wrote) is { } obstacle)
        {
            await TellAsync(scope, account, happened, obstacle);
            return;
        }
        var (reply, key) = Reply(scope, account, happened, wrote, customer.AccountId);
        await inbox.AddAsync(scope, new Arrival(customer.AccountId, key, customer.ChatKey, reply));
    }

    private static (InboundContent.StaffReplied Reply, string Key) Reply(WriteScope scope, ChannelAccount account, InboundEvent happened, InboundContent.StaffWrote wrote, long customersAccount)
    {
        var key = KeyOf(account, happened, wrote);
        var reply = new InboundContent.StaffReplied(wrote.From.Name ?? "", wrote.Words, happened.ChatKey, wrote.MessageId, wrote.Media);
        // Beside a picture the words are a message of their own by now: they come once more.
        return wrote.IsEdit
            ? (reply with { Media = null, Corrects = wrote.Media is null ? FindRow(scope, customersAccount, key) : null }, $"staff-edit:{happened.Id}")
            : (reply, key);
    }

    private static string KeyOf(ChannelAccount account, InboundEvent happened, InboundContent.StaffWrote wrote) => $"staff:{account.Id}:{happened.ChatKey}:{wrote.MessageId}";

    /// <summary>Somebody wrote in a case: a note, a command, or words for the customer.</summary>
    private async ValueTask WroteInCaseAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, InboundContent.StaffWrote wrote, Case of)
    {
        var now = clock.GetUtcNow();
        // A note that is edited stays a note; a command that is edited was carried out.
        if (wrote.IsEdit && wrote.Words.StartsWith('/')) return;
        var address = of.ChatId is { } chat ? CaseChats.Address(scope, chat) : null;
        var (reply, key) = Reply(scope, account, happened, wrote, address?.Account ?? account.Id);
        // What was a note stays one, also without its sign: there is no way from it to the customer.
        if (wrote.IsEdit && CaseEntries.IsNote(scope, of.Id, KeyOf(account, happened, wrote)))
        {
            await SayWhyNotAsync(scope, account, happened, of, reply, cases.Note(scope, CaseHand.InStaffChat(scope, account, wrote.From, now), of.BusinessId, of.Id, wrote.Words, now, key), key);
            return;
        }
        var ended = await commands.RunAsync(scope, CaseHand.InStaffChat(scope, account, wrote.From, now), of, wrote.Words, key, now);
        if (ended is { Answer: { } quick }) (reply, ended) = (reply with { Words = quick, Media = null }, null);
        if (ended is null)
        {
            if (Obstacle(account, address?.Account ?? account.Id, wrote) is { } obstacle) await TellAsync(scope, account, happened, obstacle, of);
            else await AnswerAsync(scope, account, happened, wrote.From, of, reply, key);
            return;
        }
        if (ended.Outcome is CaseOutcome.Done done)
        {
            if (ended.Text is { } text)
                await TellAsync(scope, account, happened, text, done.Case, ("relay.staff", done.Case.OwnerName ?? "–"), ("relay.words", ended.Words.Length == 0 ? StateOf(done.Case) : ended.Words), ("relay.why", ended.About ?? ""));
            return;
        }
        await SayWhyNotAsync(scope, account, happened, of, reply, ended.Outcome, key);
    }

    /// <summary>How it stands, in the language staff read.</summary>
    private string StateOf(Case of) => texts.Plain($"staff.case_state.{SnakeCase.Of(of.State.ToString())}", staff.Language(of.BusinessId));

    /// <summary>A manager's words in a case: they go to the customer, or the manager learns why not.</summary>
    private async ValueTask AnswerAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, Sender from, Case of, InboundContent.StaffReplied reply, string key)
    {
        var (hand, now) = (CaseHand.InStaffChat(scope, account, from, clock.GetUtcNow()), clock.GetUtcNow());
        // What the house only asks about goes out when it is said once more.
        var draft = $"draft:{hand.Who.Name}:{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(reply.Words)))}";
        var outcome = await cases.AnswerAsync(scope, hand, account.BusinessId, of.Id, new(reply.Words, key)
        {
            StaffChatKey = reply.StaffChatKey, StaffMessageId = reply.StaffMessageId, Media = reply.Media, Corrects = reply.Corrects, Sure = CaseEntries.Has(scope, of.Id, draft),
        }, now);
        if (outcome is CaseOutcome.Mend { Remarks: var remarks } && !remarks.Any(r => r.Blocks)) CaseEntries.Add(scope, of, EntryKind.Note, hand, reply.Words, now, draft);
        if (outcome is CaseOutcome.Done done) await ShowStateAsync(scope, account, happened, done.Case);
        else await SayWhyNotAsync(scope, account, happened, of, reply, outcome, key);
    }

    /// <summary>The talk of the case is named as it stands now.</summary>
    private async ValueTask ShowStateAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, Case of) =>
        await outbox.AddAsync(scope, new Draft(account.BusinessId, account.Id, happened.ChatKey, null, $"thread:{happened.Id}", OutboundKind.Case,
            new OutgoingMessage { Text = FormattedText.FromPlain(""), Language = staff.Language(account.BusinessId), Change = MessageChange.Thread, Thread = CaseThread.Of(of) }));

    /// <summary>Whoever wrote learns why it was not done.</summary>
    private async ValueTask SayWhyNotAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, Case of, InboundContent.StaffReplied reply, CaseOutcome outcome, string key)
    {
        switch (outcome)
        {
            case CaseOutcome.Taken taken:
                await TellAsync(scope, account, happened, "staff.case_taken", taken.Case, ("relay.staff", taken.By), ("relay.words", taken.Words ?? "–"));
                break;
            case CaseOutcome.Mend mend:
                await TellAsync(scope, account, happened, mend.Remarks.Any(r => r.Blocks) ? "staff.case_mend" : "staff.case_think", mend.Case,
                    ("relay.words", string.Join('\n', mend.Remarks.Select(r => r.Words.Length == 0 ? r.Why : $"{r.Words}: {r.Why}"))));
                break;
            case CaseOutcome.OverLimit limit:
                await TellAsync(scope, account, happened, "staff.case_limit", of, ("relay.words", limit.Most.ToString(CultureInfo.InvariantCulture)));
                break;
            case CaseOutcome.Unknown:
                await TellAsync(scope, account, happened, "staff.case_unknown", of);
                break;
            case CaseOutcome.Denied:
                await TellAsync(scope, account, happened, "staff.case_denied", of);
                break;
            case CaseOutcome.NotNow when IsHandBack(reply.Words) && of.ChatId is { } chat && CaseChats.Address(scope, chat) is { } address:
                // It is solved already: all that is left to give back is the chat.
                await inbox.AddAsync(scope, new Arrival(address.Account, key, address.ChatKey, reply));
                break;
            case CaseOutcome.NotNow:
                await TellAsync(scope, account, happened, "staff.case_not_now", of);
                break;
        }
    }

    private ValueTask TellAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, string key, Case of, params IReadOnlyList<(string Name, string Value)> words) =>
        TellAsync(scope, account, happened, key, CaseThread.Of(of), [.. Label(of), .. words]);

    private static (string Name, string Value)[] Label(Case of) => [("relay.number", of.Number.ToString(CultureInfo.InvariantCulture)), ("relay.title", of.Title)];

    /// <summary>The topic for customers' words is gone: whoever is in the chat should know where they come from now on.</summary>
    public ValueTask TopicLostAsync(WriteScope scope, ChannelAccount account, InboundEvent happened) =>
        TellAsync(scope, account, happened, "staff.topic_lost");

    /// <summary>Why this cannot reach the customer, as the text that says so; <see langword="null"/> if it can.</summary>
    private static string? Obstacle(ChannelAccount desk, long customersAccount, InboundContent.StaffWrote wrote) => wrote.Media switch
    {
        null => wrote.Words.Length == 0 ? "staff.wordless" : null,
        _ when desk.Id == customersAccount => null,
        { FileId: null } => "staff.wordless",
        { Size: > TelegramFiles.LimitBytes } => "staff.too_large",
        _ => null,
    };

    /// <summary>Whether the business has a place where managers read customers.</summary>
    public bool IsStaffed(BusinessId business) => staff.Chat(business) is not null;

    /// <summary>A customer's words in a case, shown in the staff chat; a reply to them comes back to the customer.</summary>
    public ValueTask<bool> RelayAsync(ActionContext context, Case of, string words)
    {
        var name = Chats.Reload(context.Scope, context.ChatId).Name ?? context.NamedByPlatform;
        return RelayAsync(context.Scope, new(context.BusinessId, context.ChatId, name, context.Account.Channel, $"human:{context.IdempotencyKey}:{context.InboxId}", StaffReactions.MessageOf(context.Scope, context.InboxId)), of, words, null);
    }

    /// <summary>A customer's picture in a case.</summary>
    public ValueTask<bool> RelayPictureAsync(ActionContext context, Case of, string picture)
    {
        var name = Chats.Reload(context.Scope, context.ChatId).Name ?? context.NamedByPlatform;
        var attachment = context.Account.Channel == "web" ? new MessageAttachment(MessagePlan.UploadKind, picture, null)
            : context.Account.Channel == "whatsapp" ? new MessageAttachment(WhatsAppFiles.Kind, WhatsAppFiles.Of(context.Account.Id, picture), null)
            : staff.Chat(context.BusinessId)?.AccountId == context.Account.Id ? new MessageAttachment("picture", picture, null)
            : null;
        return RelayAsync(context.Scope, new(context.BusinessId, context.ChatId, name, context.Account.Channel, $"picture:{context.IdempotencyKey}:{context.InboxId}", StaffReactions.MessageOf(context.Scope, context.InboxId)), of, of.Title, attachment);
    }

    /// <summary>Whose words they are.</summary>
    /// <param name="Message">The customer's message that is shown, by the platform's id.</param>
    private sealed record Origin(BusinessId Business, long ChatId, string? Name, string Channel, string Key, string? Message);

    private async ValueTask<bool> RelayAsync(WriteScope scope, Origin origin, Case? of, string words, MessageAttachment? attachment)
    {
        if (staff.Chat(origin.Business) is not { } desk) return false;
        // A web visitor may send a book; the staff chat is everybody's.
        words = WholeText.Shorten(words, CaseDesk.LongestWords);
        var language = staff.Language(origin.Business);
        (string Name, string Value)[] shown =
        [
            ("relay.customer", origin.Name ?? texts.Plain("staff.guest", language)), ("relay.channel", ChannelNames.Of(origin.Channel)), ("relay.words", words),
            .. of is null ? [] : Label(of),
        ];
        var message = new OutgoingMessage
        {
            Text = texts.Render(of is null ? "staff.message" : "staff.case_message", language, [.. shown, ("relay.alone", ""), .. windows.Until(scope, origin.Business, origin.ChatId)]),
            Attachment = attachment,
            Language = language,
            Thread = of is null ? null : CaseThread.Of(of),
        };
        var row = await outbox.AddAsync(scope, new Draft(origin.Business, desk.AccountId, desk.ChatKey, null, origin.Key, OutboundKind.Case, message));
        // None if it was said before: the turn is being done again.
        if (row is { } added)
        {
            await StaffRelays.AddAsync(scope, added, origin.ChatId, clock.GetUtcNow(), of?.Id, origin.Message);
            if (of is not null) StaffNotes.Watch(scope, new(origin.Business, $"case:{of.Id}:said:{origin.Key}", "staff.case_message", shown, origin.ChatId) { About = of.Id, For = CaseHand.StaffOf(of.Owner) }, added, clock.GetUtcNow());
        }
        return true;
    }

    /// <summary>While a person has the word, the customer's words go to the staff chat.</summary>
    public async ValueTask RelayWhileHeldAsync(Turn turn)
    {
        var (words, media) = turn.Happened.Content switch
        {
            InboundContent.Said said => (said.Words, (MessageAttachment?)null),
            InboundContent.SharedPhoto photo => (photo.Caption ?? "", PassedOn(turn, photo.MessageId, photo.FileId, null)),
            InboundContent.SharedFile sent => (sent.Caption ?? sent.Name ?? "", PassedOn(turn, sent.MessageId, sent.FileId, sent.Name)),
            InboundContent.SharedLocation place =>
                (FormattableString.Invariant($"{place.Latitude}, {place.Longitude}"), PassedOn(turn, place.MessageId, null, null)),
            InboundContent.SharedContact card => (card.Phone, PassedOn(turn, card.MessageId, null, null)),
            InboundContent.Unreadable other => ("", PassedOn(turn, other.MessageId, null, null)),
            InboundContent.Edited edit => (texts.Render("staff.edited", staff.Language(turn.Account.BusinessId), ("relay.words", edit.Words)).Plain, null),
            _ => ((string?)null, null),
        };
        if (words is null || (words.Length == 0 && media is null)) return;
        var of = CaseRows.InTalk(turn.Scope, turn.Chat.Id);
        if (of is not null) of = cases.Heard(turn.Scope, of, words, media?.Kind, turn.Happened.Id, turn.Now, $"in:{turn.Happened.Id}");
        await RelayAsync(turn.Scope, new(turn.Account.BusinessId, turn.Chat.Id, NameOf(turn), turn.Account.Channel, $"held:{turn.Happened.Id}", StaffReactions.MessageOf(turn.Happened.Content)), of, words, media);
        await PostponeReleaseAsync(turn);
    }

    /// <summary>What a customer sent, on its way to the staff chat: a copy within one bot, the file itself from elsewhere.</summary>
    private MessageAttachment? PassedOn(Turn turn, string messageId, string? fileId, string? name)
    {
        if (staff.Chat(turn.Account.BusinessId) is { } desk && desk.AccountId == turn.Account.Id)
            return new MessageAttachment(MessagePlan.CopyKind, $"{turn.Happened.ChatKey}/{messageId}", null);
        return (fileId, turn.Account.Channel) switch
        {
            (null, _) => null,
            (_, "web") => new MessageAttachment(MessagePlan.UploadKind, fileId, name),
            (_, "whatsapp") => new MessageAttachment(WhatsAppFiles.Kind, WhatsAppFiles.Of(turn.Account.Id, fileId), name),
            _ => null,
        };
    }

    /// <summary>A manager's words, under his name.</summary>
    public async ValueTask SendToCustomerAsync(Turn turn, InboundContent.StaffReplied reply, Manner manner)
    {
        // How far the words come is told to whoever wrote them.
        if (await SendAsync(turn, Shown(turn, reply, manner)) is { } row && !reply.Watched)
            CaseDeliveries.Left(turn.Scope, turn.Account.BusinessId, turn.Happened.ExternalId, turn.Chat.Id, row, (reply.StaffChatKey, reply.StaffMessageId), turn.Now);
    }

    private OutgoingMessage Shown(Turn turn, InboundContent.StaffReplied reply, Manner manner) => new()
    {
        Text = texts.Render(reply.News is { } news ? $"staff.news.{news.What}" : reply.Case is null ? "staff.says" : "staff.case_says", manner,
        [
            ("relay.staff", reply.StaffName), ("relay.words", reply.News is { } given ? given.Points.ToString("+0;-0", CultureInfo.InvariantCulture) : reply.Words),
            .. reply.Case is { } about ? [("relay.number", about.Number.ToString(CultureInfo.InvariantCulture)), ("relay.title", about.Title)] : Array.Empty<(string, string)>(),
        ]),
        Attachment = MediaFor(turn, reply, manner),
        Replaces = reply.Corrects is { } corrected ? AnswerKey(corrected) : null,
        Language = manner.Language,
    };

    /// <summary>Says that the bot answers again, where a manager has given the chat back.</summary>
    public ValueTask SayTheBotIsBackAsync(Turn turn, Manner manner) => SayAsync(turn, "held.ended", manner);

    /// <summary>Says a text of the program's own to the customer.</summary>
    public async ValueTask SayAsync(Turn turn, string key, Manner manner) =>
        await SendAsync(turn, new OutgoingMessage { Text = texts.Render(key, manner, []), Language = manner.Language });

    private MessageAttachment? MediaFor(Turn turn, InboundContent.StaffReplied reply, Manner manner)
    {
        if (reply.Media is not { } media) return null;
        if (staff.Chat(turn.Account.BusinessId) is { } desk && desk.AccountId == turn.Account.Id)
            return new MessageAttachment(MessagePlan.CopyKind, $"{reply.StaffChatKey}/{reply.StaffMessageId}", null);
        return media.FileId is { } file
            ? new MessageAttachment(WebChatChannel.TelegramFile, file, media.Name, texts.Render("staff.file_lost", manner, []).Plain)
            : null;
    }

    private ValueTask<long?> SendAsync(Turn turn, OutgoingMessage message) => outbox.AddAsync(turn.Scope, new Draft(
        turn.Account.BusinessId, turn.Account.Id, turn.Happened.ChatKey, turn.Chat.Id, AnswerKey(turn.Happened.Id), OutboundKind.Case, message));

    /// <summary>The key of what an inbox row of a manager's says to the customer.</summary>
    private static string AnswerKey(long inboxId) => $"staff:{inboxId}";

    /// <summary>Counts the silence from now.</summary>
    public async ValueTask PostponeReleaseAsync(Turn turn)
    {
        await CancelReleaseAsync(turn);
        await timers.SetAsync(turn.Scope, turn.Chat.Id, 0, 0, ReleaseTimer, turn.Now + settings.Value.ReleaseAfter);
    }

    /// <summary>The chat is the bot's again; nothing is left to wait for.</summary>
    public static ValueTask CancelReleaseAsync(Turn turn) => Timers.ClearAsync(turn.Scope, turn.Chat.Id, 0, 0);

    private ValueTask TellAsync(WriteScope scope, ChannelAccount account, InboundEvent happened, string key) => TellAsync(scope, account, happened, key, (MessageThread?)null, []);

    private async ValueTask TellAsync(
        WriteScope scope, ChannelAccount account, InboundEvent happened, string key, MessageThread? thread, IReadOnlyList<(string Name, string Value)> words)
    {
        var language = staff.Language(account.BusinessId);
        await outbox.AddAsync(scope, new Draft(account.BusinessId, account.Id, happened.ChatKey, null, AnswerKey(happened.Id), OutboundKind.Case,
            new OutgoingMessage { Text = texts.Render(key, language, words), Language = language, Thread = thread }));
    }

    private static bool IsSending(WriteScope scope, long accountId, string chatKey) =>
        scope.Command("SELECT 1 FROM outbox WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND state = 'Sending' LIMIT 1")
            .Set("@account", accountId).Set("@chat", chatKey).ExecuteScalar() is not null;

    private static long? FindRow(WriteScope scope, long accountId, string externalId) =>
        scope.Command("SELECT id FROM inbox WHERE account_id = @account AND external_id = @external")
            .Set("@account", accountId).Set("@external", externalId).ExecuteScalar() as long?;

    /// <summary>How staff should see the customer: by the chosen name, else by the one the platform shows.</summary>
    private static string? NameOf(Turn turn) => turn.Chat.Name ?? turn.Sender?.Name;

    private (long AccountId, string ChatKey, long ChatId, CaseId? About)? FindCustomer(WriteScope scope, long accountId, string chatKey, string messageId)
    {
        var command = scope.Command("""
            SELECT c.account_id, c.external_id, c.id, r.case_id FROM outbox o
            JOIN staff_relays r ON r.outbox_id = o.id JOIN chats c ON c.id = r.chat_id
            WHERE o.account_id = @account AND o.chat_key = @key AND o.external_id = @message
            """);
        using var row = command.Set("@account", accountId).Set("@key", chatKey).Set("@message", messageId).ExecuteReader();
        return row.Read() && channels.Find(row.GetInt64(0)) is not null
            ? (row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.TextAt(3) is { } about ? new CaseId(Guid.Parse(about)) : null)
            : null;
    }
}

/// <summary>A reply whose original is still on its way to be marked as sent; the inbox tries it again.</summary>
internal sealed class ReplyTooEarlyException() : Exception("The message this answers is not marked as sent yet.");
