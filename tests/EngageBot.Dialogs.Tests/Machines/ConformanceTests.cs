namespace EngageBot.Dialogs.Tests.Machines;

/// <summary>The features kept from SCXML, each as a small machine.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public void Raised_events_come_before_sent_ones_and_each_queue_is_first_in_first_out() => Assert.Equal(["a: r1 r2 s1 s2"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["send", {"event": "s1"}], ["send", {"event": "s2"}], ["raise", "r1"], ["raise", "r2"]]],
          "transitions": [{"event": ["r1"], "actions": [["log", "r1"]]}, {"event": ["r2"], "actions": [["log", "r2"]]},
                          {"event": ["s1"], "actions": [["log", "s1"]]}, {"event": ["s2"], "actions": [["log", "s2"]]}]}}}
        """));

    [Fact]
    public void Eventless_transitions_come_before_raised_events() => Assert.Equal(["c: eventless raised"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["raise", "r"]]],
                          "transitions": [{"event": ["r"], "target": "x"}, {"target": "b", "actions": [["log", "eventless"]]}]},
                    "b": {"kind": "atomic", "transitions": [{"event": ["r"], "target": "c", "actions": [["log", "raised"]]}]},
                    "c": {"kind": "atomic"}, "x": {"kind": "atomic"}}}
        """));

    [Fact]
    public void An_inner_transition_beats_an_outer_one_unless_its_condition_fails()
    {
        const string machine = """
            {"vars": {"n": 0}, "states": {
              "p": {"kind": "compound", "initial": {"target": "a"}, "transitions": [{"event": ["go"], "target": "outer"}]},
              "a": {"kind": "atomic", "parent": "p", "transitions": [{"event": ["go"], "cond": "n < 1", "target": "inner"}]},
              "inner": {"kind": "atomic", "parent": "p"}, "outer": {"kind": "atomic"}}}
            """;
        Assert.Equal(["a:", "inner:", "outer:"], MachineDoor.Trace(machine, "go", "go"));
        Assert.Equal(["a:", "outer:"], MachineDoor.Trace(machine.Replace("\"n\": 0", "\"n\": 1", StringComparison.Ordinal), "go"));
    }

    [Fact]
    public void Among_transitions_of_one_state_the_first_in_the_document_wins() => Assert.Equal(["a:", "b:"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "transitions": [{"event": ["*"], "cond": "false", "target": "c"}, {"event": ["go"], "target": "b"}, {"event": ["go"], "target": "c"}]},
                    "b": {"kind": "atomic"}, "c": {"kind": "atomic"}}}
        """, "go"));

    private const string Nested = """
        {"states": {
          "p": {"kind": "compound", "initial": {"target": "q", "actions": [["log", "p-initial"]]}, "entry": [[["log", "+p"]]], "exit": [[["log", "-p"]]],
                "transitions": [{"event": ["self"], "target": "p", "actions": [["log", "t"]]},
                                {"event": ["internal"], "target": "b", "internal": true, "actions": [["log", "t"]]},
                                {"event": ["external"], "target": "b", "actions": [["log", "t"]]},
                                {"event": ["selfinternal"], "target": "p", "internal": true, "actions": [["log", "t"]]},
                                {"event": ["stay"], "actions": [["log", "t"]]}, {"event": ["out"], "target": "z", "actions": [["log", "t"]]}]},
          "q": {"kind": "compound", "parent": "p", "initial": {"target": "a", "actions": [["log", "q-initial"]]}, "entry": [[["log", "+q"]]], "exit": [[["log", "-q"]]]},
          "a": {"kind": "atomic", "parent": "q", "entry": [[["log", "+a"]]], "exit": [[["log", "-a"]]],
                "transitions": [{"event": ["up"], "target": "q", "actions": [["log", "t"]]}, {"event": ["same"], "target": "a", "actions": [["log", "t"]]}]},
          "b": {"kind": "atomic", "parent": "p", "entry": [[["log", "+b"]]], "exit": [[["log", "-b"]]]},
          "z": {"kind": "atomic", "entry": [[["log", "+z"]]]}}}
        """;

    [Theory]
    [InlineData("out", "z: -a -q -p t +z")]
    [InlineData("self", "a: -a -q -p t +p p-initial +q q-initial +a")]
    [InlineData("selfinternal", "a: -a -q -p t +p p-initial +q q-initial +a")]
    [InlineData("internal", "b: -a -q t +b")]
    [InlineData("external", "b: -a -q -p t +p +b")]
    [InlineData("stay", "a: t")]
    [InlineData("up", "a: -a -q t +q q-initial +a")]
    [InlineData("same", "a: -a t +a")]
    [InlineData("unknown", "a:")]
    public void Leaving_goes_child_first_then_the_actions_then_entering_parent_first(string happened, string line) =>
        Assert.Equal(["a: +p p-initial +q q-initial +a", line], MachineDoor.Trace(Nested, happened));

    [Fact]
    public void An_internal_transition_of_an_atomic_state_leaves_it() => Assert.Equal(["a: +", "a: - +"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["log", "+"]]], "exit": [[["log", "-"]]], "transitions": [{"event": ["e"], "target": "a", "internal": true}]}}}
        """, "e"));

    [Fact]
    public void A_default_entry_may_lead_deep_and_passes_by_the_inner_default() => Assert.Equal(["r: initial +p p-initial +q +r"], MachineDoor.Trace("""
        {"initial": "p", "initial_actions": [["log", "initial"]], "states": {
          "p": {"kind": "compound", "initial": {"target": "r", "actions": [["log", "p-initial"]]}, "entry": [[["log", "+p"]]]},
          "q": {"kind": "compound", "parent": "p", "initial": {"target": "s", "actions": [["log", "q-initial"]]}, "entry": [[["log", "+q"]]]},
          "s": {"kind": "atomic", "parent": "q"}, "r": {"kind": "atomic", "parent": "q", "entry": [[["log", "+r"]]]}}}
        """));

    [Fact]
    public void Without_initial_the_first_state_of_the_document_is_entered_at_the_root_and_inside() => Assert.Equal(["b:"], MachineDoor.Trace("""
        {"initial": null, "states": {"p": {"kind": "compound", "parent": null, "initial": null}, "h": {"kind": "history", "parent": "p"},
          "b": {"kind": "atomic", "parent": "p"}, "a": {"kind": "atomic", "parent": "p"}, "c": {"kind": "atomic"}}}
        """));

    private static string History(string kind) => """
        {"initial": "out", "states": {
          "out": {"kind": "atomic", "transitions": [{"event": ["back"], "target": "h", "actions": [["log", "t"]]}, {"event": ["in"], "target": "p"}]},
          "p": {"kind": "compound", "initial": {"target": "a", "actions": [["log", "initial"]]}, "entry": [[["log", "+p"]]], "exit": [[["log", "-p"]]],
                "transitions": [{"event": ["leave"], "target": "out"}, {"event": ["again"], "target": "h"}]},
          "h": {"kind": "@@", "parent": "p", "default": {"target": "b", "actions": [["log", "default"]]}},
          "a": {"kind": "atomic", "parent": "p", "entry": [[["log", "+a"]]], "transitions": [{"event": ["next"], "target": "q"}]},
          "b": {"kind": "atomic", "parent": "p", "entry": [[["log", "+b"]]], "transitions": [{"event": ["next"], "target": "q"}]},
          "q": {"kind": "compound", "parent": "p", "initial": {"target": "c", "actions": [["log", "q-initial"]]}, "entry": [[["log", "+q"]]]},
          "c": {"kind": "atomic", "parent": "q", "entry": [[["log", "+c"]]], "transitions": [{"event": ["next"], "target": "d"}]},
          "d": {"kind": "atomic", "parent": "q", "entry": [[["log", "+d"]]], "exit": [[["log", "-d"]]]}}}
        """.Replace("@@", kind, StringComparison.Ordinal);

    [Fact]
    public void An_empty_history_takes_its_default_between_the_parents_entry_and_the_childs() =>
        Assert.Equal(["out:", "b: t +p default +b"], MachineDoor.Trace(History("history"), "back"));

    [Fact]
    public void Shallow_history_returns_to_the_child_and_enters_it_by_default() => Assert.Equal(
        ["out:", "a: +p initial +a", "c: +q q-initial +c", "d: +d", "out: -d -p", "c: t +p +q q-initial +c"],
        MachineDoor.Trace(History("history"), "in", "next", "next", "leave", "back"));

    [Fact]
    public void Deep_history_returns_to_the_innermost_state() => Assert.Equal(
        ["out:", "a: +p initial +a", "c: +q q-initial +c", "d: +d", "out: -d -p", "d: t +p +q +d"],
        MachineDoor.Trace(History("history-deep"), "in", "next", "next", "leave", "back"));

    [Fact]
    public void A_group_that_goes_to_its_own_history_comes_back_to_where_it_was() => Assert.Equal(
        ["d: +d", "d: -d -p +p +q +d"], MachineDoor.Trace(History("history-deep"), "in", "next", "next", "again").TakeLast(2));

    [Fact]
    public void A_default_entry_may_be_a_history() => Assert.Equal(["a:", "b:", "out:", "b:"], MachineDoor.Trace("""
        {"states": {"p": {"kind": "compound", "initial": {"target": "h"}, "transitions": [{"event": ["leave"], "target": "out"}]},
          "h": {"kind": "history", "parent": "p", "default": {"target": "a"}},
          "a": {"kind": "atomic", "parent": "p", "transitions": [{"event": ["next"], "target": "b"}]}, "b": {"kind": "atomic", "parent": "p"},
          "out": {"kind": "atomic", "transitions": [{"event": ["in"], "target": "p"}]}}}
        """, "next", "leave", "in"));

    [Fact]
    public void A_final_child_tells_its_parent_and_carries_its_data()
    {
        var line = MachineDoor.Lines("""
            {"vars": {"n": 7, "got": null, "name": null}, "states": {
              "p": {"kind": "compound", "initial": {"target": "f"}, "transitions": [
                {"event": ["done.state.p"], "target": "end", "actions": [["assign", "got", "event.data.total"], ["assign", "name", "event.name"]]}]},
              "f": {"kind": "final", "parent": "p", "entry": [[["assign", "n", "n + 1"]]], "donedata": {"total": "n", "wrong": "nobody + 1"}},
              "end": {"kind": "atomic", "transitions": [{"event": ["error.execution"], "target": "early"}]}, "early": {"kind": "atomic"}}}
            """).Single();
        Assert.Equal("""{"n":8,"got":8,"name":"done.state.p"}""", line.GetProperty("vars").GetRawText());
        Assert.Equal("end", line.GetProperty("leaf").GetString());
    }

    [Fact]
    public void Nothing_happens_after_a_final_state_at_the_root()
    {
        var run = MachineDoor.Run("""
            {"vars": {"n": 1}, "states": {
              "a": {"kind": "atomic", "transitions": [{"event": ["go"], "target": "f", "actions": [["raise", "r"], ["send", {"event": "s"}], ["send", {"event": "s", "delay": 1}]]}]},
              "f": {"kind": "final", "donedata": {"total": "n + 1", "word": "'x'"}, "entry": [[["log", "in"]]]}}}
            """, "go", "go", """{"after": 5}""");
        Assert.Equal(0, run.Code);
        Assert.Equal([
            """{"leaf":"a","states":["a"],"vars":{"n":1},"log":[],"done":false,"output":null}""",
            """{"leaf":"f","states":["f"],"vars":{"n":1},"log":["in"],"done":true,"output":{"total":2,"word":"x"}}""",
            """{"leaf":"f","states":["f"],"vars":{"n":1},"log":[],"done":true,"output":{"total":2,"word":"x"}}""",
            """{"leaf":"f","states":["f"],"vars":{"n":1},"log":[],"done":true,"output":{"total":2,"word":"x"}}"""], run.Lines);
    }

    [Theory]
    [InlineData("nobody == 1")]
    [InlineData("unset > 1")]
    [InlineData("1 + 1")]
    [InlineData("unset")]
    [InlineData("'a' == 1")]
    [InlineData("this does not parse")]
    public void A_condition_that_cannot_be_evaluated_is_false_and_raises_an_error(string condition) => Assert.Equal(["a:", "b: error"], MachineDoor.Trace("""
        {"vars": {"unset": null}, "states": {"a": {"kind": "atomic", "transitions": [{"event": ["go"], "cond": "@@", "target": "x"},
           {"event": ["error.execution"], "target": "b", "actions": [["log", "error"]]}]}, "b": {"kind": "atomic"}, "x": {"kind": "atomic"}}}
        """.Replace("@@", condition, StringComparison.Ordinal), "go"));

    [Theory]
    [InlineData("""["err", "boom"]""")]
    [InlineData("""["assign", "nobody", "1"]""")]
    [InlineData("""["assign", "n", "unset + 1"]""")]
    [InlineData("""["send", {"event": "x", "params": {"p": "nobody"}}]""")]
    [InlineData("""["send", {"eventexpr": "n"}]""")]
    [InlineData("""["if", [["true", [["err", "inside"], ["log", "never"]]]]]""")]
    public void An_error_stops_its_block_only(string action) => Assert.Equal(["a: one three four error"], MachineDoor.Trace("""
        {"vars": {"n": 0, "unset": null}, "states": {"a": {"kind": "atomic", "entry": [[["log", "one"], @@, ["log", "two"]], [["log", "three"]], [["log", "four"]]],
           "transitions": [{"event": ["error.execution"], "actions": [["log", "error"]]}, {"event": ["x"], "actions": [["log", "sent"]]}]}}}
        """.Replace("@@", action, StringComparison.Ordinal)));

    [Fact]
    public void An_error_in_the_condition_of_an_if_is_a_no_and_the_block_goes_on() => Assert.Equal(["a: else after error"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["if", [["nobody", [["log", "then"]]], [null, [["log", "else"]]]]], ["log", "after"]]],
           "transitions": [{"event": ["error.execution"], "actions": [["log", "error"]]}]}}}
        """));

    [Fact]
    public void Boot_errors_wait_in_the_internal_queue_before_what_the_first_entry_raises() => Assert.Equal(["a: entry error raised"], MachineDoor.Trace("""
        {"boot_errors": ["error.execution"], "states": {"a": {"kind": "atomic", "entry": [[["log", "entry"], ["raise", "r"]]],
           "transitions": [{"event": ["error"], "actions": [["log", "error"]]}, {"event": ["r"], "actions": [["log", "raised"]]}]}}}
        """));

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "a.b.c", true)]
    [InlineData("a", "ab", false)]
    [InlineData("a.*", "a", true)]
    [InlineData("a.*", "a.b", true)]
    [InlineData("a.b", "a", false)]
    [InlineData("a.", "a.b", true)]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("A", "a", false)]
    public void A_descriptor_matches_whole_words_from_the_front(string descriptor, string happened, bool matches) =>
        Assert.Equal(matches ? "b:" : "a:", MachineDoor.Trace("""
            {"states": {"a": {"kind": "atomic", "transitions": [{"event": ["other", "@@"], "target": "b"}]}, "b": {"kind": "atomic"}}}
            """.Replace("@@", descriptor, StringComparison.Ordinal), happened)[1]);

    [Fact]
    public void A_transition_without_target_runs_its_actions_and_leaves_nothing() => Assert.Equal(["a: +", "a: t"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["log", "+"]]], "exit": [[["log", "-"]]], "transitions": [{"event": ["e"], "actions": [["log", "t"]]}]}}}
        """, "e"));

    [Fact]
    public void A_state_is_active_while_its_entry_and_exit_blocks_run() => Assert.Equal(["a: entering", "b: leaving acting"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["if", [["in_state('a')", [["log", "entering"]]]]]]], "exit": [[["if", [["in_state('a') and not in_state('b')", [["log", "leaving"]]]]]]],
                          "transitions": [{"event": ["e"], "target": "b", "actions": [["if", [["not in_state('a') and not in_state('b')", [["log", "acting"]]]]]]}]},
                    "b": {"kind": "atomic"}}}
        """, "e"));
}
