using System.Text.Json;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>Takes in what a platform tells of templates and limits by itself, in the commit of the webhook that brought it.</summary>
internal sealed class TemplateBook(TimeProvider clock)
{
    /// <summary>A change of one template, or of how many people may be written to first; fields nobody knows are passed over.</summary>
    /// <param name="field">As the webhook names it: <c>message_template_status_update</c>.</param>
    /// <param name="value">The field's JSON.</param>
    public void Hear(WriteScope scope, long account, string field, string value)
    {
        JsonElement told;
        try
        {
            told = JsonElement.Parse(value);
        }
        catch (JsonException)
        {
            return;
        }
        MessagingLimits.Hear(scope, account, field, told, clock.GetUtcNow());
        if (TemplateJson.Text(told, "message_template_name") is not { } name || TemplateJson.Text(told, "message_template_language") is not { } language) return;
        var now = clock.GetUtcNow();
        switch (field)
        {
            case "message_template_status_update" when TemplateJson.StatusOf(TemplateJson.Text(told, "event")) is var status and not TemplateStatus.Other:
                if (!TemplateRows.Stands(scope, account, name, language, status, TemplateJson.Reason(TemplateJson.Text(told, "reason")), now)) Learn(scope, account, name, language, status, told, now);
                break;
            case "message_template_quality_update":
                Set(scope, account, name, language, "quality", TemplateJson.Text(told, "new_quality_score"));
                break;
            case "template_category_update" when TemplateJson.CategoryOf(TemplateJson.Text(told, "new_category")) is var category and not TemplateCategory.Other:
                Set(scope, account, name, language, "category", category.ToString());
                break;
        }
    }

    /// <summary>The platform would not send a template: it is paused (132015), disabled (132016), or not there in that language (132001).</summary>
    public void Refused(WriteScope scope, long account, string name, string language, int code)
    {
        TemplateStatus? status = code switch { 132015 => TemplateStatus.Paused, 132016 => TemplateStatus.Disabled, 132001 => TemplateStatus.Deleted, _ => null };
        if (status is { } stands) TemplateRows.Stands(scope, account, name, language, stands, FormattableString.Invariant($"error {code} at sending"), clock.GetUtcNow());
    }

    /// <summary>Made elsewhere since the last look: its words come with the next one, until then it cannot be sent.</summary>
    private static void Learn(WriteScope scope, long account, string name, string language, TemplateStatus status, JsonElement told, DateTimeOffset now)
    {
        var known = status == TemplateStatus.Approved ? TemplateStatus.Pending : status;
        TemplateRows.Take(scope, new()
        {
            AccountId = account, Name = name, Language = language, PlatformId = TemplateJson.Text(told, "message_template_id"), Category = TemplateCategory.Other, Status = known, Body = "",
            Reason = TemplateJson.Reason(TemplateJson.Text(told, "reason")), SyncedAt = now,
        });
    }

    private static void Set(WriteScope scope, long account, string name, string language, string column, string? to)
    {
        var sql = column == "quality"
            ? "UPDATE message_templates SET quality = @to WHERE account_id = @account AND name = @name AND language = @language"
            : "UPDATE message_templates SET category = @to WHERE account_id = @account AND name = @name AND language = @language";
        scope.Command(sql).Set("@to", to).Set("@account", account).Set("@name", name).Set("@language", language).ExecuteNonQuery();
    }
}
