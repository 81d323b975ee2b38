using System.CommandLine;
using EngageBot.Dialogs.Machines;

namespace EngageBot.Commands;

/// <summary><c>engagebot machine run FILE.json &lt; events.jsonl</c>: the statechart kernel by itself, for conformance suites.</summary>
internal static class MachineCommands
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "The machine as JSON (docs/machine.md)." };
        var run = new Command("run", "Reads one event a line, prints one configuration a line.") { file };
        run.SetAction(async (parsed, cancellation) =>
        {
            string machine;
            try
            {
                machine = await File.ReadAllTextAsync(parsed.GetRequiredValue(file), cancellation);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(unreadable.Message);
                return 2;
            }
            using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
            return MachineRunner.Run(machine, Console.In, output, Console.Error);
        });
        return new Command("machine", "The statechart kernel.") { run };
    }
}
