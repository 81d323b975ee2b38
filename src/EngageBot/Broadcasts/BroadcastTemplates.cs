using System.Collections.Immutable;
using EngageBot.Conversations.Windows;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Which broadcasts that are not over need a template where a chat's window is closed.</summary>
internal static class BroadcastTemplates
{
    /// <summary>More are not named: one line tells staff what a template holds up.</summary>
    private const long NamedAtMost = 20;

    /// <summary>The template that stands in for a broadcast's words.</summary>
    public static string NameOf(BroadcastContent content) => content.Template?.Name ?? TemplateDraft.Broadcasts;

    /// <summary>What holds a broadcast up that is not over yet.</summary>
    public static ImmutableArray<TemplateHold> Holds(RowSource source, Broadcast broadcast) => broadcast.State is BroadcastState.Cancelled or BroadcastState.Finished
        ? [] : TemplateHold.Of(source, broadcast.BusinessId, [NameOf(BroadcastContentJson.Read(broadcast.Content))]);

    /// <summary>As staff call them: <c>broadcast 12 (Autumn sale)</c>.</summary>
    public static IEnumerable<string> Users(RowSource source, BusinessId business, string template) => source.Rows(
            "SELECT id, name, content FROM broadcasts WHERE business_id = @business AND state IN ('Scheduled', 'Running', 'Paused') ORDER BY id DESC LIMIT @most",
            command => command.Set("@business", business.ToString()).Set("@most", NamedAtMost),
            row => (Id: row.GetInt64(0), Name: row.GetString(1), Content: row.GetString(2)))
        .Where(one => NameOf(BroadcastContentJson.Read(one.Content)) == template)
        .Select(one => FormattableString.Invariant($"broadcast {one.Id} ({one.Name})"));
}
