using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Transcripts;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>What the engine promises of any conversation with any dialogs: shipped ones, the examples, the cafe, and sets made at random.</summary>
public sealed class PromiseProperties
{
    // A long series: ENGAGEBOT_PROMISES=5000 dotnet test …
    private static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable("ENGAGEBOT_PROMISES") ?? "100", CultureInfo.InvariantCulture);

    /// <summary>A conversation: the seed decides on the dialogs and on what happens; fewer events are a beginning of the same.</summary>
    public sealed record Conversation(int Seed, int Events);

    private static Arbitrary<Conversation> Conversations { get; } = Arb.From(
        Gen.Choose(0, int.MaxValue).SelectMany(seed => Gen.Choose(1, 40).Select(events => new Conversation(seed, events))), talk => Enumerable.Range(1, talk.Events - 1).Reverse().Select(events => talk with { Events = events }));

    [Fact]
    public void No_sequence_of_events_throws_or_leads_a_dialog_astray() => Hold(talk =>
    {
        var outcome = talk.Rehearsal.Happen(talk.Event);
        Assert.DoesNotContain(outcome.Ended, e => e.Outcome == EngageBot.Dialogs.Engine.Runner.WentWrong);
    });

    [Fact]
    public void No_question_and_no_wait_is_ever_without_its_timer() => Hold(talk =>
    {
        talk.Rehearsal.Happen(talk.Event);
        Assert.Null(talk.Watch.SomebodyWaitsForNothing());
    });

    [Fact]
    public void Whoever_has_the_floor_is_open_and_has_it_once() => Hold(talk =>
    {
        talk.Rehearsal.Happen(talk.Event);
        Assert.Null(talk.Watch.FloorIsWrong());
    });

    [Fact]
    public void The_same_input_gives_the_same_output_also_when_the_state_was_written_down_in_between() => Hold(talk =>
    {
        Assert.Null(talk.Watch.DiffersFromItself(talk.Event));
        talk.Rehearsal.Happen(talk.Event);
    });

    [Fact]
    public void What_arrives_twice_counts_once() => Hold(talk =>
    {
        talk.Rehearsal.Happen(talk.Event);
        Assert.Null(talk.Watch.Twice(talk.Event));
    });

    [Fact]
    public void A_side_question_at_any_question_changes_neither_slots_nor_where_anybody_stands() => Hold(talk =>
    {
        SideQuestion(talk.Rehearsal, talk.Command);
        talk.Rehearsal.Happen(talk.Event);
    });

    [Fact]
    public void When_everybody_falls_silent_every_run_comes_to_its_end() => Hold(talk => talk.Rehearsal.Happen(talk.Event),
        talk => Assert.Null(talk.Watch.FallSilent(talk.Customer)));

    [Fact]
    public void Nobody_reaches_into_another_chat_with_a_button_from_here() => Hold(talk =>
    {
        talk.Rehearsal.Happen(talk.Event);
        foreach (var shown in talk.Rehearsal.Shown.TakeLast(2))
            foreach (var button in shown.Message.Buttons.Where(b => b.Link is null))
            {
                var elsewhere = talk.Rehearsal.Context with { ChatId = talk.Rehearsal.Context.ChatId + 1 };
                var result = DialogEngine.Step(talk.Rehearsal.Dialogs, ChatState.Empty, new ChatEvent.Tapped(button.Token), elsewhere, talk.Rehearsal.Facts, talk.Rehearsal.Now);
                Assert.Equal(NoticeKind.Invalid, Assert.IsType<Effect.Notice>(Assert.Single(result.Effects.OfType<Effect.Notice>())).Kind);
                Assert.Empty(result.Chat.Runs);
            }
    });

    [Fact]
    public void Dialogs_made_at_random_pass_the_checker()
    {
        for (var seed = 0; seed < 40; seed++) Assert.NotNull(Made(seed));
    }

    [Fact]
    public void Conversations_come_to_every_state_of_the_dialogs_made_at_random()
    {
        // A maker whose states nobody reaches would make the promises above easy to keep.
        var (all, seen) = (0, 0);
        for (var seed = 0; seed < 6; seed++)
        {
            var coverage = Coverage.Of(Made(seed), RandomWalk.Run(Made(seed), 60, seed).Trail).Dialogs;
            (all, seen) = (all + coverage.Sum(d => d.States.All), seen + coverage.Sum(d => d.States.Covered));
        }
        Assert.True(seen * 100 / all >= 80, $"{seen} of {all} states");
    }

    private static void SideQuestion(Rehearsal chat, string command)
    {
        if (chat.Chat.Floor.IsEmpty || chat.Chat.Leaving is not null || chat.Chat.Held || chat.Pending.Count > 0) return;
        var top = chat.Chat.Find(chat.Chat.Floor[^1])!;
        if (chat.Dialogs.Dialogs[top.Dialog].Find(top.State) is not State.Ask ask || chat.Chat.Runs.Any(r => r.Dialog == command)) return;
        var before = Runs(chat);
        var outcome = chat.Happen(new ChatEvent.Said("/" + command));
        if (chat.Chat.Leaving is not null && Buttons.Find(chat, "yes", old: false) is { } yes) chat.Happen(new ChatEvent.Tapped(yes), outcome);
        Assert.Equal(before, Runs(chat));
        Assert.Empty(outcome.Actions);
        Assert.Equal(ask.Interrupt is Interrupt.Never, outcome.Ended.Count == 0);
    }

    // On a full floor the oldest of those who wait beneath loses its place to the side question, and gets it back later.
    private static string Runs(Rehearsal chat) => Watch.Fingerprint(chat.Chat) is var all && chat.Chat.Floor.Length > 1
        ? all[..all.IndexOf(" floor ", StringComparison.Ordinal)] + chat.Chat.Floor[^1] : all;

    private static void Hold(Action<Moment> promise, Action<Moment>? atTheEnd = null) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Count), Prop.ForAll(Conversations, conversation =>
        {
            var (dialogs, command) = (conversation.Seed % 5) switch
            {
                0 => (Folders.Shipped, "help"),
                1 => (Folders.Examples, "help"),
                2 => (Folders.Cafe, "side"),
                _ => (Made(conversation.Seed / 5 % 40), "side"),
            };
            var customer = new RandomCustomer(dialogs, new Random(conversation.Seed));
            var watch = new Watch(customer.Rehearsal);
            for (var number = 0; number < conversation.Events; number++) promise(new(customer, watch, customer.Next(), command));
            atTheEnd?.Invoke(new(customer, watch, null!, command));
        }));

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, Lazy<DialogSet>> _made = [];

    private static DialogSet Made(int seed) => _made.GetOrAdd(seed, s => new(() => Folders.Load(DialogMaker.Write(s)))).Value;

    private sealed record Moment(RandomCustomer Customer, Watch Watch, ChatEvent Event, string Command)
    {
        public Rehearsal Rehearsal => Customer.Rehearsal;
    }
}
