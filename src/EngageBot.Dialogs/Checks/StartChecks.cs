using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D111: a command or word means one dialog.</summary>
internal sealed class StartChecks(SharedFiles shared, TextFiles texts)
{
    public void Run(IReadOnlyList<LoadedDialog> all)
    {
        Commands(all);
        Words(all);
    }

    private static void Commands(IReadOnlyList<LoadedDialog> all)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var loaded in all)
        {
            if (loaded.Dialog.Starts.Command is not { } command || taken.TryAdd(command, loaded.Dialog.Name)) continue;
            loaded.Findings.Error("D111", loaded.Root.Find("starts")?.Value.At ?? loaded.Dialog.At,
                $"'/{command}' starts '{taken[command]}' already.", "Give one of them another command.");
        }
    }

    private void Words(IReadOnlyList<LoadedDialog> all)
    {
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var catalogue in texts.Base.Values)
            foreach (var global in shared.Globals)
                foreach (var word in catalogue.Commands.GetValueOrDefault(global.Name)?.Start ?? [])
                    taken.TryAdd(word.Trim(), global.Call ?? "/" + global.Name);
        foreach (var loaded in all.Where(l => l.Dialog.Starts.Keywords))
        {
            foreach (var command in loaded.Texts.Base.Values.Select(c => c.Commands.GetValueOrDefault("")).OfType<Texts.CommandText>())
                foreach (var word in command.Start)
                    if (!taken.TryAdd(word.Trim(), loaded.Dialog.Name) && taken[word.Trim()] is var other && other != loaded.Dialog.Name)
                        loaded.Findings.Warn("D111", command.At, $"'{word}' starts '{other}' already.", "Choose another word.");
        }
    }
}
