using System.Text.RegularExpressions;
using System.Xml.Linq;
using EngageBot.Dialogs.Pictures;
using EngageBot.Dialogs.Tests.Engine;

namespace EngageBot.Dialogs.Tests.Pictures;

/// <summary>What other tools are given: SCXML as the standard has it, Mermaid and DOT whose names and brackets add up.</summary>
public sealed partial class ExportTests
{
    private static readonly XNamespace Scxml = "http://www.w3.org/2005/07/scxml";

    /// <summary>Which elements the standard allows inside which (W3C SCXML 1.0, sections 3 and 4).</summary>
    private static readonly Dictionary<string, string[]> Children = new(StringComparer.Ordinal)
    {
        ["scxml"] = ["state", "parallel", "final", "datamodel", "script"],
        ["state"] = ["onentry", "onexit", "transition", "initial", "state", "parallel", "final", "history", "datamodel", "invoke"],
        ["final"] = ["onentry", "onexit", "donedata"],
        ["history"] = ["transition"],
        ["onentry"] = ["log", "send", "cancel", "assign", "raise", "if", "foreach", "script"],
        ["onexit"] = ["log", "send", "cancel", "assign", "raise", "if", "foreach", "script"],
        ["transition"] = ["log", "send", "cancel", "assign", "raise", "if", "foreach", "script"],
        ["datamodel"] = ["data"],
        ["donedata"] = ["content", "param"],
        ["data"] = [], ["log"] = [], ["send"] = ["param", "content"], ["cancel"] = [], ["assign"] = [], ["param"] = [],
    };

    private static IEnumerable<(DialogSet Set, string Dialog)> All =>
        new[] { Folders.Shipped, Folders.Cafe, Folders.Examples }.SelectMany(set => set.Dialogs.Keys.Select(dialog => (set, dialog)));

    [Fact]
    public void Scxml_has_the_structure_of_the_standard_and_every_target_exists()
    {
        foreach (var (set, dialog) in All)
        {
            var root = XDocument.Parse(Write(set, dialog, "scxml")).Root!;
            Assert.Equal((Scxml + "scxml", "1.0"), (root.Name, (string?)root.Attribute("version")));
            var ids = root.Descendants().Where(e => e.Name.LocalName is "state" or "final" or "history").Select(e => (string)e.Attribute("id")!).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            foreach (var element in root.DescendantsAndSelf())
            {
                Assert.All(element.Elements(), child => Assert.Contains(child.Name.LocalName, Children[element.Name.LocalName]));
                if (element.Attribute("target") is { } target) Assert.Contains(target.Value, ids);
                if (element.Attribute("initial") is { } initial) Assert.Contains(element.Elements(), e => (string?)e.Attribute("id") == initial.Value);
                if (element.Name.LocalName == "history") Assert.Single(element.Elements(Scxml + "transition"), t => t.Attribute("event") is null && t.Attribute("cond") is null);
                if (element.Name.LocalName == "transition" && element.Parent!.Name.LocalName == "state")
                    Assert.True(element.Attribute("event") is not null || element.Attribute("cond") is not null || element.Attribute("target") is not null);
                if (element.Name.LocalName == "cancel")
                    Assert.Contains(element.Parent!.Parent!.Descendants(Scxml + "send"), s => (string?)s.Attribute("id") == (string?)element.Attribute("sendid"));
            }
        }
    }

    [Fact]
    public void Scxml_has_histories_for_groups_that_are_gone_back_to()
    {
        var rooms = XDocument.Parse(Write(Folders.Cafe, "rooms", "scxml")).Root!;
        Assert.NotEmpty(rooms.Descendants(Scxml + "history"));
    }

    [Fact]
    public void Mermaid_names_each_state_once_before_its_ways_and_closes_what_it_opens()
    {
        foreach (var (set, dialog) in All)
        {
            var text = Write(set, dialog, "mermaid");
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim()).ToList();
            Assert.Equal("stateDiagram-v2", lines[0]);
            var declared = lines.Select(l => Declared().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToList();
            Assert.Equal(set.Dialogs[dialog].States.Length, declared.Count);
            Assert.Equal(declared.Count, declared.Distinct().Count());
            foreach (var way in lines.Select(l => Way().Match(l)).Where(m => m.Success))
                Assert.All([way.Groups[1].Value, way.Groups[2].Value], end => Assert.True(end == "[*]" || declared.Contains(end), $"{dialog}: {way.Value}"));
            Assert.All(lines.Skip(1), l => Assert.Matches(@"^(accTitle: |state |note right of |\}$|\[\*\] -->|s_\w+ -->)", l));
            Assert.Equal(lines.Count(l => l.EndsWith('{')), lines.Count(l => l == "}"));
        }
    }

    [Fact]
    public void Dot_draws_every_state_its_groups_as_clusters_and_silence_dashed()
    {
        foreach (var (set, dialog) in All)
        {
            var text = Write(set, dialog, "dot");
            foreach (var state in set.Dialogs[dialog].States)
                Assert.Contains(state is Dialogs.Model.State.Group ? $"subgraph \"cluster_{state.Path}\"" : $"\"{state.Path}\" [label=", text, StringComparison.Ordinal);
            Assert.Equal(text.Count(c => c == '{') - text.Split('"').Where((_, i) => i % 2 == 1).Sum(s => s.Count(c => c == '{')),
                text.Count(c => c == '}') - text.Split('"').Where((_, i) => i % 2 == 1).Sum(s => s.Count(c => c == '}')));
        }
        Assert.Contains("style=dashed", Write(Folders.Shipped, "human", "dot"), StringComparison.Ordinal);
    }

    [Fact]
    public void Live_runs_stand_in_the_titles()
    {
        var live = new Dictionary<string, int> { ["message"] = 12 };
        Assert.Contains("message (12)", DialogPictures.Write(Folders.Shipped, "human", "mermaid", "en", live), StringComparison.Ordinal);
        Assert.Contains("message (12)", DialogPictures.Write(Folders.Shipped, "human", "dot", "en", live), StringComparison.Ordinal);
    }

    private static string Write(DialogSet set, string dialog, string format) => DialogPictures.Write(set, dialog, format, "en", new Dictionary<string, int>());

    [GeneratedRegex(@"^state (?:"".*"" as )?(s_\w+)(?: <<choice>>| \{)?$")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^(\[\*\]|s_\w+) --> (\[\*\]|s_\w+)(?: :.*)?$")]
    private static partial Regex Way();
}
