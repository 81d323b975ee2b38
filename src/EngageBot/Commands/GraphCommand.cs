using System.CommandLine;
using EngageBot.Conversations;
using EngageBot.Conversations.Releases;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Pictures;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs graph NAME</c>: a dialog drawn, or as a machine for other tools.</summary>
internal static class GraphCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { Description = "The dialog." };
        var format = new Option<string>("--format") { Description = "svg (default), mermaid, dot, scxml or xstate.", DefaultValueFactory = _ => "svg" };
        format.AcceptOnlyFromAmong([.. DialogPictures.Formats]);
        var language = new Option<string>("--lang") { Description = "Whose words an SVG shows: en, ru or sq.", DefaultValueFactory = _ => "en" };
        var live = new Option<bool>("--live") { Description = "With the number of live runs in each state." };
        var output = new Option<string?>("--out") { Description = "The file to write; without it, the terminal." };
        var folder = new Option<string>("--dialogs") { Description = "The folder with the dialogs; default dialogs.", DefaultValueFactory = _ => new DialogSettings().Resolve() };
        var data = CommandHost.DataOption();
        var command = new Command("graph", "Draws a dialog, or writes it as a machine for other tools.") { name, format, language, live, output, folder, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = DialogSet.Load(parsed.GetRequiredValue(folder));
            if (loaded.Set is not { } set)
            {
                await Console.Error.WriteLineAsync(new FindingsReport(loaded.Findings).Plain());
                return 2;
            }
            var dialog = parsed.GetRequiredValue(name);
            if (!set.Dialogs.TryGetValue(dialog, out var found))
            {
                await Console.Error.WriteLineAsync($"There is no dialog {dialog}; there are: {string.Join(", ", set.Dialogs.Keys)}.");
                return 2;
            }
            Task<int> Draw(IReadOnlyDictionary<string, int> runs) => WriteAsync(
                DialogPictures.Write(set, dialog, parsed.GetRequiredValue(format), parsed.GetRequiredValue(language), runs), parsed.GetValue(output), cancellation);
            return !parsed.GetValue(live) ? await Draw(new Dictionary<string, int>()) : await CommandHost.RunAsync(parsed.GetValue(data), async provider =>
            {
                var runs = await LiveRuns.CountAsync(provider.GetRequiredService<IStore>(), dialog, cancellation);
                var older = runs.Where(r => r.Version != found.Version).Sum(r => r.Count);
                if (older > 0) await Console.Error.WriteLineAsync($"Not drawn: {older} on other versions; engagebot dialogs where {dialog} lists them.");
                return await Draw(runs.Where(r => r.Version == found.Version).ToDictionary(r => r.State, r => r.Count));
            }, cancellation);
        });
        return command;
    }

    private static async Task<int> WriteAsync(string picture, string? output, CancellationToken cancellation)
    {
        if (output is null)
        {
            Console.Write(picture);
            return 0;
        }
        try
        {
            await File.WriteAllTextAsync(output, picture, cancellation);
            return 0;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(unwritable.Message);
            return 2;
        }
    }
}
