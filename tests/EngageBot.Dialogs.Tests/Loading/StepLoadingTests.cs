using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Tests.Engine;

namespace EngageBot.Dialogs.Tests.Loading;

public sealed class StepLoadingTests
{
    [Theory]
    [InlineData("enter")]
    [InlineData("exit")]
    public void Nobody_waits_for_the_result_of_an_action_at_a_door_so_nothing_of_it_can_be_saved(string door)
    {
        var path = Folders.CafeCopy();
        Folders.Write(path, "door", $$$"""
            dialog: door
            version: 1
            start: one
            starts: {command: door}
            slots: {one: {type: text, max: 9}}
            states:
              one: {wait: one, {{{door}}}: [{do: note.keep, with: {text: "'x'"}, save: {one: result.text} }], timeout: {after: 1h, go: gone}}
              gone: {final: gone}
            """, "words.command: {name: door, description: Door}");
        var finding = Assert.Single(DialogSet.Load(path).Findings, f => f.Severity == Severity.Error);
        Assert.Equal("D001", finding.Code);
        Assert.Contains("'save'", finding.Message, StringComparison.Ordinal);
        Assert.EndsWith("door/dialog.yaml", finding.At.File, StringComparison.Ordinal);
    }
}
