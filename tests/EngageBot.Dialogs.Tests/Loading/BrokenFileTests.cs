using System.Diagnostics;
using System.Text;
using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Tests.Loading;

/// <summary>Files that are broken in every way files are: each is told in plain words, at its place, soon, and without much memory.</summary>
public sealed class BrokenFileTests : IDisposable
{
    private const string Dialog = "nps/dialog.yaml";
    private const string Words = "nps/en.yaml";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private const long MuchMemory = 1_000_000_000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# nothing\n")]
    public void An_empty_file_is_said_to_be_empty(string text) => Is(Found(Dialog, text), "D000", 1, 1, "The file is empty.");

    [Fact]
    public void A_picture_is_no_text_file() =>
        Is(Found(Dialog, [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13]), "D000", 1, 1, "The signs from here on are no UTF-8.");

    [Fact]
    public void A_null_character_is_found_where_it_stands() =>
        Is(Found(Dialog, "dialog: nps\nversion: \0"), "D000", 2, 10, "A control character stands here: this is no text file.");

    [Fact]
    public void Words_in_another_encoding_are_found_where_they_begin() =>
        Is(Found("nps/ru.yaml", [.. "a: b\nscore: "u8, 0xCF, 0xF0, 0xE8]), "D000", 2, 8, "The signs from here on are no UTF-8.");

    [Fact]
    public void Ten_megabytes_are_too_long() => Is(Found(Dialog, "a: " + new string('x', 10_000_000)), "D000", 1, 1, "The file is longer than 1000000 characters.");

    [Fact]
    public void Ten_megabytes_of_a_lock_file_cannot_be_read() => Assert.Equal("D000", Found("lock.json", "{\"dialogs\": {" + new string(' ', 10_000_000)).Code);

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Deep_nesting_is_refused(char open, char close) =>
        Assert.Contains("nested deeper than 40 levels", Found(Dialog, "a: " + new string(open, 5000) + new string(close, 5000)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_by_indentation_is_refused() => Assert.Contains("nested deeper than 40 levels",
        Found(Dialog, string.Concat(Enumerable.Range(0, 200).Select(n => $"{new string(' ', n)}a:\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void More_states_than_anybody_reads_are_refused() => Assert.Contains("More than 2000 entries",
        Found(Dialog, "dialog: nps\nversion: 1\nstart: s0\nstates:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(n => $"  s{n}: {{say: x{n}, next: t{n}}}\n"))).Message,
        StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void As_many_states_as_are_allowed_are_checked_soon()
    {
        var states = string.Concat(Enumerable.Range(0, 1_900).Select(n => $"  s{n}: {{say: x{n}, next: t{n}}}\n"));
        Assert.Contains(Found(Dialog, "dialog: nps\nversion: 2\nstart: s0\nstarts: {play: true}\nstates:\n" + states).Code, FindingRules.All.Keys);
    }

    [Fact]
    public void Many_texts_that_nobody_uses_are_checked_soon() =>
        Assert.Contains("more than 50000 values", Found(Words, string.Concat(Enumerable.Range(0, 40).Select(g =>
            $"g{g}:\n" + string.Concat(Enumerable.Range(0, 1_500).Select(n => $"  key{n}: a\n"))))).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void An_alias_that_would_grow_without_end_is_refused_as_an_alias()
    {
        var bomb = "a0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 30).Select(n => $"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n"));
        Is(Found(Dialog, bomb, "D004"), "D004", 1, 5, "'&a0' names a part of the file for copying.");
    }

    [Fact]
    public void A_key_that_stands_twice_is_found_at_the_second() => Is(Found(Words, "score: {ask: a}\nscore: {ask: b}\n", "D005"), "D005", 2, 1, "'score' stands here twice.");

    [Theory]
    [InlineData("dialog: nps\nversion: {a: 1}\n", 2, 10, "'version' is one word or text, not a map.")]
    [InlineData("dialog: nps\nslots: [a]\n", 2, 8, "'slots' is made of 'name: value' lines, not a list.")]
    [InlineData("dialog: nps\nstates: text\n", 2, 9, "'states' is made of 'name: value' lines, not a text.")]
    [InlineData("- dialog: nps\n", 1, 1, "The file is made of 'name: value' lines, not a list.")]
    [InlineData("dialog: nps\nversion: two\n", 2, 10, "'version' is a whole number, not 'two'.")]
    public void A_value_of_the_wrong_type_is_found_at_the_value(string text, int line, int column, string message) =>
        Is(Found(Dialog, text, "D006", line), "D006", line, column, message);

    [Fact]
    public void A_tab_is_named_as_what_it_is() => Is(Found(Dialog, "dialog: nps\nstates:\n\tscore: {ask: score}\n"), "D000", 3, 1, "The line is indented with a tab.");

    [Theory]
    [InlineData("\uFEFF", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("\uFEFF", "\r\n")]
    public void A_byte_order_mark_and_the_line_ends_of_windows_are_fine_and_move_no_place(string mark, string end)
    {
        foreach (var file in (string[])[Dialog, Words, "_shared/facts.yaml", "_shared/globals.yaml", "_shared/en.yaml", "_shared/actions.schema.json"])
            _folder.Write(file, mark + _folder.Read(file).Replace("\n", end, StringComparison.Ordinal));
        Assert.Empty(_folder.Load().Findings);
        Is(Found(Dialog, _folder.Read(Dialog).Replace("score <= 6", "scor <= 6", StringComparison.Ordinal)), "D301", 17, 29, "There is no 'scor'; did you mean 'score'.");
    }

    private static void Is(Finding found, string code, int line, int column, string message) =>
        Assert.Equal((code, line, column, message), (found.Code, found.At.Line, found.At.Column, found.Message));

    private Finding Found(string file, string text, string? code = null, int? line = null) => Found(file, Encoding.UTF8.GetBytes(text), code, line);

    /// <summary>The first finding in a broken file, with a watch on time and memory.</summary>
    private Finding Found(string file, byte[] content, string? code = null, int? line = null)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, file), content);
        var (begun, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var result = _folder.Load();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MuchMemory, $"{(GC.GetAllocatedBytesForCurrentThread() - before) / 1_000_000} MB");
        Assert.True(Stopwatch.GetElapsedTime(begun) < Soon, Stopwatch.GetElapsedTime(begun).ToString());
        Assert.Null(result.Set);
        return result.Findings.First(f => f.At.File.EndsWith(file, StringComparison.Ordinal) && (code is null || f.Code == code) && (line is null || f.At.Line == line));
    }
}
