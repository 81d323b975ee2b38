using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>A conversation in a test: one thing after the other happens, and the last of it is looked at.</summary>
internal sealed class Talk
{
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public Talk(DialogSet? dialogs = null, ChannelProfile? channel = null, string language = "en", string zone = "Europe/Tirane", DateTimeOffset? now = null)
    {
        dialogs ??= Folders.Cafe;
        Facts = new TranscriptFacts(dialogs.Shared);
        Facts.Set("human.hours", new Value.Text("9–18"));
        Chat = new Rehearsal(dialogs, Facts, TranscriptRunner.ContextFor(channel ?? ChannelProfile.Telegram, language, zone), now ?? Monday);
    }

    public Rehearsal Chat { get; }

    public TranscriptFacts Facts { get; }

    /// <summary>What the last thing led to.</summary>
    public Outcome Last { get; private set; } = new();

    /// <summary>The keys of the last messages, those of other dialogs and the shared ones with their dialog in front.</summary>
    public string Heard => string.Join(" ", Last.Messages.Select(m => $"{(m.Dialog.Length == 0 ? "shared" : m.Dialog)}/{m.Key}"));

    public string Words => Last.Messages[^1].Message.Text.Plain;

    public IReadOnlyList<string> Buttons => Last.Messages[^1].Buttons;

    public OutgoingMessage Message => Last.Messages[^1].Message;

    public string Notice => string.Join(" ", Last.Notices.Select(n => n.Kind.ToString()));

    public string Actions => string.Join(" ", Last.Actions.Select(a => a.Action.Name));

    public string Ended => string.Join(" ", Last.Ended.Select(e => $"{e.Dialog}:{e.Outcome}"));

    /// <summary>Open runs as <c>dialog/state</c>.</summary>
    public string Open => string.Join(" ", Chat.Chat.Runs.Select(r => $"{r.Dialog}/{r.State}"));

    /// <summary>The floor from below to the top, by dialog.</summary>
    public string OnFloor => string.Join(" ", Chat.Chat.Floor.Select(n => Chat.Chat.Find(n)!.Dialog));

    public Run Run(string dialog) => Chat.Chat.Runs.Last(r => r.Dialog == dialog);

    public string? Slot(string dialog, string slot) => Run(dialog).Slots.TryGetValue(slot, out var value) ? NodeValues.Write(value) : null;

    public Talk Happens(ChatEvent happened)
    {
        Last = Chat.Happen(happened);
        return this;
    }

    public Talk Says(string words) => Happens(new ChatEvent.Said(words));

    public Talk Taps(string name) => TapsToken(Token(name));

    public Talk TapsOld(string name) =>
        TapsToken(Transcripts.Buttons.Find(Chat, name, old: true) ?? throw new InvalidOperationException($"No old button '{name}'."));

    public Talk TapsToken(string token) => Happens(new ChatEvent.Tapped(token));

    public string Token(string name) =>
        Transcripts.Buttons.Find(Chat, name, old: false) ?? throw new InvalidOperationException($"No button '{name}'.");

    public Talk Starts(string dialog, string? occasion = null, params (string Slot, Value Value)[] with) =>
        Happens(new ChatEvent.Started(dialog, Record(with), occasion));

    public Talk Hears(string name, params (string Field, Value Value)[] data) => Happens(new ChatEvent.Happened(name, Record(data)));

    public Talk Later(TimeSpan length)
    {
        Last = new Outcome();
        Chat.Later(length, Last);
        return this;
    }

    public Talk Succeeds(params (string Field, Value Value)[] result)
    {
        Last = new Outcome();
        Assert.True(Chat.TryAnswer(Record(result), null, Last));
        return this;
    }

    public Talk Fails(string code)
    {
        Last = new Outcome();
        Assert.True(Chat.TryAnswer(null, code, Last));
        return this;
    }

    public Talk Held() => Happens(new ChatEvent.Held());

    public Talk Released() => Happens(new ChatEvent.Released());

    public static Value Text(string text) => new Value.Text(text);

    public static Value Int(long number) => new Value.Int(number);

    private static Value.Record Record((string Name, Value Value)[] fields) =>
        new(fields.Aggregate(Runner.NoData.Fields, (record, field) => record.SetItem(field.Name, field.Value)));
}
