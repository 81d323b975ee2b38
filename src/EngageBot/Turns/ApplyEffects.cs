using System.Diagnostics;
using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Plays;

namespace EngageBot.Turns;

/// <summary>One exhaustive switch: every effect of the engine becomes rows of the turn's transaction.</summary>
internal sealed partial class ApplyEffects(DialogActions actions, ActionCalls calls, Outbox outbox, Timers timers, ILogger<ApplyEffects> log)
{
    /// <summary>A reply nobody could deliver for a day is of no use any more.</summary>
    private static readonly TimeSpan ReplyLifetime = TimeSpan.FromHours(24);

    /// <returns>The event that goes back into the engine before anything else, if the effect was an action somebody waits for.</returns>
    public async ValueTask<ChatEvent?> ApplyAsync(Turn turn, Effect effect, Manner manner)
    {
        switch (effect)
        {
            case Effect.Send send:
                // Offers and questions may have to wait for the gate, and how long is the contact policy's to say.
                var play = turn.Happened.Content as InboundContent.PlayStarted;
                DateTimeOffset? expires = play is not null ? play.Deadline : !turn.Asked && send.Purpose != Purpose.Service ? null : turn.Now + ReplyLifetime;
                await outbox.AddAsync(turn.Scope, new Draft(
                    turn.Account.BusinessId, turn.Account.Id, turn.Happened.ChatKey, turn.Chat.Id, send.Key, KindOf(turn, send.Purpose), send.Message, expires)
                {
                    About = play is null ? null : new(PlayInForce.SourceOf(play.Play), play.Occasion, play.Topic),
                });
                return null;
            case Effect.RunAction run:
                return await RunAsync(turn, run, manner);
            case Effect.SetTimer timer:
                await timers.SetAsync(turn.Scope, turn.Chat.Id, timer.Run, timer.Epoch, timer.What, timer.DueAt);
                return null;
            case Effect.ClearTimers clear:
                await Timers.ClearAsync(turn.Scope, turn.Chat.Id, clear.Run, clear.Epoch);
                return null;
            case Effect.Notice notice:
                turn.Notice = notice;
                if (notice.Kind == NoticeKind.Invalid) LogForged(turn.Happened.Id, turn.Chat.Id);
                return null;
            case Effect.Began began:
                if (turn.Happened.Content is InboundContent.PlayStarted started && started.Dialog == began.Dialog && !turn.PlayBegan)
                {
                    turn.PlayBegan = true;
                    PlayRunRows.Began(turn.Scope, started.Run, turn.Chat.Id, began.Run);
                }
                LogBegan(turn.Chat.Id, began.Run, began.Dialog, began.Version);
                return null;
            case Effect.Ended ended:
                if (turn.Dialogs.Set.Dialogs.GetValueOrDefault(ended.Dialog) is { Starts.Play: true })
                    PlayRunRows.Ended(turn.Scope, turn.Chat.Id, ended.Run, ended.Outcome, turn.Now);
                LogEnded(turn.Chat.Id, ended.Run, ended.Dialog, ended.Outcome);
                return null;
            default:
                throw new UnreachableException($"Nobody applies a {effect.GetType().Name}.");
        }
    }

    private async ValueTask<ChatEvent?> RunAsync(Turn turn, Effect.RunAction run, Manner manner)
    {
        if (actions.RunsOutside(run.Action.Name))
        {
            await calls.AddAsync(turn, run, manner.Language);
            return null;
        }
        var raised = new List<ChatEvent.Happened>();
        var context = new ActionContext(
            turn.Scope, turn.Chat.Id, turn.Account.BusinessId, turn.Chat.ContactId, turn.Account, manner, turn.Now, turn.Happened.Id,
            turn.Sender?.Name, run.IdempotencyKey, raised.Add);
        var outcome = await actions.RunAsync(run.Action.Name, run.Input, context);
        turn.Chat = Chats.Reload(turn.Scope, turn.Chat.Id);
        if (outcome is ActionOutcome.Done) turn.Raised.AddRange(raised);
        if (outcome is ActionOutcome.Done && raised.Exists(ConsentEvent.EndsOffers)) BroadcastTrail.OptedOut(turn.Scope, turn.Chat.ContactId, turn.Now);
        if (run.Action.Name == HandOver.Name && outcome is ActionOutcome.Done) turn.HandedOver = true;
        if (!run.Awaited) return null;
        return outcome switch
        {
            ActionOutcome.Done done => new ChatEvent.ActionSucceeded(run.Run, run.Epoch, done.Result),
            ActionOutcome.Failed failed => new ChatEvent.ActionFailed(run.Run, run.Epoch, failed.Code),
            _ => throw new UnreachableException(),
        };
    }

    private static OutboundKind KindOf(Turn turn, Purpose purpose) => purpose switch
    {
        _ when turn.Asked => OutboundKind.Reply,
        // What was promised in a case is said at its time, whatever the hour: the customer was told so.
        _ when turn.Happened.Content is InboundContent.Occurred { Event: CaseDesk.NewsEvent or CaseDesk.ResolvedEvent } => OutboundKind.Case,
        Purpose.Marketing => OutboundKind.Promotion,
        _ => OutboundKind.Notice,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Inbox {InboxId}: a button of chat {ChatId} was not made by us")]
    private partial void LogForged(long inboxId, long chatId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Chat {ChatId} run {Run} began {Dialog} version {Version}")]
    private partial void LogBegan(long chatId, uint run, string dialog, int version);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Chat {ChatId} run {Run} of {Dialog} ended: {Outcome}")]
    private partial void LogEnded(long chatId, uint run, string dialog, string outcome);
}
