
namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>D603 and D204: how long the customer may have been silent is followed through everything that takes time.</summary>
public sealed class SilenceFindingTests : FindingTests
{
    [Theory]
    [InlineData("timeout: {after: 23h, go: later}", null)]
    [InlineData("timeout: {after: 24h, go: later}", "said")]
    [InlineData("timeout: {after: 2wh, go: later}", "said")]
    public void Silence_counts_from_the_customers_last_words(string timeout, string? found) =>
        Assert.Equal(found, Said($"  first: {{ask: c, {timeout}, next: done}}\n  later: {{say: said, next: done}}\n"));

    [Fact]
    public void Several_silences_add_up() => Assert.Equal("said", Said("""
          first: {ask: c, timeout: {after: 10h, go: pause}, next: done}
          pause: {wait: nobody, timeout: {after: 14h, go: later}}
          later: {say: said, next: done}

        """));

    [Fact]
    public void An_answer_ends_the_silence() => Assert.Null(Said("""
          first: {ask: c, timeout: {after: 23h, go: again}, next: done}
          again: {ask: c, timeout: {after: 23h, go: done}, next: later}
          later: {say: said, next: done}

        """));

    [Fact]
    public void Something_may_happen_at_the_end_of_a_long_wait() => Assert.Equal("said", Said("""
          first: {ask: c, timeout: {after: 1h, go: done}, next: pause}
          pause: {wait: kitchen, events: {case.resolved: {go: later}}, timeout: {after: 30h, go: done}}
          later: {say: said, next: done}

        """));

    [Fact]
    public void Leaving_is_done_with_words() => Assert.Null(Said("""
          first: {ask: c, timeout: {after: 1h, go: done}, next: pause}
          pause: {wait: kitchen, events: {cancel: {go: later}}, timeout: {after: 30h, go: done}}
          later: {say: said, next: done}

        """));

    [Fact]
    public void A_called_dialog_hands_its_silence_back() => Assert.Equal("said", Said("""
          first: {ask: c, timeout: {after: 1h, go: done}, next: calling}
          calling: {call: slow, next: later}
          later: {say: said, next: done}

        """, "  ask: {ask: c, timeout: {after: 30h, go: over}, next: over}\n  over: {final: over}\n"));

    [Fact]
    public void A_dialog_that_is_called_too_late_is_told_where_it_is_called()
    {
        Write("""
              first: {ask: c, timeout: {after: 30h, go: calling}, next: done}
              calling: {call: slow, next: done}

            """, "  ask: {ask: c, timeout: {after: 1h, go: over}, next: over}\n  over: {final: over}\n");
        var finding = Assert.Single(Folder.Load().Findings, f => f.Code == "D603" && f.At.File.Contains("/fast/", StringComparison.Ordinal));
        Assert.Equal("The dialog 'slow' is called, and there 'ask' may ask, when the customer has been silent for 24 hours, and WhatsApp then takes nothing but an approved template.",
            finding.Message);
        Assert.DoesNotContain(Folder.Load().Findings, f => f.Code == "D603" && f.At.File.Contains("/slow/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_template_opens_the_window() =>
        Assert.Null(Said("  first: {ask: c, template: {whatsapp: hello}, timeout: {after: 1h, go: done}, next: later}\n  later: {say: said, next: done}\n", starts: "play"));

    [Fact]
    public void Nobody_knows_how_long_the_silence_was_before_a_play() =>
        Assert.Equal("first", Said("  first: {ask: c, timeout: {after: 1h, go: done}, next: later}\n  later: {say: said, next: done}\n", starts: "play"));

    [Theory]
    [InlineData("remind: 23h, after: 48h", "")]
    [InlineData("remind: 25h, after: 48h", "comes after 24 hours of silence")]
    [InlineData("remind: 13h, after: 24h", "falls into the quiet hours")]
    [InlineData("remind: 3h, after: 24h", "")]
    public void A_reminder_must_be_heard_in_the_day_and_in_the_window(string timeout, string message)
    {
        Write($"  first: {{ask: c, timeout: {{{timeout}, go: done}}, next: done}}\n", null);
        var found = Folder.Load().Findings.Where(f => f.Code == "D204" && f.At.File.Contains("/fast/", StringComparison.Ordinal)).ToArray();
        if (message.Length == 0) Assert.Empty(found);
        else Assert.Contains(message, Assert.Single(found).Message, StringComparison.Ordinal);
    }

    /// <summary>The text or question of the first D603 in the dialog.</summary>
    private string? Said(string states, string? slow = null, string starts = "call")
    {
        Write(states, slow, starts);
        return Folder.Load().Findings.FirstOrDefault(f => f.Code == "D603" && f.At.File.Contains("/fast/", StringComparison.Ordinal))?.Message.Split('\'')[1];
    }

    private void Write(string states, string? slow, string starts = "call")
    {
        Folder.Write("fast/dialog.yaml", Dialog("fast", states + "  done: {final: done}\n", starts));
        if (slow is not null) Folder.Write("slow/dialog.yaml", Dialog("slow", slow, "call"));
    }

    private static string Dialog(string name, string states, string starts)
    {
        var (start, over) = (states.TrimStart().Split(':')[0], name == "fast" ? "done" : "over");
        return $"dialog: {name}\nversion: 1\nstart: {start}\nstarts: {{{starts}: true}}\nslots: {{c: {{type: choice, of: [one, two]}}}}\n"
            + $"defaults: {{retries: {{max: 1, go: {over}}}}}\nstates:\n{states}";
    }
}
