using System.Text.Json;

namespace EngageBot.Conversations.Windows;

/// <summary>Reads what WhatsApp says of templates; what is unknown or missing there is never an error here.</summary>
internal static class TemplateJson
{
    /// <summary>An item of the list of templates.</summary>
    /// <returns><see langword="null"/> if it names no template.</returns>
    public static MessageTemplate? Read(JsonElement item, long account, DateTimeOffset now)
    {
        if (item.ValueKind != JsonValueKind.Object || Text(item, "name") is not { } name || Text(item, "language") is not { } language) return null;
        var body = Component(item, "BODY") is { } found ? Text(found, "text") ?? "" : "";
        var buttons = Component(item, "BUTTONS") is { } below && below.TryGetProperty("buttons", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Count(button => Text(button, "type") == "QUICK_REPLY") : 0;
        return new()
        {
            AccountId = account, Name = name, Language = language, PlatformId = Text(item, "id"), Category = CategoryOf(Text(item, "category")),
            Status = StatusOf(Text(item, "status")), Quality = item.TryGetProperty("quality_score", out var quality) && quality.ValueKind == JsonValueKind.Object ? Text(quality, "score") : null,
            Variables = TemplateWording.VariablesOf(body), Buttons = buttons, Body = body, Reason = Reason(Text(item, "rejected_reason")), SyncedAt = now,
        };
    }

    /// <summary>The platform's word for how a template stands, in any of the forms it has.</summary>
    public static TemplateStatus StatusOf(string? word) => word?.ToUpperInvariant() switch
    {
        "APPROVED" or "REINSTATED" or "UNPAUSED" => TemplateStatus.Approved,
        // Flagged: its quality is low and it may be paused soon, but it is sent.
        "FLAGGED" => TemplateStatus.Approved,
        "PENDING" or "PENDING_REVIEW" or "RECEIVED" or "SUBMITTED" => TemplateStatus.Pending,
        "REJECTED" => TemplateStatus.Rejected,
        "PAUSED" => TemplateStatus.Paused,
        "DISABLED" or "LIMIT_EXCEEDED" or "LOCKED" => TemplateStatus.Disabled,
        "IN_APPEAL" or "APPEAL_REQUESTED" => TemplateStatus.InAppeal,
        "DELETED" or "PENDING_DELETION" or "ARCHIVED" => TemplateStatus.Deleted,
        _ => TemplateStatus.Other,
    };

    public static TemplateCategory CategoryOf(string? word) => word?.ToUpperInvariant() switch
    {
        "MARKETING" => TemplateCategory.Marketing,
        "UTILITY" => TemplateCategory.Utility,
        "AUTHENTICATION" => TemplateCategory.Authentication,
        _ => TemplateCategory.Other,
    };

    /// <summary>Some fields say <c>NONE</c> where there is no reason.</summary>
    public static string? Reason(string? word) => word is null or "" or "NONE" ? null : word;

    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        } : null;

    private static JsonElement? Component(JsonElement item, string type)
    {
        if (!item.TryGetProperty("components", out var components) || components.ValueKind != JsonValueKind.Array) return null;
        foreach (var component in components.EnumerateArray())
            if (string.Equals(Text(component, "type"), type, StringComparison.OrdinalIgnoreCase)) return component;
        return null;
    }
}
