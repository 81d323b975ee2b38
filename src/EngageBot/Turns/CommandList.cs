using EngageBot.Channels.Telegram;
using EngageBot.Conversations;

namespace EngageBot.Turns;

/// <summary>The commands a chat shows behind its menu button, in each language: every dialog and global command that has a name there.</summary>
internal static class CommandList
{
    /// <summary>What customers look for most comes first; the rest follows by name.</summary>
    private static readonly string[] _first = ["menu", "card", "balance", "history", "contacts", "human", "language"];

    public static IReadOnlyList<CommandMenu> Of(DialogCatalog dialogs, string fallback) =>
        [new("", Commands(dialogs, fallback)), .. dialogs.Current.Languages.Select(language => new CommandMenu(language, Commands(dialogs, language)))];

    private static List<BotCommand> Commands(DialogCatalog dialogs, string language)
    {
        var set = dialogs.Current;
        var texts = set.Dialogs.Keys.Select(dialog => set.For(dialog, language, informal: false)).Append(set.SharedTexts(language, informal: false));
        return [.. texts
            .SelectMany(t => t.Commands.Values)
            .Where(c => c is { Name: not null, Description: not null })
            .DistinctBy(c => c.Name)
            .OrderBy(c => Array.IndexOf(_first, c.Name) is var place && place >= 0 ? place : _first.Length)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => new BotCommand(c.Name!, c.Description!))];
    }
}
