using System.Diagnostics;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Commands;

/// <summary>Talking to a dialog in the terminal, by hand or at random.</summary>
internal static class DialogTests
{
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
        var begun = Stopwatch.GetTimestamp();
        var report = RandomWalk.Run(set, conversations, seed);
        Console.WriteLine(report);
        Console.Write(Coverage.Of(set, report.Trail).Reached());
        Console.WriteLine($"{conversations / Math.Max(0.001, Stopwatch.GetElapsedTime(begun).TotalSeconds):0} conversations a second");
        return report.Passed ? 0 : 1;
    }

    /// <summary>The folder's dialogs; where they cannot be used, it is said why.</summary>
    public static DialogSet? Load(string directory)
    {
        var loaded = DialogSet.Load(directory);
        if (loaded.Set is null) Console.Error.WriteLine(new FindingsReport(loaded.Findings).Plain());
        return loaded.Set;
    }
}
