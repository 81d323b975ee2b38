using System.Collections.Immutable;
using EngageBot.Conversations;
using EngageBot.Conversations.Releases;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Plays;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>The plays of the dialogs in use.</summary>
/// <remarks>The catalogue is asked for late: actions, which it knows, lead back to what tells plays of purchases.</remarks>
internal sealed class LivePlays(IServiceProvider services)
{
    private ImmutableSortedDictionary<string, Play>? _released;

    /// <summary>By name; the newest release's where this process runs no dialogs.</summary>
    public ImmutableSortedDictionary<string, Play> All(RowSource source) =>
        services.GetService<DialogCatalog>() is { IsLoaded: true } catalog ? catalog.Current.Plays : _released ??= Released(source);

    /// <summary>The templates that a play's dialog says; none are known where this process runs no dialogs.</summary>
    public IReadOnlyCollection<string> TemplatesOf(Play play) =>
        services.GetService<DialogCatalog>() is { IsLoaded: true } catalog ? DialogTemplates.Of(catalog.Current, play.Dialog) : [];

    /// <summary>Those of the newest release; empty where nothing was published yet, or it cannot be read.</summary>
    public static ImmutableSortedDictionary<string, Play> Released(RowSource source) =>
        ReleaseRows.Newest(source) is { } release && DialogReadings.Load(LiveDialogs.FilesOf(release)).Set is { } set
            ? set.Plays
            : ImmutableSortedDictionary<string, Play>.Empty;
}
