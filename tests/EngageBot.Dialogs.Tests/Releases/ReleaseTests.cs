using System.Collections.Concurrent;
using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Tests.Engine;
using EngageBot.Dialogs.Transcripts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Releases;

/// <summary>Conversations under way survive a release, wherever they stand and whatever happens first: the table of dialogs.md, "Versions".</summary>
public sealed class ReleaseTests
{
    private static readonly ConcurrentDictionary<(string, Change), DialogSet> _releases = [];

    private static readonly Lazy<IReadOnlyList<Moment>> _shipped = new(() => Moment.All(Folders.Shipped, English(Folders.ShippedPath)));
    private static readonly Lazy<IReadOnlyList<Moment>> _examples = new(() => Moment.All(Folders.Examples, English(Folders.ExamplesPath)));

    public static MatrixTheoryData<bool, Change> Changes => new([true, false], Enum.GetValues<Change>());

    [Fact]
    public void A_chat_is_looked_at_in_every_state_in_which_a_run_of_a_shipped_dialog_can_stand()
    {
        var seen = _shipped.Value.SelectMany(m => m.Standing.Split(' ')).ToHashSet(StringComparer.Ordinal);
        var resting = Folders.Shipped.Dialogs.Values.SelectMany(d => d.States.Where(s => s is State.Ask or State.Wait or State.Do).Select(s => $"{d.Name}/{s.Path}"));
        Assert.Empty(resting.Except(seen));
        Assert.Contains(seen, s => Folders.Shipped.Dialogs["welcome"].States.Any(state => state is State.Call && s == $"welcome/{state.Path}"));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void No_promise_is_broken_by_whatever_happens_first_after_a_release(bool shipped, Change change)
    {
        foreach (var moment in Moments(shipped))
            foreach (var happened in Stimuli(moment.Replay(Old(shipped))))
            {
                var chat = moment.Replay(Old(shipped));
                var before = chat.Chat;
                chat.Dialogs = Next(shipped, change);
                var broken = new Watch(chat).Happen(happened);
                if (change is Change.ToPerson && broken?.EndsWith("could not go on", StringComparison.Ordinal) == true) broken = null;
                Assert.True(broken is null, $"{moment} {happened}: {broken}");
                Assert.DoesNotContain(Migrations.Lost, chat.Ends.Values);
                Assert.All(chat.Chat.Runs, run => Assert.Equal(chat.Dialogs.Dialogs[run.Dialog].Version, run.Version));
                if (change is Change.Ended or Change.ToPerson)
                    Assert.All(before.Runs, run => Assert.Null(chat.Chat.Find(run.Number)));
                FallsSilent(chat, moment);
            }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_only_the_version_is_higher_everything_goes_on_as_if_there_had_been_no_release(bool shipped)
    {
        foreach (var moment in Moments(shipped))
            foreach (var happened in Stimuli(moment.Replay(Old(shipped))))
            {
                var (without, with) = (moment.Replay(Old(shipped)), moment.Replay(Old(shipped)));
                with.Dialogs = Next(shipped, Change.Raised);
                Assert.Equal(Told(without.Happen(happened)), Told(with.Happen(happened)));
                Assert.Equal(without.Chat.ToJson(), Lowered(with.Chat).ToJson());
            }
    }

    [Theory]
    [InlineData(true, Change.Renamed)]
    [InlineData(true, Change.Split)]
    [InlineData(false, Change.Renamed)]
    [InlineData(false, Change.Split)]
    public void A_question_that_has_another_name_is_said_again_at_the_customers_words_and_nothing_is_counted_or_forgotten(bool shipped, Change change)
    {
        foreach (var moment in Moments(shipped))
        {
            var chat = moment.Replay(Old(shipped));
            if (OpenQuestion(chat) is not { } run) continue;
            chat.Dialogs = Next(shipped, change);
            var outcome = chat.Happen(new ChatEvent.Said("purple umbrella"));
            var now = Assert.IsType<Run>(chat.Chat.Find(run.Number));
            Assert.Equal(NextRelease.Renamed(run.State), now.State);
            Assert.Equal(run.Slots, now.Slots);
            Assert.Equal(0, now.Wrong);
            Assert.True(now.Epoch > run.Epoch);
            Assert.Matches(@"\.(resume|ask)$", Assert.Single(outcome.Messages).Key);
            Assert.Empty(outcome.Actions);
        }
    }

    [Theory]
    [InlineData(true, Change.Renamed)]
    [InlineData(true, Change.Split)]
    [InlineData(false, Change.Renamed)]
    public void A_button_of_a_question_that_has_another_name_is_an_old_one(bool shipped, Change change)
    {
        foreach (var moment in Moments(shipped))
        {
            var seen = moment.Replay(Old(shipped));
            if (OpenQuestion(seen) is not { } run) continue;
            if (seen.Shown.LastOrDefault(m => !m.Message.Buttons.IsEmpty) is not { } question) continue;    // only typed questions so far
            foreach (var button in question.Message.Buttons)
            {
                var chat = moment.Replay(Old(shipped));
                chat.Dialogs = Next(shipped, change);
                var outcome = chat.Happen(new ChatEvent.Tapped(button.Token));
                var accepted = Assert.Single(outcome.Notices).Kind is NoticeKind.Accepted;
                // The way out of offers is no answer: after a release it still does what it says.
                Assert.Equal(IsCommand(chat, button), accepted);
                Assert.Equal(accepted, outcome.Actions.Any(a => a.Action.Name == "consent.withdraw"));
                Assert.Equal(run.Slots, chat.Chat.Find(run.Number)!.Slots);
            }
        }
    }

    [Theory]
    [InlineData(true, Change.Renamed)]
    [InlineData(true, Change.Split)]
    [InlineData(false, Change.Renamed)]
    [InlineData(false, Change.Split)]
    public void The_result_of_an_action_is_taken_under_the_states_new_name_and_the_action_is_not_run_twice(bool shipped, Change change)
    {
        var taken = 0;
        foreach (var moment in Moments(shipped))
        {
            var chat = moment.Replay(Old(shipped));
            if (chat.Pending is not [var action, ..] || chat.Chat.Held) continue;
            chat.Dialogs = Next(shipped, change);
            var outcome = chat.Happen(Rehearsal.AnswerOf(action, ResultOf(action), null));
            Assert.True(outcome.Consumed, moment.ToString());
            Assert.DoesNotContain(outcome.Actions, again => again.Action.Name == action.Action.Name && again.Input.Equals(action.Input));
            taken++;
        }
        Assert.True(taken > 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_whose_state_is_gone_ends_without_a_word(bool shipped)
    {
        foreach (var moment in Moments(shipped))
        {
            var chat = moment.Replay(Old(shipped));
            var open = chat.Chat.Runs.Select(r => r.Dialog).ToArray();
            chat.Dialogs = Next(shipped, Change.Ended);
            var outcome = chat.Happen(new ChatEvent.TimerDue(uint.MaxValue, 1, "after"));
            Assert.Empty(outcome.Messages);
            Assert.Equal(open.Order(), outcome.Ended.Where(e => e.Outcome == "dropped").Select(e => e.Dialog).Order());
            Assert.Empty(chat.Timers);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_whose_state_is_left_to_a_person_says_so_and_calls_one(bool shipped)
    {
        foreach (var moment in Moments(shipped))
        {
            var chat = moment.Replay(Old(shipped));
            var open = chat.Chat.Runs.Length;
            chat.Dialogs = Next(shipped, Change.ToPerson);
            var outcome = chat.Happen(new ChatEvent.TimerDue(uint.MaxValue, 1, "after"));
            Assert.All(outcome.Messages, m => Assert.Equal("went_wrong", m.Key));
            Assert.Equal(open, outcome.Messages.Count);
            Assert.Equal(open, outcome.Actions.Count(a => a.Action.Name == "human.handover"));
            Assert.Empty(chat.Chat.Runs);
        }
    }

    private static IEnumerable<ChatEvent> Stimuli(Rehearsal chat)
    {
        foreach (var words in (string[])["purple umbrella", "/menu", "/cancel", "/human", "1"]) yield return new ChatEvent.Said(words);
        foreach (var token in chat.Shown.SelectMany(m => m.Message.Buttons).Select(b => b.Token).Distinct().TakeLast(6)) yield return new ChatEvent.Tapped(token);
        foreach (var (run, epoch, what) in chat.Timers.Keys) yield return new ChatEvent.TimerDue(run, epoch, what);
        foreach (var action in chat.Pending)
        {
            yield return Rehearsal.AnswerOf(action, ResultOf(action), null);
            if (action.Action.Errors is [var code, ..]) yield return Rehearsal.AnswerOf(action, null, code);
        }
        yield return new ChatEvent.SharedContact("+355691234567", Own: true);
        yield return chat.Chat.Held ? new ChatEvent.Released() : new ChatEvent.Held();
    }

    private static void FallsSilent(Rehearsal chat, Moment moment)
    {
        var outcome = new Outcome();
        if (chat.Chat.Held) chat.Happen(new ChatEvent.Released(), outcome);
        for (var month = 0; month < 24 && !chat.Chat.Runs.IsEmpty; month++)
        {
            while (chat.Pending is [var action, ..]) chat.TryAnswer(ResultOf(action), null, outcome);
            chat.Later(TimeSpan.FromDays(30), outcome);
        }
        Assert.True(chat.Chat.Runs.IsEmpty, $"{moment} never ends: {string.Join(", ", chat.Chat.Runs.Select(r => $"{r.Dialog}/{r.State}"))}");
    }

    /// <summary>The run whose question the customer sees, where nothing else stands in between.</summary>
    private static Run? OpenQuestion(Rehearsal chat) =>
        !chat.Chat.Held && chat.Chat.Leaving is null && chat.Chat.Floor is [.., var top] && chat.Chat.Find(top) is { Asked: true } run
        && chat.Dialogs.Dialogs[run.Dialog].Find(run.State) is State.Ask ? run : null;

    private static bool IsCommand(Rehearsal chat, Button button) =>
        ButtonToken.TryRead(button.Token, chat.Context, out var token) && token.Kind is ButtonKind.Command;

    private static Value.Record ResultOf(Effect.RunAction action) => new(action.Action.Results.ToImmutableSortedDictionary(
        r => r.Key,
        r => r.Value.Kind switch { TypeKind.Bool => new Value.Bool(true), TypeKind.Int => new Value.Int(50), _ => (Value)new Value.Text("x1") },
        StringComparer.Ordinal));

    private static string Told(Outcome outcome) =>
        string.Join(" ", outcome.Messages.Select(m => $"{m.Dialog}/{m.Key}"))
        + string.Join(" ", outcome.Notices.Select(n => n.Kind)) + string.Join(" ", outcome.Actions.Select(a => a.IdempotencyKey)) + outcome.Consumed;

    private static ChatState Lowered(ChatState chat) => chat with { Runs = [.. chat.Runs.Select(run => run with { Version = run.Version - 1 })] };

    private static IReadOnlyList<Moment> Moments(bool shipped) => (shipped ? _shipped : _examples).Value;

    private static DialogSet Old(bool shipped) => shipped ? Folders.Shipped : Folders.Examples;

    private static DialogSet Next(bool shipped, Change change) =>
        _releases.GetOrAdd((shipped ? Folders.ShippedPath : Folders.ExamplesPath, change), key => NextRelease.Of(key.Item1, Old(shipped), key.Item2));

    private static IEnumerable<string> English(string folder) =>
        TranscriptRunner.Find(folder).Where(path => File.ReadLines(path).Any(line => line.Contains("lang: en", StringComparison.Ordinal)));
}
