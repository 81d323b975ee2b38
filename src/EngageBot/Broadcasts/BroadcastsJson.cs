using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Model;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <param name="Purpose"><c>marketing</c>, <c>survey</c> or <c>service</c>.</param>
/// <param name="Template">What goes to WhatsApp chats whose window is closed; absent: word that there is news, and the news once they answer.</param>
/// <param name="Audience">The name of a segment, or an expression; <c>true</c> for everybody.</param>
/// <param name="Value">What it gives its readers.</param>
internal sealed record BroadcastRequest(
    string Name, BroadcastPurpose Purpose, string Audience, ImmutableArray<BroadcastVariant> Variants, string? Topic = null, int HoldoutPercent = 0, string? Reward = null,
    int LastsHours = 24, BroadcastValue? Value = null, BroadcastTemplate? Template = null)
{
    public BroadcastDraft ToDraft() => new(Name, Enum.Parse<Purpose>(Purpose.ToString()), new(Variants, Topic, Template, Value), Audience)
    {
        HoldoutPercent = HoldoutPercent, Reward = Reward, LastsHours = LastsHours,
    };
}

/// <summary>The purposes as programs write them.</summary>
internal enum BroadcastPurpose { Marketing, Survey, Service }

/// <summary>A body that says nothing.</summary>
internal sealed record NothingRequest;

/// <param name="StaffId">To whom of the staff.</param>
internal sealed record TestRequest(Guid StaffId);

/// <param name="Variants">As many as were sent, with the same media.</param>
internal sealed record EditRequest(ImmutableArray<BroadcastVariant> Variants);

/// <summary>How far a change of what was sent has come.</summary>
internal sealed record ChangeLine(
    long Id, string Kind, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long People, long Done, long Impossible, long Failed, long Waiting)
{
    public static ChangeLine Of(BroadcastChange change, ChangeCounts counts) => new(
        change.Id, SnakeCase.Of(change.Kind.ToString()), change.CreatedBy, change.CreatedAt, change.EndedAt, counts.People, counts.Done, counts.Impossible, counts.Failed, counts.Waiting);
}

internal sealed record ChangesAnswer(ImmutableArray<ChangeLine> Changes);

/// <param name="Messages">One for each variant and language.</param>
internal sealed record TestAnswer(int Messages);

/// <param name="StartAt">An instant; neither of the two: at once.</param>
/// <param name="StartLocal">On each customer's own clock.</param>
internal sealed record ScheduleRequest(DateTimeOffset? StartAt = null, string? StartLocal = null);

internal sealed record RefuseRequest(string? Reason = null);

/// <summary>A broadcast in the list.</summary>
internal sealed record BroadcastLine(long Id, string Name, string State, string Purpose, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, long? People)
{
    public static BroadcastLine Of(Broadcast broadcast) => new(
        broadcast.Id, broadcast.Name, SnakeCase.Of(broadcast.State.ToString()), SnakeCase.Of(broadcast.Purpose.ToString()), broadcast.CreatedAt, broadcast.StartedAt,
        broadcast.AudienceCount);
}

/// <param name="Next">Ask for those before it; absent on the last page.</param>
internal sealed record BroadcastListAnswer(ImmutableArray<BroadcastLine> Broadcasts, long? Next);

internal sealed record ProgressAnswer(long People, long Decided, long Waiting, long? PerSecond, long? LeftSeconds);

internal sealed record BroadcastAnswer(
    long Id, string Name, string State, string Purpose, string Audience, ImmutableArray<BroadcastVariant> Variants, string? Topic, int HoldoutPercent, string? Reward,
    int LastsHours, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartAt, string? StartLocal, DateTimeOffset? ApprovalAskedAt, string? ApprovedBy,
    DateTimeOffset? StartedAt, DateTimeOffset? EndsAt, DateTimeOffset? EndedAt, string? PauseReason, ProgressAnswer Progress, BroadcastValue? Value,
    BroadcastTemplate? Template, ImmutableArray<TemplateHold> HeldUp)
{
    public static BroadcastAnswer Of(Broadcast b, BroadcastProgress progress, ImmutableArray<TemplateHold> heldUp)
    {
        var content = BroadcastContentJson.Read(b.Content);
        return new(
            b.Id, b.Name, SnakeCase.Of(b.State.ToString()), SnakeCase.Of(b.Purpose.ToString()), b.Audience, content.Variants, content.Topic, b.HoldoutPercent, b.Reward,
            b.LastsHours, b.CreatedBy, b.CreatedAt, b.StartAt, b.StartLocal, b.ApprovalAskedAt, b.ApprovedBy, b.StartedAt, b.EndsAt, b.EndedAt, b.PauseReason,
            new(progress.People, progress.Decided, progress.Waiting, progress.PerSecond is { } rate ? (long)Math.Round(rate) : null, progress.LeftSeconds), content.Value,
            content.Template, heldUp);
    }
}

/// <summary>One variant in one language, as it would read.</summary>
internal sealed record PreviewLine(string Variant, string Language, string Text, ImmutableArray<string> Buttons);

internal sealed record PreviewAnswer(ImmutableArray<PreviewLine> Messages);

internal sealed record ReportAnswer(
    long People, long NotLooked, string Currency, int Days, ImmutableSortedDictionary<string, long> Outcomes, ImmutableSortedDictionary<string, long> Reasons,
    ImmutableArray<VariantReport> Variants, BroadcastValue? Value)
{
    public static ReportAnswer Of(BroadcastReport report, Broadcast broadcast, string currency) =>
        new(report.People, report.NotLooked, currency, BroadcastReport.Days, report.Outcomes, report.Reasons, report.Variants, BroadcastContentJson.Read(broadcast.Content).Value);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<BroadcastPurpose>), typeof(SnakeCaseEnum<BroadcastValue>)])]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(NothingRequest))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(RefuseRequest))]
[JsonSerializable(typeof(BroadcastListAnswer))]
[JsonSerializable(typeof(BroadcastAnswer))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(AudienceCount))]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(EditRequest))]
[JsonSerializable(typeof(ChangesAnswer))]
internal sealed partial class BroadcastsJson : JsonSerializerContext;
