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

    [Theory]
    [InlineData("customer.member and", "customer.membre and", "D301")]
    [InlineData("purchases.count >= 1", "purchases.count.last_ninety >= 1", "D301")]
    [InlineData("purchases.count >= 1", "purchases.last_days > 60", "D303")]
    [InlineData("purchases.count >= 1", "level.key is set and level.key == gold and purchases.spent.top_20p", null)]
    public void The_facts_an_audience_names_are_those_of_segments(string good, string changed, string? code)
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-audience").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Folders.ShippedPath, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(folder, Path.GetRelativePath(Folders.ShippedPath, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
            var play = Path.Combine(folder, "winback", "play.yaml");
            var lines = File.ReadAllLines(play).Select(l => l.StartsWith("audience:", StringComparison.Ordinal) ? l.Replace(good, changed, StringComparison.Ordinal) : l).ToArray();
            File.WriteAllLines(play, lines);
            var line = Array.FindIndex(lines, l => l.StartsWith("audience:", StringComparison.Ordinal));
            var found = DialogSet.Load(folder).Findings;
            if (code is null) Assert.Empty(found);
            else
            {
                var one = Assert.Single(found);
                Assert.Equal((code, line + 1, lines[line].IndexOf(changed.Split(' ')[0], StringComparison.Ordinal) + 1), (one.Code, one.At.Line, one.At.Column));
                Assert.EndsWith("winback/play.yaml", one.At.File, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

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
