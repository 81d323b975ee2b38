using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Commands;

/// <summary>Playing transcripts and talking to a dialog in the terminal.</summary>
internal static class DialogTests
{
    /// <returns>0 all passed, 1 some differ, 2 the dialogs cannot be used.</returns>
    public static int Run(string directory, string? dialog, bool hazards)
    {
        if (Load(directory) is not { } set) return 2;
        var (passed, failed) = (0, 0);
        foreach (var path in TranscriptRunner.Find(dialog is null ? directory : Path.Combine(directory, dialog)))
            foreach (var hazard in hazards ? Enum.GetValues<Hazard>() : [Hazard.None])
            {
                var report = TranscriptRunner.Run(set, path, language: null, hazard);
                if (report.Passed) passed++;
                else failed++;
                if (!report.Passed) Console.WriteLine(report);
            }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <returns>0 done, 2 the dialogs, the facts or the dialog's name cannot be used.</returns>
    public static int Simulate(string directory, SimulatorOptions options)
    {
        if (Load(directory) is not { } set) return 2;
        if (options.Dialog is { } dialog && !set.Dialogs.ContainsKey(dialog))
        {
            Console.Error.WriteLine($"There is no dialog {dialog}; there are: {string.Join(", ", set.Dialogs.Keys)}.");
            return 2;
        }
        new Simulator(set, options, Console.In, Console.Out).Run();
        return 0;
    }

    /// <returns>0 every promise held, 1 a conversation broke one, 2 the dialogs cannot be used.</returns>
    public static int Wander(string directory, int conversations, int seed)
    {
        if (Load(directory) is not { } set) return 2;
        var report = RandomWalk.Run(set, conversations, seed);
        Console.WriteLine(report);
        return report.Passed ? 0 : 1;
    }

    private static DialogSet? Load(string directory)
    {
        var loaded = DialogSet.Load(directory);
        if (loaded.Set is null) Console.Error.WriteLine(new FindingsReport(loaded.Findings).Plain());
        return loaded.Set;
    }
}
