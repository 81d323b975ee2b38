using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>What one or more steps led to.</summary>
internal sealed class Outcome
{
    public List<TracedMessage> Messages { get; } = [];
    public List<Effect.RunAction> Actions { get; } = [];
    public List<Effect.Notice> Notices { get; } = [];
    public List<Effect.Began> Began { get; } = [];
    public List<Effect.Ended> Ended { get; } = [];
    public bool Consumed { get; set; }
}

/// <summary>A host in memory: one chat, its timers, its pending actions; time passes when told. After every step the state goes through JSON.</summary>
internal sealed class Rehearsal(DialogSet dialogs, IFacts facts, ChatContext context, DateTimeOffset now)
{
    /// <summary>More timers than this in one leap of time are a loop.</summary>
    public const int MostTimers = 500;

    private readonly Dictionary<(uint Run, uint Epoch, string What), DateTimeOffset> _timers = [];

    public DialogSet Dialogs { get; set; } = dialogs;
    public ChatContext Context { get; set; } = context;
    public IFacts Facts { get; } = facts;
    public DateTimeOffset Now { get; private set; } = now;
    public ChatState Chat { get; private set; } = ChatState.Empty;

    /// <summary>What keeps free words back while the customer is silent; absent on a channel that takes them at any time.</summary>
    public TranscriptWindow? Window { get; init; }

    /// <summary>Every message that the customer has seen so far, oldest first.</summary>
    public List<TracedMessage> Shown { get; } = [];

    /// <summary>Actions whose results a run awaits, oldest first.</summary>
    public List<Effect.RunAction> Pending { get; } = [];

    public IReadOnlyDictionary<(uint Run, uint Epoch, string What), DateTimeOffset> Timers => _timers;

    /// <summary>Every timer ever set, for delivering late ones again.</summary>
    public List<ChatEvent.TimerDue> EverSet { get; } = [];

    /// <summary>The latest outcome of each dialog.</summary>
    public Dictionary<string, string> Ends { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Visited { get; } = new(StringComparer.Ordinal);

    /// <summary>Every state entered, line taken and text said.</summary>
    public Trail Trail { get; } = new();

    public Outcome Happen(ChatEvent happened)
    {
        var outcome = new Outcome();
        Happen(happened, outcome);
        return outcome;
    }

    public void Happen(ChatEvent happened, Outcome outcome)
    {
        if (Window is not null && IsTheCustomers(happened)) Shown.AddRange(Window.Heard(Now));
        var trace = new StepTrace();
        var result = DialogEngine.Step(Dialogs, Chat, happened, Context, Facts, Now, trace);
        Chat = ChatState.Parse(result.Chat.ToJson());
        outcome.Consumed |= result.Consumed;
        outcome.Messages.AddRange(trace.Messages);
        var unsent = Show(trace.Messages);
        Trail.Add(trace);
        foreach (var effect in result.Effects) Apply(effect, outcome);
        foreach (var run in Chat.Runs) Visited.Add($"{run.Dialog}/{run.State}");
        Pending.RemoveAll(action => Chat.Find(action.Run) is not { Pending: true } run || run.Epoch != action.Epoch);
        foreach (var send in result.Effects.OfType<Effect.Send>().Where(send => unsent.Exists(message => ReferenceEquals(message, send.Message))).ToArray()) NotAsked(send, outcome);
    }

    private static bool IsTheCustomers(ChatEvent happened) => happened is ChatEvent.Said or ChatEvent.Tapped or ChatEvent.SharedContact or ChatEvent.SharedPhoto or ChatEvent.SharedFile
        or ChatEvent.SharedLocation or ChatEvent.SentUnreadable or ChatEvent.Opened;

    /// <returns>The questions that did not leave.</returns>
    private List<OutgoingMessage> Show(List<TracedMessage> messages)
    {
        List<OutgoingMessage> unsent = [];
        foreach (var message in messages)
        {
            if (Window is null) Shown.Add(message);
            else if (Window.Let(message, Now) is { } seen) Shown.Add(seen);
            else if (message.Message.Expect is not Expect.Nothing) unsent.Add(message.Message);
        }
        return unsent;
    }

    /// <summary>As the host does it: a question that nobody hears is not waited for.</summary>
    private void NotAsked(Effect.Send send, Outcome outcome)
    {
        if (send.Key.Split(':') is [var run, var epoch, _] && uint.TryParse(run, CultureInfo.InvariantCulture, out var r) && uint.TryParse(epoch, CultureInfo.InvariantCulture, out var e))
            Happen(new ChatEvent.TimerDue(r, e, ChatEvent.TimerDue.Unsent), outcome);
    }

    /// <summary>Gives the oldest pending action its result.</summary>
    public bool TryAnswer(Value.Record? result, string? code, Outcome outcome)
    {
        if (Pending.Count == 0) return false;
        var action = Pending[0];
        Pending.RemoveAt(0);
        Happen(AnswerOf(action, result, code), outcome);
        return true;
    }

    public static ChatEvent AnswerOf(Effect.RunAction action, Value.Record? result, string? code) =>
        result is not null ? new ChatEvent.ActionSucceeded(action.Run, action.Epoch, result) : new ChatEvent.ActionFailed(action.Run, action.Epoch, code!);

    /// <summary>Lets time pass; timers fire in their order, at their time.</summary>
    public void Later(TimeSpan length, Outcome outcome)
    {
        var until = Now + length;
        for (var fired = 0; fired < MostTimers && NextDue(until) is { } next; fired++)
        {
            var dueAt = _timers[next];
            _timers.Remove(next);
            if (dueAt > Now) Now = dueAt;
            Happen(new ChatEvent.TimerDue(next.Run, next.Epoch, next.What), outcome);
        }
        Now = until;
    }

    /// <summary>The host is down for so long: time passes and nothing fires.</summary>
    public void Sleep(TimeSpan length) => Now += length;

    private (uint Run, uint Epoch, string What)? NextDue(DateTimeOffset until)
    {
        (uint, uint, string)? next = null;
        var earliest = DateTimeOffset.MaxValue;
        foreach (var (key, dueAt) in _timers)
        {
            if (dueAt > until || dueAt > earliest || (dueAt == earliest && Comparer<(uint, uint, string)>.Default.Compare(key, next!.Value) > 0)) continue;
            (next, earliest) = (key, dueAt);
        }
        return next;
    }

    private void Apply(Effect effect, Outcome outcome)
    {
        switch (effect)
        {
            case Effect.RunAction action:
                outcome.Actions.Add(action);
                if (action.Awaited) Pending.Add(action);
                break;
            case Effect.SetTimer timer:
                _timers[(timer.Run, timer.Epoch, timer.What)] = timer.DueAt;
                EverSet.Add(new ChatEvent.TimerDue(timer.Run, timer.Epoch, timer.What));
                break;
            case Effect.ClearTimers clear:
                foreach (var key in _timers.Keys.Where(k => k.Run == clear.Run && (clear.Epoch is null || k.Epoch == clear.Epoch)).ToArray())
                    _timers.Remove(key);
                break;
            case Effect.Notice notice: outcome.Notices.Add(notice); break;
            case Effect.Began began: outcome.Began.Add(began); break;
            case Effect.Ended ended:
                outcome.Ended.Add(ended);
                Ends[ended.Dialog] = ended.Outcome;
                Visited.Add($"{ended.Dialog}:{ended.Outcome}");
                Trail.Outcomes.Add($"{ended.Dialog}:{ended.Outcome}");
                break;
        }
    }
}
