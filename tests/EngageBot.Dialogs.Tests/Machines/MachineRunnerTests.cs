using EngageBot.Dialogs.Machines;

namespace EngageBot.Dialogs.Tests.Machines;

public sealed class MachineRunnerTests
{
    [Fact]
    public void The_machine_of_the_manual_runs()
    {
        var run = MachineDoor.Run("""
            { "initial": "a", "initial_actions": [], "vars": { "n": 2 },
              "states": {
                "p": { "kind": "compound", "parent": null, "initial": { "target": "a", "actions": [] },
                       "entry": [ [["log","in p"]] ], "exit": [ [["raise","left"]] ], "transitions": [] },
                "a": { "kind": "atomic", "parent": "p",
                       "transitions": [ { "event": ["go.*"], "cond": "n < 3", "target": "f", "internal": false, "actions": [["assign","n","n + 1"]] },
                                        { "cond": "n == 3", "target": "f" } ] },
                "h": { "kind": "history", "parent": "p", "default": { "target": "a", "actions": [] } },
                "f": { "kind": "final", "parent": "p", "donedata": { "total": "n" } } } }
            """, "go.now");
        Assert.Equal([
            """{"leaf":"a","states":["p","a"],"vars":{"n":2},"log":["in p"],"done":false,"output":null}""",
            """{"leaf":"f","states":["p","f"],"vars":{"n":3},"log":[],"done":false,"output":null}"""], run.Lines);
        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    [Fact]
    public void What_is_sent_with_a_delay_arrives_in_the_order_of_its_time() => Assert.Equal(
        ["a: start", "a:", "a: one", "a: two two-again three", "a:"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["log", "start"], ["send", {"event": "three", "delay": 3}], ["send", {"event": "one", "delay": 1}], ["send", {"event": "two", "delay": 2}],
                                                      ["send", {"event": "never", "delay": 1.5, "id": "x"}], ["cancel", "x"], ["cancel", "unknown"]]],
           "transitions": [{"event": ["one"], "actions": [["log", "one"]]}, {"event": ["two"], "actions": [["log", "two"], ["send", {"event": "again"}]]},
                           {"event": ["again"], "actions": [["log", "two-again"]]}, {"event": ["three"], "actions": [["log", "three"]]}, {"event": ["never"], "actions": [["log", "never"]]}]}}}
        """, """{"after": 0.5}""", """{"after": 1}""", """{"after": 10}""", """{"after": 0}"""));

    [Fact]
    public void Delays_count_from_when_they_were_set_and_equal_times_keep_their_order() => Assert.Equal(["a:", "a: x x1 y"], MachineDoor.Trace("""
        {"states": {"a": {"kind": "atomic", "entry": [[["send", {"event": "x", "delay": 1}], ["send", {"event": "y", "delay": 2}]]],
           "transitions": [{"event": ["x"], "actions": [["log", "x"], ["send", {"event": "z", "delay": 0.5}]]}, {"event": ["y"], "actions": [["log", "y"]]}, {"event": ["z"], "actions": [["log", "x1"]]}]}}}
        """, """{"after": 2}"""));

    [Fact]
    public void Data_travels_with_events_and_names_can_be_computed()
    {
        var lines = MachineDoor.Lines("""
            {"vars": {"which": "ev", "got": null, "from": null}, "states": {"a": {"kind": "atomic",
              "transitions": [{"event": ["go"], "actions": [["send", {"eventexpr": "which", "params": {"p": "event.data.x.y * 2", "q": "event.data.missing"}}]]},
                              {"event": ["ev"], "cond": "event.data.q is not set", "actions": [["assign", "got", "event.data.p"], ["assign", "from", "event.name"]]}]}}}
            """, """{"name": "go", "data": {"x": {"y": 21}}}""");
        Assert.Equal("""{"which":"ev","got":42,"from":"ev"}""", lines[1].GetProperty("vars").GetRawText());
    }

    [Fact]
    public void A_hundred_and_more_eventless_steps_are_run_to_their_end() => Assert.Equal(["c:"], MachineDoor.Trace("""
        {"vars": {"i": 0}, "states": {"b": {"kind": "atomic", "transitions": [{"cond": "i < 1000", "target": "b", "actions": [["assign", "i", "i + 1"]]}, {"cond": "i == 1000", "target": "c"}]},
                                      "c": {"kind": "atomic"}}}
        """));

    [Fact]
    public void A_machine_that_never_rests_is_stopped_and_says_so()
    {
        var run = MachineDoor.Run("""{"states": {"a": {"kind": "atomic", "transitions": [{"target": "a"}]}}}""");
        Assert.Equal(0, run.Code);
        Assert.Equal("The machine did not come to rest and was stopped.", run.Error.Trim());
        Assert.Single(run.Lines);
    }

    [Fact]
    public void A_machine_that_sends_to_itself_for_ever_is_stopped()
    {
        var run = MachineDoor.Run("""{"states": {"a": {"kind": "atomic", "entry": [[["send", {"event": "e"}]]], "transitions": [{"event": ["e"], "target": "a"}]}}}""", "x");
        Assert.Equal((0, 2), (run.Code, run.Lines.Length));
        Assert.Contains("stopped", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""nonsense""")]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{"states": {}}""")]
    [InlineData("""{"states": {"a": {}}}""")]
    [InlineData("""{"states": {"a": {"kind": "parallel"}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic"}, "a": {"kind": "atomic"}}}""")]
    [InlineData("""{"initial": "b", "states": {"a": {"kind": "atomic"}}}""")]
    [InlineData("""{"initial": ["a"], "states": {"a": {"kind": "atomic"}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "parent": "b"}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic"}, "b": {"kind": "atomic", "parent": "a"}}}""")]
    [InlineData("""{"states": {"a": {"kind": "compound", "parent": "b"}, "b": {"kind": "compound", "parent": "a"}}}""")]
    [InlineData("""{"states": {"p": {"kind": "compound"}}}""")]
    [InlineData("""{"states": {"p": {"kind": "compound", "initial": {"target": "z"}}, "a": {"kind": "atomic", "parent": "p"}, "z": {"kind": "atomic"}}}""")]
    [InlineData("""{"states": {"h": {"kind": "history", "default": {"target": "a"}}, "a": {"kind": "atomic"}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "transitions": [{"target": "b"}]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "transitions": {"target": "a"}}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "transitions": [{"event": "e"}]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "transitions": [{"internal": "yes"}]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "entry": [["log", "x"]]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "entry": [[["shout", "x"]]]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "entry": [[["log"]]]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "entry": [[["send", {"delay": 1}]]]}}}""")]
    [InlineData("""{"states": {"a": {"kind": "atomic", "entry": [[["send", {"event": "e", "delay": "1s"}]]]}}}""")]
    [InlineData("""{"states": {"f": {"kind": "final", "transitions": [{"target": "f"}]}}}""")]
    [InlineData("""{"vars": [], "states": {"a": {"kind": "atomic"}}}""")]
    public void What_is_not_a_machine_ends_with_two_and_one_line(string json)
    {
        var run = MachineDoor.Run(json, "go");
        Assert.Equal(2, run.Code);
        Assert.Empty(run.Lines);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("""{"name": 5}""")]
    [InlineData("""{"nothing": 5}""")]
    [InlineData("""{"after": "soon"}""")]
    [InlineData("""{"name": "x", "data": 5}""")]
    [InlineData("""{broken""")]
    public void A_line_that_is_not_an_event_ends_with_two(string line)
    {
        var run = MachineDoor.Run("""{"states": {"a": {"kind": "atomic"}}}""", "fine", line);
        Assert.Equal((2, 2), (run.Code, run.Lines.Length));
        Assert.StartsWith("line 2: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_lines_are_passed_over()
    {
        using var input = new StringReader("\n\n{\"name\":\"x\"}\n\n");
        using var output = new StringWriter();
        Assert.Equal(0, MachineRunner.Run("""{"states": {"a": {"kind": "atomic"}}}""", input, output, TextWriter.Null));
        Assert.Equal(2, output.ToString().Count(c => c == '\n'));
    }
}
