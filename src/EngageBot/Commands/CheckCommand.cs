using System.CommandLine;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs check</c>: every finding of a folder, for people, tools and review pages.</summary>
internal static class CheckCommand
{
    public static Command Build(Option<string> folder)
    {
        var name = new Argument<string?>("name") { Description = "Only findings of this dialog.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string>("--format")
        {
            Description = "text (with the line and a caret), plain (one line a finding), json or sarif.",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "plain", "json", "sarif");
        var json = new Option<bool>("--json") { Description = "The same as --format json." };
        var quick = new Option<bool>("--quick") { Description = "Without playing the transcripts (no D902, D903)." };
        var write = new Option<bool>("--write") { Description = "Write new numbers, versions and fingerprints into lock.json." };
        var command = new Command("check", "Reads and checks every file; exit code 0 clean, 1 findings, 2 unreadable.") { name, format, json, quick, write, folder };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(folder), parsed.GetValue(name), parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format),
            parsed.GetValue(quick), parsed.GetValue(write)));
        return command;
    }

    private static int Run(string directory, string? only, string format, bool quick, bool write)
    {
        var loaded = DialogSet.Load(directory);
        var findings = loaded.Findings;
        if (loaded.Set is { } set && !quick) findings = Coverage.AddTo(findings, set, directory);
        if (only is not null)
        {
            if (!Directory.Exists(Path.Combine(directory, only)))
            {
                Console.Error.WriteLine($"There is no dialog {only} in {directory}.");
                return 2;
            }
            findings = [.. findings.Where(f => f.At.File.Contains($"/{only}/", StringComparison.Ordinal))];
        }
        var report = new FindingsReport(findings);
        Console.Write(format switch
        {
            "json" => report.Json(),
            "sarif" => report.Sarif(Directory.GetCurrentDirectory()),
            "plain" => report.Plain(),
            _ => report.Readable(),
        });
        if (write && loaded.Set is { } writable && writable.WriteLock(directory)) Console.Error.WriteLine("lock.json is written.");
        return report.ExitCode;
    }
}
