using EngageBot.Dialogs.Checks;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Dialogs.Tests.Loading;

/// <summary>Whatever a file holds, loading says what is wrong and never throws.</summary>
public sealed class BrokenFileProperties : IDisposable
{
    private static readonly string[] Files =
    [
        "complaint/dialog.yaml", "winback/dialog.yaml", "nps/dialog.yaml", "complaint/ru.yaml", "winback/en.yaml",
        "_shared/globals.yaml", "_shared/facts.yaml", "_shared/style.yaml", "_shared/actions.schema.json", "_shared/en.yaml", "lock.json",
    ];

    private static readonly string[] Snippets =
    [
        "{", "}", "[", "]", ":", ": ", ", ", "\n", "\n  ", "\n- ", "- ", "\"", "'", "&a ", "*a", "!x ", "<<: ", "# ", "|\n", ">\n", "\t", "\0", "\uFEFF", "\uD83D",
        "\"\\uD83D\"", "---\n", "...\n", "%YAML 99999999999.1\n", "? ", "null", "~", "when: ", "go: ", "ask: ", "states: {a: {final: b}}", "{history: with_manager}", "reenter: true, ",
        "start: ", "plural: x, ", "{each: a, line: b}", "{include: thanks}", "words: ", "options: ", "label: ", "(((((((((((((((", "not not not ", "999999999999999999999", "-1", "0",
    ];

    private readonly TestFolder _folder = new();

    public BrokenFileProperties() => _folder.Load().Set!.WriteLock(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_valid_file_broken_anywhere_never_throws() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), (Action<int>)BreakOneFile));

    [Fact]
    public void Any_text_for_a_file_never_throws() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<int>(), (text, which) => Try(Files[Math.Abs(which % Files.Length)], text ?? "")));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n\n# nothing\n")]
    [InlineData("dialog")]
    [InlineData("- a\n- b\n")]
    [InlineData("dialog: complaint\n")]
    [InlineData("dialog: [complaint]\nstates: {}\n")]
    [InlineData("states: {a: {states: {a: {states: {}}}}}\n")]
    [InlineData("a: &x {b: *x}\n")]
    [InlineData("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{")]
    [InlineData("dialog: complaint\nstart: a\nstates: {a: {states: {b: {route: a}}, start: a}}\n")]
    [InlineData("dialog: complaint\nversion: 99999999999999999999\n")]
    [InlineData("? {a: b}\n: c\n")]
    [InlineData("a: b\n---\nc: d\n")]
    [InlineData("\uD83D")]
    public void Broken_files_of_every_kind_are_findings(string text)
    {
        foreach (var file in Files) Try(file, text);
    }

    private void BreakOneFile(int seed)
    {
        var random = new Random(seed);
        var file = Files[random.Next(Files.Length)];
        var text = _folder.Read(file);
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(1, 30), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Snippets[random.Next(Snippets.Length)]),
                2 => text.Insert(at, text.Substring(random.Next(text.Length - 20), 20)),
                _ => text.Remove(at, length).Insert(at, Snippets[random.Next(Snippets.Length)]),
            };
        }
        Try(file, text);
    }

    private LoadResult Try(string file, string text)
    {
        var before = _folder.Read(file);
        var result = _folder.Write(file, text).Load();
        _folder.Write(file, before);
        Assert.Equal(result.Set is null, result.Findings.Any(f => f.Severity == Severity.Error));
        Assert.All(result.Findings, f => Assert.True(f.At is { Line: >= 1, Column: >= 1 } && f.Message.Length > 0 && f.Fix.Length > 0, f.ToString()));
        if (result.Set is { } set)
            foreach (var dialog in set.Dialogs.Keys) DialogShow.Screenplay(set, dialog, "en");
        return result;
    }
}
