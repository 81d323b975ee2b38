using EngageBot.Dialogs;

namespace EngageBot.Conversations.Windows;

/// <summary>Which of the dialogs in use say a template, and the plays that begin them.</summary>
internal static class DialogTemplates
{
    /// <summary>The templates that a dialog says.</summary>
    public static IReadOnlyCollection<string> Of(DialogSet set, string dialog) =>
        set.Dialogs.TryGetValue(dialog, out var model) ? [.. model.States.Select(state => state.Template.GetValueOrDefault("whatsapp")).OfType<string>().Distinct(StringComparer.Ordinal)] : [];

    /// <summary>As staff call them: <c>birthday_gift</c>, <c>play getting_started</c>.</summary>
    /// <remarks>The catalogue is asked for late: actions, which it knows, lead back to messaging.</remarks>
    public static IEnumerable<string> Users(IServiceProvider services, string template)
    {
        if (services.GetService<DialogCatalog>() is not { IsLoaded: true } catalog) return [];
        var set = catalog.Current;
        var dialogs = set.Dialogs.Values.Where(dialog => dialog.States.Any(state => state.Template.ContainsValue(template))).Select(dialog => dialog.Name).ToHashSet(StringComparer.Ordinal);
        var plays = set.Plays.Values.Where(play => dialogs.Contains(play.Dialog)).ToList();
        return dialogs.Except(plays.Select(play => play.Dialog)).Concat(plays.Select(play => $"play {play.Name}"));
    }
}
