using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Dialogs.Tests.Engine;

public sealed class TranscriptRunnerTests
{
    [Theory]
    [InlineData("- {user: /chat, bot: topic.retry}", "expected: bot topic.retry", "happened: bot chat/topic.ask \"Cats or dogs?\"")]
    [InlineData("- {user: /chat}", "expected: no message", "happened: bot chat/topic.ask")]
    [InlineData("- {user: /chat, bot: topic.ask, says: Birds}", "expected: says \"Birds\"", "happened: bot chat/topic.ask")]
    [InlineData("- {user: /chat, bot: topic.ask, as: list}", "expected: as list", "happened: as buttons")]
    [InlineData("- {user: /stop, bot: stopped}", "expected: no action", "happened: bot shared/stopped \"No more offers.\"; action consent.withdraw {scope: marketing}")]
    [InlineData("- {user: /stop, bot: stopped, action: {consent.withdraw: {scope: all}}}", "expected: action consent.withdraw {scope: all}", "action consent.withdraw")]
    [InlineData("- {user: /chat, bot: topic.ask, end: gone}", "expected: end gone", "happened: it has not ended")]
    [InlineData("- {user: /chat, bot: topic.ask, open: gone}", "expected: open gone", "happened: open chat/topic")]
    [InlineData("- {user: /chat, bot: topic.ask}\n- {tap: birds}", "expected: a line that can be played", "happened: no open button 'birds' was shown")]
    [InlineData("- {user: /chat, bot: topic.ask}\n- {result: {}}", "expected: a line that can be played", "happened: no action is waiting for a result")]
    [InlineData("- {user: /chat, bot: topic.ask}\n- {tap: cats, end: gone}\n- {tap: {old: dogs}}", "expected: no notice", "happened: notice finished")]
    [InlineData("- {sings: la}", "Begin it with one of start, user, tap", "A line begins with what happens.")]
    [InlineData("- {user: /chat, hears: x}", "Use bot, says", "'hears' says nothing about what follows.")]
    public void What_happens_otherwise_is_told_with_its_place_and_both_sides(string steps, string expected, string happened)
    {
        var report = Play(steps);
        Assert.False(report.Passed);
        Assert.Contains(expected, report.ToString(), StringComparison.Ordinal);
        Assert.Contains(happened, report.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"\.yaml:[4-9]:\d+: (step \d, )?after", report.ToString());
    }

    [Fact]
    public void An_action_that_can_neither_fail_nor_return_anything_is_answered_by_itself_where_the_transcript_does_not_say()
    {
        var report = Play("- {user: /chat, bot: topic.ask}\n- {tap: dogs, action: human.handover}\n- {result: {}, bot: human/called, end: gone}");
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Facts_change_on_the_line_that_says_so()
    {
        var report = Play("- {given: x}");
        Assert.False(report.Passed);
        report = Play("- {user: /human, given: {human: {hours: never}}, action: human.handover}\n- {result: {}, bot: human/called, says: never}");
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Working_hours_are_given_and_working_time_passes_only_in_them()
    {
        const string steps = "- {start: event, with: {table: \"1\"}, bot: late.ask}\n- {later: 17h}\n- {later: 1h, bot: late.remind}\n- {later: 1h, end: gone}";
        const string machine = """
            dialog: chat
            version: 1
            start: late
            starts: {play: true}
            slots: {late: {type: choice, of: [cats, dogs]}}
            defaults: {retries: {max: 1, go: person}, timeout: {remind: 3wh, after: 4wh, go: gone}}
            states: {late: {ask: late, next: gone}, person: {call: human, next: gone}, gone: {final: gone}}
            """;
        var set = Folders.With("chat", machine, "late: {ask: Cats?, remind: Cats or dogs?}\nlate.options: {cats: Cats, dogs: Dogs}");
        var given = "now: \"2026-03-02T16:00+01:00\", working: {mon: \"09:00-18:00\", tue: \"09:00-18:00\"}";
        var report = Play(steps, set: set, given: given);
        Assert.True(report.Passed, report.ToString());
        report = Play(steps, set: set, given: "working: {mon: nine}");
        Assert.Contains("These working hours cannot be read.", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_pinned_in_the_transcripts_own_language_only()
    {
        var path = Path.Combine(Folders.ExamplesPath, "winback", "tests", "example.transcript.yaml");
        Assert.True(TranscriptRunner.Run(Folders.Examples, path, "sq").Passed);
    }

    [Fact]
    public void A_hazard_that_finds_a_change_says_so()
    {
        // A dialog whose digression never comes back is what a hazard run must notice.
        var report = Play("- {user: /chat, bot: topic.ask}\n- {tap: cats, end: gone}", Hazard.Digression);
        Assert.True(report.Passed, report.ToString());
        Assert.Contains("chat:gone", report.Visited);
    }

    [Fact]
    public void A_chat_in_the_terminal_is_recorded_as_a_transcript_that_passes()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-record-").FullName;
        var record = Path.Combine(folder, "recorded.transcript.yaml");
        var output = new StringWriter();
        var input = new StringReader("3\n:result {id: T1}\n#1\n:later 30m\nIn the corner\n:result {id: T2}\nskip\n:quit\n");
        new Simulator(Folders.Cafe, new SimulatorOptions("booking", ChannelProfile.Telegram, "en", "human: {hours: always}", record, Talk.Monday), input, output).Run();
        Assert.Contains("bot> How many guests?", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("? table.hold waits: :result {id: …} or :fails full", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("booking ended booked", output.ToString(), StringComparison.Ordinal);
        var report = TranscriptRunner.Run(Folders.Cafe, record);
        Assert.True(report.Passed, report + "\n" + File.ReadAllText(record));
    }

    private static TranscriptReport Play(string steps, Hazard hazard = Hazard.None, DialogSet? set = null, string given = "human: {hours: always}")
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("engagebot-transcript-").FullName, "x.transcript.yaml");
        File.WriteAllText(path, $"transcript: x\ndialog: chat\ngiven: {{lang: en, {given}}}\nsteps:\n{steps}\n");
        return TranscriptRunner.Run(set ?? Folders.Cafe, path, null, hazard);
    }
}
