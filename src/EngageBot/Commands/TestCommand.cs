using System.CommandLine;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs test</c>: plays transcripts, plain and while life happens to them, and says what nobody has tested.</summary>
internal static class TestCommand
{
    private const string All = "all";

    private static readonly Dictionary<string, Hazard> Hazards = new(StringComparer.Ordinal)
    {
        ["twice"] = Hazard.Twice,
        ["digression"] = Hazard.Digression,
        ["old_buttons"] = Hazard.OldButtons,
        ["late"] = Hazard.Late,
        ["reload"] = Hazard.Reload,
    };

    public static Command Build(Option<string> folder)
    {
        var filter = new Argument<string?>("filter")
        {
            Description = "Only these: a dialog's name, or a pattern such as 'join/full*' or '*/silence.ru*'.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var hazards = new Option<string?>("--hazards")
        {
            Description = "Also with hazards: all, twice, digression, old_buttons, late or reload.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        hazards.AcceptOnlyFromAmong([All, .. Hazards.Keys]);
        var language = new Option<string?>("--lang") { Description = "Play in this language instead of the transcript's own; all: in each." };
        var coverage = new Option<bool>("--coverage") { Description = "What the transcripts come to of states, lines, outcomes and texts." };
        var atLeast = new Option<int?>("--at-least") { Description = "Fail where a dialog's states or lines are covered to fewer percent." };
        var junit = new Option<string?>("--junit") { Description = "Write the results as a JUnit XML file, too." };
        var command = new Command("test", "Plays the transcripts beside the dialogs; exit code 1 if one differs.")
        {
            filter, hazards, language, coverage, atLeast, junit, folder,
        };
        command.SetAction(parsed =>
        {
            Hazard[] run = parsed.GetResult(hazards) is null ? [Hazard.None]
                : parsed.GetValue(hazards) is { } one && one != All ? [Hazard.None, Hazards[one]] : Enum.GetValues<Hazard>();
            return Run(new(parsed.GetRequiredValue(folder), parsed.GetValue(filter), run, parsed.GetValue(language),
                parsed.GetValue(coverage), parsed.GetValue(atLeast), parsed.GetValue(junit)));
        });
        return command;
    }

    /// <returns>0 all passed, 1 some differ or too little is covered, 2 the dialogs or the call cannot be used.</returns>
    private static int Run(Wish wish)
    {
        if (DialogTests.Load(wish.Directory) is not { } set) return 2;
        if (wish.Language is { } language && language != All && !set.Languages.Contains(language))
        {
            Console.Error.WriteLine($"There is no language {language}; there are: {string.Join(", ", set.Languages)}.");
            return 2;
        }
        var paths = TranscriptRunner.Find(wish.Directory, wish.Filter);
        if (paths.IsEmpty)
        {
            Console.Error.WriteLine($"No transcript fits {wish.Filter ?? wish.Directory}.");
            return 2;
        }
        var reports = new List<TranscriptReport>();
        foreach (var path in paths)
            foreach (var spoken in Languages(set, wish.Language))
                foreach (var hazard in wish.Hazards)
                {
                    var report = TranscriptRunner.Run(set, path, spoken, hazard);
                    reports.Add(report);
                    if (!report.Passed) Console.WriteLine(report);
                }
        var failed = reports.Count(r => !r.Passed);
        Console.WriteLine($"{reports.Count - failed} passed, {failed} failed");
        if (wish.JUnit is { } file) File.WriteAllText(file, JUnitReport.Write(reports));
        return Covered(set, wish, reports) && failed == 0 ? 0 : 1;
    }

    private static string?[] Languages(DialogSet set, string? wished) => wished == All ? [.. set.Languages] : [wished];

    private static bool Covered(DialogSet set, Wish wish, List<TranscriptReport> reports)
    {
        if (!wish.Coverage && wish.AtLeast is null) return true;
        var trail = new Trail();
        foreach (var report in reports.Where(r => r.Hazard is Hazard.None)) trail.Add(report.Trail);
        // A pattern asks about the dialogs it names; what others say on the way is not its business.
        var coverage = Coverage.Of(set, trail).Only(reports.Select(r => r.Dialog));
        Console.WriteLine(coverage);
        if (wish.AtLeast is not { } least || coverage.LeastPercent >= least) return true;
        Console.WriteLine($"{coverage.LeastPercent} percent are covered, at least {least} are wanted.");
        return false;
    }

    private sealed record Wish(string Directory, string? Filter, Hazard[] Hazards, string? Language, bool Coverage, int? AtLeast, string? JUnit);
}
