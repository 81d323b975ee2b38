using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Tests.Engine;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests;

/// <summary>What holds for all shipped dialogs, seen from the customer's side.</summary>
public sealed class ShippedDialogsTests
{
    private static readonly ImmutableArray<string> Languages = ["en", "ru", "sq"];
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<ImmutableArray<TranscriptReport>> Played =
        new(() => [.. TranscriptRunner.Find(Folders.ShippedPath).Select(path => TranscriptRunner.Run(Folders.Shipped, path))]);

    [Fact]
    public void They_load_without_a_finding() =>
        Assert.Empty(DialogSet.Load(Folders.ShippedPath).Findings.Select(f => f.ToString()));

    [Fact]
    public void Each_has_the_same_transcripts_in_three_languages()
    {
        foreach (var dialog in Folders.Shipped.Dialogs.Keys)
        {
            var titles = Played.Value.Where(r => r.Dialog == dialog).ToLookup(r => r.Language, r => r.Name);
            Assert.Equal(Languages, titles.Select(t => t.Key).Order());
            foreach (var language in Languages) Assert.Equal(titles["en"].Order(), titles[language].Order());
        }
    }

    [Fact]
    public void Each_state_that_rests_and_each_outcome_is_reached_in_three_languages()
    {
        foreach (var language in Languages)
        {
            var visited = Played.Value.Where(r => r.Language == language).SelectMany(r => r.Visited).ToHashSet();
            Assert.Empty(Folders.Shipped.Dialogs.Values.SelectMany(Places).Except(visited));
        }
    }

    [Fact]
    public void Transcripts_come_to_every_state_line_outcome_and_text_in_three_languages()
    {
        var trail = new Trail();
        foreach (var report in Played.Value) trail.Add(report.Trail);
        Assert.Empty(Coverage.Of(Folders.Shipped, trail).Dialogs.SelectMany(d => d.Missing));
    }

    [Fact]
    public void Transcripts_in_a_language_go_the_same_way_in_the_other_languages_when_nobody_types()
    {
        var silent = TranscriptRunner.Find(Folders.ShippedPath).Where(path => path.EndsWith(".en.transcript.yaml", StringComparison.Ordinal) && !File.ReadAllText(path).Contains("- {user: \"", StringComparison.Ordinal));
        foreach (var path in silent)
            foreach (var language in Languages)
            {
                var report = TranscriptRunner.Run(Folders.Shipped, path, language);
                Assert.True(report.Passed, report.ToString());
            }
    }

    [Fact]
    public void A_member_sees_the_points_two_taps_after_the_start()
    {
        var chat = Chat("welcome/tests/known", "en");
        chat.Happen(new ChatEvent.Opened(null));
        var outcome = chat.Happen(new ChatEvent.Tapped(chat.Shown[^1].Message.Buttons[0].Token));
        Assert.Equal("points", outcome.Messages[0].Key);
    }

    [Fact]
    public void A_second_start_does_not_greet_again_while_the_first_is_open()
    {
        var chat = Chat("welcome/tests/known", "ru");
        chat.Happen(new ChatEvent.Opened(null));
        var again = chat.Happen(new ChatEvent.Opened("promo"));
        Assert.Equal(["member.resume"], again.Messages.Select(m => m.Key));
    }

    [Fact]
    public void Two_thousand_wandering_customers_are_never_stuck_flooded_or_shown_a_raw_name()
    {
        string[] givens = ["welcome/tests/look_around", "join/tests/full", "join/tests/web", "menu/tests/expiring", "human/tests/nobody"];
        ChannelProfile[] channels = [ChannelProfile.Telegram, ChannelProfile.WhatsApp, ChannelProfile.Web];
        var problems = new List<string>();
        for (var seed = 1; seed <= 2000; seed++)
        {
            var chat = Chat(givens[seed % givens.Length], Languages[seed % 3], channels[seed / 3 % 3], informal: seed % 2 == 0);
            var wanderer = new Wanderer(chat, seed);
            wanderer.Walk(25);
            wanderer.FallSilent();
            problems.AddRange(wanderer.Problems);
        }
        Assert.Empty(problems.Take(3));
    }

    // A call that returns at once and a route are passed in one step; what they lead to is seen.
    private static IEnumerable<string> Places(Dialog dialog) => dialog.States.Select(state => state switch
    {
        State.Final final => $"{dialog.Name}:{final.Outcome}",
        State.Ask or State.Do or State.Wait => $"{dialog.Name}/{state.Path}",
        _ => null,
    }).OfType<string>();

    private static Rehearsal Chat(string transcript, string language, ChannelProfile? channel = null, bool informal = false)
    {
        var given = TranscriptReader.Read(Path.Combine(Folders.ShippedPath, $"{transcript}.{language}.transcript.yaml")).Transcript!.Given;
        var facts = new TranscriptFacts(Folders.Shipped.Shared);
        facts.Give(given);
        var context = TranscriptRunner.ContextFor(channel ?? ChannelProfile.Telegram, language) with { Informal = informal };
        return new Rehearsal(Folders.Shipped, facts, context, Morning);
    }
}
