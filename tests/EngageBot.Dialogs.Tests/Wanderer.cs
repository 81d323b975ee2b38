using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests;

/// <summary>A customer without a plan: taps new and old buttons, types, is silent, shares a card; the same seed takes the same way.</summary>
internal sealed class Wanderer(Rehearsal rehearsal, int seed)
{
    private const int LongestMessage = 600;
    private const int MostMessages = 6;

    private static readonly ImmutableArray<string> Sayings =
    [
        "/start", "/start x'; drop", "/menu", "/help", "/balance", "/history", "/contacts", "/language sq", "/news", "/join", "/human", "/stop", "/cancel",
        "/back", "/nonsense", "yes", "да", "jo", "Ana", "5 November", "5 ноября", "thanks", "спасибо", "purple umbrella", "skip", "join", "start", "stop",
        "баллы", "sa pikë kam", "1", "2", "0", "", "👍", "{points.available}", "*bold*",
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _way = [];

    public List<string> Problems { get; } = [];

    public void Walk(int steps)
    {
        for (var step = 0; step < steps && Problems.Count == 0; step++)
        {
            var outcome = new Outcome();
            Act(outcome);
            AnswerActions(outcome);
            Look(outcome);
        }
    }

    /// <summary>Says nothing for two weeks: every run must end, with few words.</summary>
    public void FallSilent()
    {
        var outcome = new Outcome();
        _way.Add("silence");
        if (rehearsal.Chat.Held) rehearsal.Happen(new ChatEvent.Released(), outcome);
        for (var day = 0; day < 14; day++)
        {
            rehearsal.Later(TimeSpan.FromDays(1), outcome);
            AnswerActions(outcome);
        }
        if (!rehearsal.Chat.Runs.IsEmpty) Complain($"never ends: {string.Join(", ", rehearsal.Chat.Runs.Select(r => $"{r.Dialog}/{r.State}"))}");
        if (outcome.Messages.Count > MostMessages) Complain($"{outcome.Messages.Count} messages to somebody silent");
    }

    private void Act(Outcome outcome)
    {
        var die = _random.Next(20);
        var asked = rehearsal.Shown.Where(m => !m.Message.Buttons.IsEmpty).ToArray();
        if (die < 9 && asked.Length > 0) Tap(die < 7 ? asked[^1] : asked[_random.Next(asked.Length)], outcome);
        else if (die == 9) Later(outcome);
        else if (die == 10) Happen(new ChatEvent.SharedContact("+355691234567", Own: _random.Next(3) > 0), outcome);
        else if (die == 11) Happen(new ChatEvent.SentUnreadable("voice"), outcome);
        else if (die == 12 && _random.Next(4) == 0) Happen(rehearsal.Chat.Held ? new ChatEvent.Released() : new ChatEvent.Held(), outcome);
        else Happen(new ChatEvent.Said(Sayings[_random.Next(Sayings.Length)]), outcome);
    }

    private void Tap(TracedMessage message, Outcome outcome)
    {
        var button = message.Message.Buttons[_random.Next(message.Message.Buttons.Length)];
        _way.Add($"tap {button.Label}");
        rehearsal.Happen(new ChatEvent.Tapped(button.Token), outcome);
    }

    private void Later(Outcome outcome)
    {
        _way.Add("later");
        rehearsal.Later(TimeSpan.FromMinutes(_random.Next(1, 2000)), outcome);
    }

    private void Happen(ChatEvent happened, Outcome outcome)
    {
        _way.Add(happened.ToString());
        rehearsal.Happen(happened, outcome);
    }

    private void AnswerActions(Outcome outcome)
    {
        while (rehearsal.Pending is [{ Action: var action }, ..])
        {
            var code = action.MayFail && _random.Next(3) == 0 ? action.Errors[_random.Next(action.Errors.Length)] : null;
            _way.Add($"{action.Name} {code ?? "works"}");
            rehearsal.TryAnswer(code is null ? ResultOf(action.Results) : null, code, outcome);
        }
    }

    private static Value.Record ResultOf(ImmutableSortedDictionary<string, DialogType> results) =>
        new(results.ToImmutableSortedDictionary(r => r.Key, r => r.Value.Kind is TypeKind.Bool ? new Value.Bool(true) : (Value)new Value.Int(50), StringComparer.Ordinal));

    private void Look(Outcome outcome)
    {
        foreach (var message in outcome.Messages)
        {
            var words = message.Message.Text.Plain;
            if (words.Length is 0 or > LongestMessage) Complain($"{message.Dialog}/{message.Key} has {words.Length} characters");
            if (words.Contains('{', StringComparison.Ordinal)) Complain($"{message.Dialog}/{message.Key} shows a placeholder: {words}");
        }
        if (outcome.Messages.Count > MostMessages) Complain($"{outcome.Messages.Count} messages at once");
        if (rehearsal.Chat.Held) return;
        foreach (var run in rehearsal.Chat.Runs)
            if (!rehearsal.Timers.Keys.Any(t => t.Run == run.Number) && !rehearsal.Chat.Runs.Any(r => r.Caller == run.Number))
                Complain($"{run.Dialog}/{run.State} would wait for ever");
    }

    private void Complain(string problem) => Problems.Add($"seed {seed}: {problem}\n  {string.Join("\n  ", _way.TakeLast(12))}");
}
