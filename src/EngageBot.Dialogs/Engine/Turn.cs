using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>The working memory of one step: the chat's runs taken out of their record, effects in the order in which they are decided.</summary>
internal sealed class Turn
{
    private const int MostOccasions = 16;

    private readonly ImmutableArray<Effect>.Builder _effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly ImmutableArray<FactRead>.Builder _reads = ImmutableArray.CreateBuilder<FactRead>();
    private readonly List<Live> _runs = [];
    private readonly IFacts _facts;
    private Value? _channelName;

    public Turn(CompiledSet dialogs, ChatState chat, ChatContext context, IFacts facts, DateTimeOffset now, StepTrace? trace)
    {
        (Dialogs, Chat, Context, _facts, Trace) = (dialogs, chat, context, facts, trace);
        // Whole milliseconds: what is stored and what is in memory stay the same instant.
        Now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        Speech = new Speech(this);
        Timers = new TimerDesk(this);
        Questions = new Questions(this);
        Runner = new Runner(this);
        Floor = new Floor(this);
        Commands = new Commands(this);
        Reader = new Reader(this);
        Taps = new Taps(this);
    }

    public CompiledSet Dialogs { get; }
    public ChatState Chat { get; set; }
    public ChatContext Context { get; }
    public DateTimeOffset Now { get; }
    public StepTrace? Trace { get; }
    public Speech Speech { get; }
    public TimerDesk Timers { get; }
    public Questions Questions { get; }
    public Runner Runner { get; }
    public Floor Floor { get; }
    public Commands Commands { get; }
    public Reader Reader { get; }
    public Taps Taps { get; }

    /// <summary>Runs are being moved to a new release: whoever gets the floor by it speaks when the customer does.</summary>
    public bool Quiet { get; set; }

    /// <summary>False once nobody has read the event.</summary>
    public bool Consumed { get; set; } = true;

    public IReadOnlyList<Live> Runs => _runs;

    /// <summary>Facts that know the shop's working hours, where the host's do.</summary>
    public IWorkingTime? WorkingTime => _facts as IWorkingTime;

    public Value ChannelName => _channelName ??= new Value.Text(Context.Channel.Name);

    public Live? Find(uint number)
    {
        foreach (var live in _runs)
            if (live.Number == number) return live;
        return null;
    }

    public void Add(Live live) => _runs.Add(live);

    public void Remove(Live live)
    {
        live.Gone = true;
        _runs.Remove(live);
    }

    public void Do(Effect effect) => _effects.Add(effect);

    /// <summary>Reads a fact that <c>facts.yaml</c> declares, or a field of one.</summary>
    public bool TryFact(string path, out Value? value)
    {
        var facts = Dialogs.Set.Shared.Facts;
        if (facts.ContainsKey(path))
        {
            value = Read(path);
            return true;
        }
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (!facts.ContainsKey(path[..dot])) continue;
            return RunScope.TryField(Read(path[..dot]) as Value.Record, path.AsSpan(dot + 1), out value);
        }
        value = null;
        return false;
    }

    /// <summary>Takes the runs out of the chat's record; those of an older version are moved first.</summary>
    public void Open()
    {
        var old = false;
        foreach (var run in Chat.Runs)
        {
            if (Dialogs.Find(run, Now) is not { } dialog)
            {
                // Its dialog is no longer published: it ends without a word.
                Do(new Effect.Ended(run.Number, run.Dialog, Migrations.Lost));
                if (!run.Timers.IsEmpty) Do(new Effect.ClearTimers(run.Number, null));
                Chat = Chat with { Floor = Chat.Floor.Remove(run.Number), Waiting = Chat.Waiting.RemoveAll(waiting => waiting.Run == run.Number) };
                continue;
            }
            _runs.Add(new Live(run, dialog));
            old |= run.Version != dialog.Model.Version;
        }
        if (!old) return;
        new Migrations(this).Apply([.. _runs.Where(live => live.Run.Version != live.Dialog.Model.Version)]);
    }

    /// <summary>Lets one event happen.</summary>
    public void Happen(ChatEvent happened)
    {
        if (Chat.Held) HappenWhileHeld(happened);
        else HappenNow(happened);
    }

    /// <summary>The next key of a message or action that belongs to no run.</summary>
    public (uint Epoch, string Key) NextLooseKey()
    {
        Chat = Chat with { Loose = Chat.Loose + 1 };
        return (Chat.Loose, string.Create(CultureInfo.InvariantCulture, $"0:{Chat.Loose}:0"));
    }

    /// <summary>Notes that an occasion has started something.</summary>
    public void Remember(string occasion)
    {
        var occasions = Chat.Occasions.Length < MostOccasions ? Chat.Occasions : Chat.Occasions.RemoveAt(0);
        Chat = Chat with { Occasions = occasions.Add(occasion) };
    }

    public TurnResult Finish()
    {
        var runs = ImmutableArray.CreateBuilder<Run>(_runs.Count);
        foreach (var live in _runs) runs.Add(live.Run);
        return new TurnResult(Chat with { Runs = runs.MoveToImmutable() }, _effects.DrainToImmutable(), _reads.DrainToImmutable(), Consumed);
    }

    private void HappenNow(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatEvent.Tapped tapped: Taps.Read(tapped); break;
            case ChatEvent.Opened opened: Greet(opened); break;
            case ChatEvent.Started started: Commands.StartByHost(started); break;
            case ChatEvent.Happened business: HappenInBusiness(business); break;
            case ChatEvent.TimerDue due: Consumed = Timers.Answer(due); break;
            case ChatEvent.ActionSucceeded succeeded: Consumed = Runner.Answer(succeeded.Run, succeeded.Epoch, succeeded.Result, null); break;
            case ChatEvent.ActionFailed failed: Consumed = Runner.Answer(failed.Run, failed.Epoch, null, failed.Code); break;
            case ChatEvent.Held: Hold(); break;
            case ChatEvent.Released: Consumed = false; break;
            default: Reader.Read(happened); break;
        }
    }

    // A person has the chat: commands and what they began go on, and what belongs to this very turn; words are for the person, business waits for
    // the release.
    private void HappenWhileHeld(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatEvent.Released: Release(); break;
            case ChatEvent.Said said when Dialogs.HardCommand(SlashCommand.Read(said.Words)?.Name, Folding.Fold(said.Words)) is { } hard:
                Commands.Run(hard, happened);
                break;
            case ChatEvent.Said said when SlashCommand.Read(said.Words) is { } command: Commands.Run(command, happened); break;
            // Whoever says stop in so many words has said it to the house, whoever is listening; a person asked for is there already.
            case ChatEvent.Said said when Dialogs.Set.Recogniser.Read(said.Words, Context.Language) is { Intent: Intent.Stop, IsPlainWish: true }
                && Dialogs.Meant(Intent.Stop) is { } stop: Commands.Run(stop, happened); break;
            case ChatEvent.Tapped tapped when BeganInTheHold(tapped): HappenNow(happened); break;
            case ChatEvent.ActionSucceeded succeeded when IsOfThisTurn(succeeded.Run): HappenNow(happened); break;
            case ChatEvent.ActionFailed failed when IsOfThisTurn(failed.Run): HappenNow(happened); break;
            case ChatEvent.Happened business when !Dialogs.Listens(business.Name): Consumed = false; break;
            case ChatEvent.ActionSucceeded or ChatEvent.ActionFailed or ChatEvent.Happened: Reader.HoldBack(happened); break;
            default: Consumed = false; break;
        }
    }

    private bool BeganInTheHold(ChatEvent.Tapped tapped) =>
        ButtonToken.TryRead(tapped.Token, Context, out var token) && token.Run > Chat.HeldFrom;

    private bool IsOfThisTurn(uint run) =>
        Find(run)?.State is State.Do state
        && Dialogs.Set.Shared.Actions.TryGetValue(state.Action.Name, out var schema) && schema.Mode is ActionMode.Transaction;

    private void Hold()
    {
        Chat = Chat with { HeldSince = Now, HeldFrom = Chat.LastRun };
        Timers.Pause();
    }

    private void Release()
    {
        var held = Now - Chat.HeldSince!.Value;
        Chat = Chat with { HeldSince = null, HeldFrom = 0 };
        Timers.Resume(held < TimeSpan.Zero ? TimeSpan.Zero : held);
        var (run, epoch) = (Floor.Top?.Number, Floor.Top?.Run.Epoch);
        Reader.ReadHeldBack();
        if (Floor.Top is { } top && top.Number == run && top.Run.Epoch == epoch) Floor.GoOn(top);
    }

    private void Greet(ChatEvent.Opened opened)
    {
        if (Dialogs.CommandedBy(Commands.StartCommand) is { } dialog) Commands.StartByCustomer(dialog, opened, opened.Payload);
        else Consumed = false;
    }

    private void HappenInBusiness(ChatEvent.Happened business)
    {
        var taken = false;
        foreach (var live in _runs.ToArray()) taken |= Runner.Raise(live, business.Name, business.Data);
        foreach (var dialog in Dialogs.StartedByEvent(business.Name))
        {
            Commands.StartByHost(new ChatEvent.Started(dialog.Name, business.Data, OccasionOf(business)));
            taken |= Consumed;
        }
        Consumed = taken;
    }

    private static string? OccasionOf(ChatEvent.Happened business) =>
        (business.Data.Fields.GetValueOrDefault("occasion") ?? business.Data.Fields.GetValueOrDefault("id")) is Value.Text text ? text.Content : null;

    private Value? Read(string path)
    {
        foreach (var read in _reads)
            if (read.Path == path) return read.Value;
        var value = _facts.Read(path);
        _reads.Add(new FactRead(path, value));
        return value;
    }
}
