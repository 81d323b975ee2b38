using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>A template that cannot be sent now, and so holds up whatever needs it where a chat's window is closed.</summary>
/// <param name="State"><c>paused</c>, <c>rejected</c>, <c>disabled</c>, <c>deleted</c>, <c>pending</c>, <c>in_appeal</c> or <c>other</c>.</param>
/// <param name="Reason">In the platform's words.</param>
/// <param name="Words">For people: <c>template winback (ru) is paused by WhatsApp since …</c>.</param>
internal sealed record TemplateHold(string Template, string Language, string State, string? Reason, DateTimeOffset? Since, string Words)
{
    /// <summary>Those that hold up what needs one of these templates, in whichever language.</summary>
    public static ImmutableArray<TemplateHold> Of(RowSource source, BusinessId business, IReadOnlyCollection<string> templates) => templates.Count == 0
        ? [] : [.. TemplateRows.HeldUp(source, business).Where(template => templates.Contains(template.Name)).Select(Of)];

    private static TemplateHold Of(MessageTemplate template)
    {
        var state = SnakeCase.Of(template.Status.ToString());
        var verb = template.Status switch
        {
            TemplateStatus.Paused or TemplateStatus.Rejected or TemplateStatus.Disabled => $"is {state} by WhatsApp",
            TemplateStatus.Deleted => "is gone from WhatsApp",
            TemplateStatus.InAppeal => "was rejected by WhatsApp, and somebody asked for another look,",
            _ => "waits for WhatsApp to approve it",
        };
        var since = template.StatusSince is { } at ? string.Create(CultureInfo.InvariantCulture, $" since {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";
        return new(template.Name, template.Language, state, template.Reason, template.StatusSince,
            $"template {template.Name} ({template.Language}) {verb}{since}{(template.Reason is { } reason ? $": {reason}" : "")}");
    }
}
