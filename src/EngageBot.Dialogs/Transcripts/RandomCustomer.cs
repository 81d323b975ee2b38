using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>A customer, a clock and a business that do anything they could do.</summary>
internal sealed class RandomCustomer
{
    private static readonly string[] Words =
    [
        "yes", "no", "да", "нет", "po", "jo", "1", "2", "3", "7", "10", "11", "0", "-4", "skip", "back",
        "/back", "/cancel", "/start", "/start abc", "/nonsense", "/", "stop", "human", "человек", "cancel",
        "tomorrow 15:00", "завтра в 5", "nesër në orën 17", "14 March", "30 February", "29.02", "14.03.2026", "yesterday at five",
        "12.50 €", "a@b.al", "+355 69 123 4567", "thanks", "👍", "ok", "спасибо", "faleminderit",
        "Two hours late and cold", "x", "   ", "!!!", "*bold* {name}",
        "purple umbrella", "лиловый зонтик", "çadër vjollcë", "\u0000\u202e", "/human", "/stop", "/help", "/menu",
    ];

    private readonly DialogSet _dialogs;
    private readonly Random _random;
    private readonly RandomValues _values;
    private readonly TranscriptFacts _facts;
    private readonly List<Effect.RunAction> _everAsked = [];
    private readonly bool _calm;
    private readonly string[] _commands;
    private readonly string[] _events;

    public RandomCustomer(DialogSet dialogs, Random random)
    {
        (_dialogs, _random) = (dialogs, random);
        _calm = random.Next(2) == 0;
        _values = new RandomValues(random);
        _facts = new TranscriptFacts(dialogs.Shared);
        foreach (var (path, type) in dialogs.Shared.Facts) _facts.Set(path, _values.Of(type));
        ChannelProfile[] channels = [ChannelProfile.Telegram, ChannelProfile.WhatsApp, ChannelProfile.Web];
        var context = TranscriptRunner.ContextFor(Pick(channels), Pick(dialogs.Languages.ToArray())) with
        {
            Informal = random.Next(2) == 0,
            ChatId = random.Next(1, 1000),
        };
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(0, 500_000));
        Rehearsal = new Rehearsal(dialogs, _facts, context, now);
        _commands = [.. dialogs.Dialogs.Values.Select(d => d.Starts.Command).OfType<string>(), .. dialogs.Shared.Globals.Select(g => g.Name)];
        _events = [.. dialogs.Shared.Events.Keys, .. dialogs.Dialogs.Values.Select(d => d.Starts.Event).OfType<string>(), "nobody.knows"];
    }

    public Rehearsal Rehearsal { get; }

    /// <summary>Whatever happens next.</summary>
    public ChatEvent Next()
    {
        foreach (var action in Rehearsal.Pending)
            if (!_everAsked.Contains(action)) _everAsked.Add(action);
        return _calm && _random.Next(5) > 0 && Expected() is { } expected ? expected : Something();
    }

    /// <summary>What somebody does who only wants to get to the end: the business answers, the newest question is answered.</summary>
    private ChatEvent? Expected() => Answer()
        ?? (_random.Next(3) > 0 && Rehearsal.Shown.LastOrDefault(m => !m.Message.Buttons.IsEmpty) is { } shown
            ? new ChatEvent.Tapped(Pick(shown.Message.Buttons.ToArray()).Token)
            : Fitting());

    private ChatEvent Something() => _random.Next(100) switch
    {
        < 30 => Tap(),
        < 40 when Fitting() is { } fitting => fitting,
        < 50 => new ChatEvent.Said(Pick(Words)),
        < 56 => new ChatEvent.Said("/" + Pick(_commands) + (_random.Next(3) == 0 ? " " + Pick(_dialogs.Languages.ToArray()) : "")),
        < 62 => Start(),
        < 64 when _everAsked.Count > 0 => LateAnswer(),
        < 76 when Answer() is { } answer => answer,
        < 82 => TimePasses(),
        < 88 => Share(),
        < 92 => Business(),
        < 93 => new ChatEvent.Opened(_random.Next(2) == 0 ? null : "ref_7"),
        < 94 => Rehearsal.Chat.Held ? new ChatEvent.Released() : new ChatEvent.Held(),
        < 97 when Rehearsal.Chat.Held => new ChatEvent.Released(),
        < 97 => SwitchLanguage(),
        _ => ChangeFacts(),
    };

    /// <summary>The result of a pending action, or nothing if none is pending.</summary>
    public ChatEvent? Answer()
    {
        if (Rehearsal.Pending.Count == 0) return null;
        var action = Rehearsal.Pending[_random.Next(Rehearsal.Pending.Count)];
        Rehearsal.Pending.Remove(action);
        return AnswerTo(action);
    }

    private ChatEvent AnswerTo(Effect.RunAction action)
    {
        var fails = action.Action.MayFail && _random.Next(3) == 0;
        return fails
            ? Rehearsal.AnswerOf(action, null, action.Action.Errors is [] ? "failed" : Pick(action.Action.Errors.ToArray()))
            : Rehearsal.AnswerOf(action, _values.Record(action.Action.Results), null);
    }

    /// <summary>An answer of the kind the open question asks for; often still a wrong one.</summary>
    private ChatEvent? Fitting()
    {
        if (Rehearsal.Chat.Floor.IsEmpty || Rehearsal.Chat.Find(Rehearsal.Chat.Floor[^1]) is not { } run) return null;
        var dialog = _dialogs.Dialogs[run.Dialog];
        if (dialog.Find(run.State) is not State.Ask ask) return null;
        return dialog.Slots[ask.Slot].Type.Kind switch
        {
            TypeKind.Contact or TypeKind.Phone => new ChatEvent.SharedContact("+355691234567", Own: _random.Next(3) > 0),
            TypeKind.Photo => new ChatEvent.SharedPhoto("photo", null),
            TypeKind.File => new ChatEvent.SharedFile("file", "a.pdf", null),
            TypeKind.Location => new ChatEvent.SharedLocation(41.3275, 19.8187),
            TypeKind.DayMonth or TypeKind.Date => new ChatEvent.Said(Pick<string>(["14 March", "5 November", "tomorrow"])),
            TypeKind.DateTime or TypeKind.Time => new ChatEvent.Said(Pick<string>(["tomorrow 15:00", "17:30"])),
            TypeKind.Int => new ChatEvent.Said(_random.Next(12).ToString(CultureInfo.InvariantCulture)),
            TypeKind.Text => new ChatEvent.Said(Pick<string>(["Arta", "Two hours late and cold", "Жанна"])),
            _ => new ChatEvent.Said(Pick<string>(["1", "2", "purple umbrella"])),
        };
    }

    // The answer to an action somebody waits for, waited for once, or has answered long ago.
    private ChatEvent LateAnswer()
    {
        var action = Pick(_everAsked.ToArray());
        Rehearsal.Pending.Remove(action);
        return AnswerTo(action);
    }

    private ChatEvent.Said SwitchLanguage()
    {
        Rehearsal.Context = Rehearsal.Context with { Language = Pick(_dialogs.Languages.ToArray()), Informal = _random.Next(2) == 0 };
        return new ChatEvent.Said(Pick(Words));
    }

    private ChatEvent.Tapped Tap()
    {
        var shown = Rehearsal.Shown.Where(m => !m.Message.Buttons.IsEmpty).ToArray();
        var kind = _random.Next(12);
        if (kind >= 10) return new ChatEvent.Tapped(HostButton(kind == 10));
        if (shown.Length == 0) return new ChatEvent.Tapped("forged");
        var message = kind < 7 ? shown[^1] : Pick(shown);
        var token = Pick(message.Message.Buttons.ToArray()).Token;
        return new ChatEvent.Tapped(kind == 9 ? Forge(token) : token);
    }

    private string HostButton(bool entry) => entry
        ? HostButtons.Entry(
            Rehearsal.Context, Pick(_dialogs.Dialogs.Values.ToArray()).Number, _random.Next(5),
            Rehearsal.Now.AddHours(_random.Next(-1, 3)), (byte)_random.Next(3))
        : HostButtons.Command(Rehearsal.Context, Pick(_commands));

    private string Forge(string token)
    {
        var at = _random.Next(token.Length);
        return string.Concat(token.AsSpan(0, at), token[at] == 'A' ? "B" : "A", token.AsSpan(at + 1));
    }

    // Half the time something that an open run waits for.
    private ChatEvent.Happened Business()
    {
        var awaited = Rehearsal.Chat.Runs.SelectMany(Awaited).Where(_dialogs.Shared.Events.ContainsKey).ToArray();
        var name = awaited.Length > 0 && _random.Next(2) == 0 ? Pick(awaited) : Pick(_events);
        return new ChatEvent.Happened(name, _values.Record(_dialogs.Shared.Events.GetValueOrDefault(name)?.Data));
    }

    private IEnumerable<string> Awaited(Run run)
    {
        var dialog = _dialogs.Dialogs[run.Dialog];
        for (var state = dialog.Find(run.State); state is not null; state = state.Parent is null ? null : dialog.Find(state.Parent))
            foreach (var events in state.Events) yield return events.Event;
    }

    private ChatEvent.Started Start()
    {
        var dialog = Pick(_dialogs.Dialogs.Values.ToArray());
        var with = dialog.Starts.Play && _random.Next(3) == 0
            ? _values.Record(dialog.Slots.ToImmutableSortedDictionary(s => s.Key, s => s.Value.Type))
            : Runner.NoData;
        return new ChatEvent.Started(dialog.Name, with, _random.Next(2) == 0 ? null : _random.Next(5).ToString(CultureInfo.InvariantCulture));
    }

    private ChatEvent TimePasses()
    {
        if (_random.Next(4) == 0 && Rehearsal.EverSet.Count > 0) return Pick(Rehearsal.EverSet.ToArray());
        int[] minutes = [1, 11, 60, 5 * 60, 25 * 60, 4 * 24 * 60];
        Rehearsal.Later(TimeSpan.FromMinutes(Pick(minutes)), new Outcome());
        return new ChatEvent.Said(Pick(Words));
    }

    private ChatEvent Share() => _random.Next(6) switch
    {
        0 => new ChatEvent.SharedContact("+355691234567", Own: _random.Next(2) == 0),
        1 => new ChatEvent.SharedPhoto("photo", _random.Next(2) == 0 ? null : "Two hours late"),
        2 => new ChatEvent.SharedFile("file", "a.pdf", null),
        3 => new ChatEvent.SharedLocation(41.3275, 19.8187),
        4 => new ChatEvent.SentUnreadable("sticker"),
        _ => new ChatEvent.SentUnreadable("unheard_of"),
    };

    private ChatEvent.Said ChangeFacts()
    {
        if (_dialogs.Shared.Facts.Count > 0)
        {
            var (path, type) = Pick(_dialogs.Shared.Facts.ToArray());
            _facts.Set(path, _values.Of(type));
        }
        return new ChatEvent.Said(Pick(Words));
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
