using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace EngageBot.Tests;

/// <summary>House rules a build cannot check: folder walls, sizes, names, unfinished work.</summary>
public sealed partial class TidyTests
{
    private const int FileLinesMax = 400;

    private static readonly string[] _order =
        ["Dialogs", "Storage", "Http", "Messaging", "Channels", "Businesses", "Staff", "Conversations", "Loyalty", "Segments", "Complaints", "Broadcasts", "Plays", "Surveys", "Insights", "Turns", "Pages", "Rehearsals", "Commands", "Program"];

    /// <summary>Folders side by side that may not know each other, besides the order above.</summary>
    private static readonly (string From, string To)[] _apart = [("Http", "Messaging"), ("Messaging", "Http")];

    [Fact]
    public void A_folder_knows_only_the_folders_to_its_left()
    {
        var offences =
            from file in SourceFiles("src/EngageBot")
            let folder = FolderOf(file)
            from line in File.ReadLines(file)
            let uses = UsingLine().Match(line)
            where uses.Success
            let other = uses.Groups[1].Value
            where other != folder && Array.IndexOf(_order, other) >= 0
            where Array.IndexOf(_order, other) > Array.IndexOf(_order, folder) || _apart.Contains((folder, other))
            select $"{Relative(file)} uses {other}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_folder_of_the_program_stands_in_the_order_of_the_architecture()
    {
        var folders = Directory.GetDirectories(Path.Combine(Root, "src/EngageBot")).Select(Path.GetFileName).Except(["bin", "obj", "wwwroot", "Properties"]);
        Assert.Empty(folders.Except(_order));
    }

    [Fact]
    public void No_source_file_is_longer_than_a_reader_can_hold()
    {
        var offences = SourceFiles("src").Concat(SourceFiles("tests"))
            .Select(f => (File: f, Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > FileLinesMax)
            .Select(f => $"{Relative(f.File)}: {f.Lines} lines");
        Assert.Empty(offences);
    }

    [Fact]
    public void No_name_says_nothing()
    {
        var offences = SourceFiles("src").Where(f => EmptyName().IsMatch(Path.GetFileName(f))).Select(Relative);
        Assert.Empty(offences);
    }

    [Fact]
    public void Nothing_is_left_half_done_in_the_sources()
    {
        var offences =
            from file in SourceFiles("src").Concat(SourceFiles("tests"))
            where Path.GetFileName(file) != "TidyTests.cs"
            from line in File.ReadLines(file).Index()
            where HalfDone().IsMatch(line.Item)
            select $"{Relative(file)}:{line.Index + 1}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_dialog_has_transcripts_in_every_language()
    {
        var offences =
            from dialog in Directory.GetFiles(Path.Combine(Root, "dialogs"), "dialog.yaml", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!)
            from language in (string[])["en", "ru", "sq"]
            where !Transcripts(dialog).Any(t => t.Contains($"lang: {language}", StringComparison.Ordinal))
            select $"{Path.GetFileName(dialog)} has no transcript in {language}";
        Assert.Empty(offences);
    }

    private static IEnumerable<string> Transcripts(string dialog) =>
        Directory.Exists(Path.Combine(dialog, "tests"))
            ? Directory.GetFiles(Path.Combine(dialog, "tests"), "*.transcript.yaml").Select(File.ReadAllText)
            : [];

    private static string Root { get; } = RepositoryRoot();

    private static string RepositoryRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    private static IEnumerable<string> SourceFiles(string under) =>
        Directory.GetFiles(Path.Combine(Root, under), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string FolderOf(string file)
    {
        var parts = Path.GetRelativePath(Path.Combine(Root, "src/EngageBot"), file).Split('/');
        return parts.Length == 1 ? "Program" : parts[0];
    }

    [GeneratedRegex(@"^using (?:static )?EngageBot\.(\w+)")]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"(Helper|Manager|Util|Utils|Common|Service)s?\.cs$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|\(\s*Skip\s*=|Thread\.Sleep")]
    private static partial Regex HalfDone();
}
