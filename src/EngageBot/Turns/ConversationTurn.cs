using System.Collections.Immutable;
using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Channels.WebChat;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Loyalty.Referrals;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Storage;
using EngageBot.Turns.Log;

namespace EngageBot.Turns;

/// <summary>The unit of work: one inbox row, one chat, one transaction. Decides; the engine and the effects do the rest; nothing is sent from here.</summary>
internal sealed class ConversationTurn(
    DialogCatalog dialogs,
    BusinessDirectory businesses,
    FactGroups facts,
    ApplyEffects effects,
    StaffDesk desk,
    StaffReactions reactions,
    TellStaff tellStaff,
    Albums albums,
    ChannelList channels,
    TurnLog log,
    BroadcastTrail trail,
    SpineSignals signals,
    WindowWords windows,
    MasterKey masterKey,
    TimeProvider clock)
{
    /// <summary>Steps of one turn, counting each action's result; far above what a checked dialog can need.</summary>
    private const int StepsMax = 64;

    /// <summary>The newest signs; buttons that an older one signed still count.</summary>
    private readonly ImmutableArray<ReadOnlyMemory<byte>> _buttonKeys = [.. masterKey.AcceptedFor(MasterKey.Button).Select(key => new ReadOnlyMemory<byte>(key))];

    /// <summary>Handles one row; state, replies and the handled mark appear together or not at all.</summary>
    public async ValueTask<Func<Task>?> HandleAsync(WriteScope scope, InboundEvent happened)
    {
        var account = businesses.Account(happened.AccountId);
        if (happened.Content is InboundContent.StaffWrote wrote)
        {
            await desk.RouteAsync(scope, account, happened, wrote);
            return null;
        }
        if (happened.Content is InboundContent.StaffReacted sign)
        {
            await reactions.ShowAsync(scope, account, happened, sign);
            return null;
        }
        // Nobody in the staff chat is a customer: whatever else happens there is none of the bot's business.
        if (desk.IsStaffChat(account, happened.ChatKey))
        {
            if (happened.Content is InboundContent.StaffTopicLost) await desk.TopicLostAsync(scope, account, happened);
            return null;
        }
        var now = clock.GetUtcNow();
        if (now - happened.ReceivedAt >= InboundEvent.ReadAgainAfter) happened = EditedWords.Latest(scope, happened);
        if (Albums.IsTimer(happened))
        {
            if (albums.Gather(scope, happened) is not { } gathered) return null;
            happened = gathered;
        }
        var turn = Begin(scope, happened, account, now);
        if (account.HasWindow && turn.Asked && HeldWords.Release(scope, account.Id, happened.ChatKey, now) > 0)
            scope.AfterCommit(() => signals.OutboxWritten(account.Id));
        if (albums.FinishOther(turn) is { } album) await RunAsync(turn, ToChatEvent(album));
        switch (happened.Content)
        {
            case InboundContent.SharedPhoto or InboundContent.SharedFile when await albums.WaitsAsync(turn):
                break;
            case InboundContent.Edited edit:
                await EditedAsync(turn, edit);
                break;
            case InboundContent.Reachability change:
                Chats.SetReachable(scope, turn.Chat.Id, change.Reachable, now);
                break;
            case InboundContent.StaffReplied reply:
                await ReplyAsync(turn, reply);
                break;
            case InboundContent.MarketingWish wish:
                PlatformWords.Wish(turn, wish.Wanted, businesses.Of(account.BusinessId).Business.Language);
                break;
            case InboundContent.SamePerson same:
                if (PlatformWords.Join(turn, same.OtherChatKey) is { } decide) await tellStaff(scope, decide);
                break;
            case InboundContent.Renumbered renumbered:
                PlatformWords.Renumber(turn, renumbered);
                break;
            case InboundContent.TimerFired { What: StaffDesk.ReleaseTimer }:
                await ReleaseAsync(turn);
                break;
            default:
                if (turn.Chat.Unreachable && turn.Asked) Chats.SetReachable(scope, turn.Chat.Id, true, now);
                if (happened.Content is InboundContent.Opened opened) ComeByLink(turn, opened.Payload);
                await RunAsync(turn, ToChatEvent(happened.Content));
                if (happened.Content is InboundContent.PlayStarted play && !turn.PlayBegan) PlayRunRows.NotBegun(scope, play.Run, PlayReason.Busy, now);
                if (turn.HandedOver)
                {
                    await HoldAsync(turn);
                    await desk.PostponeReleaseAsync(turn);
                }
                break;
        }
        if (trail.IsWarm) Follow(turn);
        var after = turn.State.ToJson();
        Chats.Save(scope, turn.Chat.Id, after, turn.HeldAt, now);
        log.Write(turn, after);
        return AnswerTap(turn);
    }

    /// <summary>What somebody does soon after a broadcast is counted beside it.</summary>
    private static void Follow(Turn turn)
    {
        if (turn.Happened.Content is InboundContent.Tapped tap)
            BroadcastTrail.Tapped(turn.Scope, turn.Account.Id, turn.Happened.ChatKey, turn.Chat.ContactId, tap.MessageId, turn.Now);
        else if (turn.Asked && turn.Happened.Content is not InboundContent.Reachability) BroadcastTrail.Answered(turn.Scope, turn.Chat.ContactId, turn.Now);
    }

    private Turn Begin(WriteScope scope, InboundEvent happened, ChannelAccount account, DateTimeOffset now)
    {
        ContactId? known = WebChatApi.TryReadMember(happened.ChatKey, out var member) ? member : null;
        var chat = Chats.FindOrCreate(scope, account, happened.ChatKey, known, Turn.SenderOf(happened.Content)?.Language, now);
        var state = chat.State.Length == 0 ? ChatState.Empty : ChatState.Parse(chat.State);
        return new Turn(scope, happened, account, chat, state, dialogs.For(state, scope), now) { Record = log.Begin(chat.State) };
    }

    /// <summary>Steps the engine until no action's result is left to feed back.</summary>
    private async ValueTask RunAsync(Turn turn, ChatEvent first)
    {
        var waiting = new Queue<ChatEvent>([first]);
        for (var step = 0; waiting.TryDequeue(out var happened); step++)
        {
            if (step == StepsMax) throw new InvalidOperationException($"Chat {turn.Chat.Id} took more than {StepsMax} steps in one turn.");
            var page = businesses.Of(turn.Account.BusinessId);
            var manner = Manner.Of(page.Business, turn.Chat.Language, turn.Chat.Tone);
            var source = new FactSource(turn.Scope, page, turn.Account, turn.Chat, turn.Sender, manner.Language, turn.Now);
            var context = new ChatContext(
                turn.Chat.Id, ProfileOf(turn.Account), manner.Language, page.Business.Language, manner.Informal, page.Zone, _buttonKeys[0])
            {
                OlderButtonKeys = _buttonKeys.RemoveAt(0),
            };
            var known = new ChatFacts(facts, source);
            var result = DialogEngine.Step(turn.Dialogs.Set, turn.State, happened, context, known, turn.Now);
            turn.Record?.Add(happened, context, result, known.Times);
            turn.State = result.Chat;
            if (!result.Consumed && turn.HeldAt is not null && turn.Asked && ReferenceEquals(happened, first)) await desk.RelayWhileHeldAsync(turn);
            foreach (var effect in result.Effects)
                if (await effects.ApplyAsync(turn, effect, manner) is { } answer) waiting.Enqueue(answer);
            if (waiting.Count > 0) continue;
            // Every result is taken: now dialogs that wait for what these actions changed may hear of it.
            foreach (var raised in turn.Raised) waiting.Enqueue(raised);
            turn.Raised.Clear();
        }
    }

    /// <summary>A manager's words: they go to the customer, and from the first one on the bot is silent (law 9).</summary>
    private async ValueTask ReplyAsync(Turn turn, InboundContent.StaffReplied reply)
    {
        if (reply.News is { } news && turn.HeldAt is null)
        {
            await RunAsync(turn, BusinessEvents.Of(news.Otherwise));
            return;
        }
        if (!reply.Watched) Callbacks.Answered(turn.Scope, turn.Chat.Id, turn.Now);
        var manner = Manner.Of(businesses.Of(turn.Account.BusinessId).Business, turn.Chat.Language, turn.Chat.Tone);
        if (StaffDesk.IsHandBack(reply.Words))
        {
            if (turn.HeldAt is null) return;
            await desk.SayTheBotIsBackAsync(turn, manner);
            await ReleaseAsync(turn);
            return;
        }
        // The customer may have written a moment ago: what waited for that goes before these words.
        if (turn.Account.HasWindow) HeldWords.Release(turn.Scope, turn.Account.Id, turn.Happened.ChatKey, turn.Now);
        await desk.SendToCustomerAsync(turn, reply, manner);
        await windows.AnsweredAsync(turn, reply, manner.Language);
        if (reply.Watched) return;
        await HoldAsync(turn);
        await RunAsync(turn, BusinessEvents.Of(reply));
        await desk.PostponeReleaseAsync(turn);
    }

    /// <summary>Words that were used stay used: an answer changed behind a dialog's back would change what was agreed.</summary>
    private async ValueTask EditedAsync(Turn turn, InboundContent.Edited edit)
    {
        if (EditedWords.Used(turn.Scope, turn.Account.Id, edit.OriginalId) is not { } used || used == edit.Words) return;
        if (turn.HeldAt is not null) await desk.RelayWhileHeldAsync(turn);
        else await desk.SayAsync(turn, "edited", Manner.Of(businesses.Of(turn.Account.BusinessId).Business, turn.Chat.Language, turn.Chat.Tone));
    }

    /// <summary>A link may say who sent it; what it carries is user input.</summary>
    private static void ComeByLink(Turn turn, string? payload)
    {
        if (ReferralCodes.Read(payload) is var (code, tag))
            ReferralBook.Arrive(turn.Scope, turn.Account.BusinessId, turn.Chat.ContactId, code, tag ?? turn.Account.Channel, turn.Now);
    }

    private async ValueTask HoldAsync(Turn turn)
    {
        if (turn.HeldAt is not null) return;
        turn.HeldAt = turn.Now;
        await RunAsync(turn, new ChatEvent.Held());
    }

    private async ValueTask ReleaseAsync(Turn turn)
    {
        if (turn.HeldAt is null) return;
        turn.HeldAt = null;
        await StaffDesk.CancelReleaseAsync(turn);
        await RunAsync(turn, new ChatEvent.Released());
    }

    /// <summary>A tap is answered once its turn is committed, best effort: the spinner on the customer's button stops.</summary>
    private Func<Task>? AnswerTap(Turn turn)
    {
        if (turn.Happened.Content is not InboundContent.Tapped tap || channels.Find(turn.Account.Id) is not { } channel) return null;
        var (key, text, stale) = (turn.Happened.ChatKey, turn.Notice?.Text ?? "", turn.Notice is { RemoveButtons: true } ? tap.MessageId : null);
        // Nobody looks at that button any more, and the platform takes no answer; buttons that lead nowhere still come off.
        if (stale is null && (tap.At ?? turn.Happened.ReceivedAt) < turn.Now - WaitingTaps.Answerable) return null;
        return () => channel.AnswerTapAsync(key, tap.TapId, text, stale, CancellationToken.None);
    }

    private static ChannelProfile ProfileOf(ChannelAccount account) => account.Channel switch
    {
        "telegram" => ChannelProfile.Telegram,
        "whatsapp" => ChannelProfile.WhatsApp,
        _ => ChannelProfile.Web,
    };

    private static ChatEvent ToChatEvent(InboundContent content) => content switch
    {
        InboundContent.Said or InboundContent.Opened when BusinessEvents.OfLink(content) is { } link => link,
        InboundContent.Said c => new ChatEvent.Said(c.Words),
        InboundContent.Tapped c => new ChatEvent.Tapped(c.Token),
        InboundContent.SharedContact c => new ChatEvent.SharedContact(c.Phone, c.Own),
        InboundContent.SharedPhoto c => new ChatEvent.SharedPhoto(c.FileId, c.Caption),
        InboundContent.SharedFile c => new ChatEvent.SharedFile(c.FileId, c.Name, c.Caption),
        InboundContent.SharedLocation c => new ChatEvent.SharedLocation(c.Latitude, c.Longitude),
        InboundContent.Unreadable c => new ChatEvent.SentUnreadable(c.Kind),
        InboundContent.Opened c => new ChatEvent.Opened(c.Payload),
        InboundContent.TimerFired c => new ChatEvent.TimerDue(c.Run, c.Epoch, c.What),
        InboundContent.ActionEnded { Code: { } code } c => new ChatEvent.ActionFailed(c.Run, c.Epoch, code),
        InboundContent.ActionEnded c => new ChatEvent.ActionSucceeded(c.Run, c.Epoch, RecordJson.Read(c.Result ?? "{}")),
        InboundContent.Occurred c => BusinessEvents.Of(c),
        InboundContent.PlayStarted c => new ChatEvent.Started(c.Dialog, RecordJson.Read(c.With), $"{c.Play}:{c.Occasion}"),
        _ => throw new InvalidOperationException($"{content.GetType().Name} is no chat's business."),
    };
}
