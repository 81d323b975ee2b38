using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Insights;

/// <summary>What plays and broadcasts brought; docs/api.md is its reference.</summary>
internal sealed class MeasuresApi(ApiGate gate, MeasureBook book, TimeProvider clock) : IDisposable
{
    // A report reads much; several at once would keep the readers from everybody else.
    private readonly SemaphoreSlim _one = new(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/measures").WithTags("Measures");
        group.MapGet("", (HttpContext http, MeasuresApi api) => api.ListAsync(http)).Describe(MeasuresDescription.List);
        group.MapGet("/{kind}/{key}", (HttpContext http, MeasuresApi api, string kind, string key) => api.ShowAsync(http, kind, key)).Describe(MeasuresDescription.Show);
    }

    public void Dispose() => _one.Dispose();

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
        ApiAnswer.Of(200, new MeasuresAnswer([.. book.All(source, caller.Business).Select(m => new MeasureAnswer(m.Kind, m.Key, (long)m.Window.TotalHours))]), MeasureJson.Default.MeasuresAnswer));

    private async Task<IResult> ShowAsync(HttpContext http, string kind, string key)
    {
        await _one.WaitAsync(http.RequestAborted);
        try
        {
            return await gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
                book.Find(source, caller.Business, kind, key) is { } measure
                    ? ApiAnswer.Of(200, EffectAnswer.Of(MeasureReport.Read(source, caller.Business, measure, clock.GetUtcNow())), MeasureJson.Default.EffectAnswer)
                    : ApiAnswer.Problem(ProblemType.MeasureUnknown));
        }
        finally
        {
            _one.Release();
        }
    }
}

/// <param name="WindowHours">A purchase within so long counts.</param>
internal sealed record MeasureAnswer(string Kind, string Key, long WindowHours);

/// <summary>The measures of a business.</summary>
internal sealed record MeasuresAnswer(ImmutableArray<MeasureAnswer> Measures);

/// <summary>The people of a group, as the API tells them: rates in hundredths of a percent, money in minor units.</summary>
internal sealed record GroupAnswer(long People, long Buyers, int BasisPoints, long SpentMinor)
{
    public static GroupAnswer Of(Group group) => new(group.People, group.Buyers, (int)Math.Round(group.Rate.Value * 10_000), (long)group.Spending.Sum);
}

/// <summary>A difference with the ends of its interval.</summary>
internal sealed record BetweenAnswer(long Value, long Low, long High)
{
    public static BetweenAnswer? Of(double? value, Interval? interval, double scale = 1) =>
        value is { } v && interval is { } i ? new((long)Math.Round(v * scale), (long)Math.Round(i.Low * scale), (long)Math.Round(i.High * scale)) : null;
}

/// <summary>A week's effect.</summary>
internal sealed record WeekAnswer(DateOnly Monday, GroupAnswer Treated, GroupAnswer HeldOut, BetweenAnswer? DifferenceBasisPoints);

/// <summary>One text of several.</summary>
internal sealed record VariantAnswer(string Key, GroupAnswer Group);

/// <summary>A measure's result page.</summary>
internal sealed record EffectAnswer(
    string Kind, string Key, string State, string Verdict, GroupAnswer Treated, GroupAnswer HeldOut, long Waiting, BetweenAnswer? DifferenceBasisPoints, BetweenAnswer? SpentMinorAHead,
    long? ExtraBuyers, long CostPoints, long DiscountMinor, long? CostMinor, BetweenAnswer? NetMinor, int? RoiPercent, bool WornOut, bool LosesMoney, string? Winner,
    ImmutableArray<VariantAnswer> Variants, ImmutableArray<WeekAnswer> Weeks)
{
    public static EffectAnswer Of(MeasureReport report)
    {
        var effect = report.Effect;
        return new(
            report.Measure.Kind, report.Measure.Key, Storage.SnakeCase.Of(effect.State.ToString()), Storage.SnakeCase.Of(effect.Verdict.ToString()), GroupAnswer.Of(effect.Treated), GroupAnswer.Of(effect.Held),
            report.Waiting, BetweenAnswer.Of(effect.RateDifference, effect.RateInterval, 10_000), BetweenAnswer.Of(effect.SpentDifferenceMinor, effect.SpentIntervalMinor),
            effect.ExtraBuyers is { } extra ? (long)Math.Round(extra) : null, report.CostPoints, report.DiscountMinor, effect.CostMinor is { } cost ? (long)Math.Round(cost) : null,
            BetweenAnswer.Of(effect.NetMinor, effect.NetIntervalMinor), effect.Roi is { } roi ? (int)Math.Round(roi * 100) : null, report.WornOut, effect.LosesMoney, report.Winner,
            [.. report.Variants.Select(v => new VariantAnswer(v.Key, GroupAnswer.Of(v.Group)))],
            [.. report.Weeks.Select(w => new WeekAnswer(w.Monday, GroupAnswer.Of(w.Treated), GroupAnswer.Of(w.Held),
                BetweenAnswer.Of(w.Treated.Rate.Value - w.Held.Rate.Value, w.Interval, 10_000)))]);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MeasuresAnswer))]
[JsonSerializable(typeof(EffectAnswer))]
internal sealed partial class MeasureJson : JsonSerializerContext;

/// <summary>What the endpoints of measures say of themselves.</summary>
internal static class MeasuresDescription
{
    private static readonly ImmutableArray<ApiField> _group =
    [
        new("people", WholeNumber, "So many."), new("buyers", WholeNumber, "Who bought within the window."), new("basisPoints", WholeNumber, "Of ten thousand, so many."),
        new("spentMinor", WholeNumber, "What they spent within it, in all."),
    ];

    private static readonly ImmutableArray<ApiField> _between = [new("value", WholeNumber, "As measured."), new("low", WholeNumber, "With 95 % confidence at least."), new("high", WholeNumber, "And at most.")];

    public static ApiOperation List { get; } = new("listMeasures", "Plays that were tried on anybody, and the last broadcasts that began.",
    [
        new(200, "The measures.",
        [
            new("measures", FieldKind.Object, "Plays by name, then broadcasts, the newest first.")
            {
                List = true,
                Fields = [new("kind", Text, "play or broadcast."), new("key", Text, "The play's name, or the broadcast's number."), new("windowHours", WholeNumber, "A purchase within so long counts.")],
            },
        ]),
    ], []) { Write = false };

    public static ApiOperation Show { get; } = new("readMeasure", "What a play or a broadcast brought, against those held out of it.",
    [
        new(200, "Its result page.",
        [
            new("kind", Text, "play or broadcast."), new("key", Text, "The play's name, or the broadcast's number."),
            new("state", Text, "measured, not_measured (nobody was held out), too_few or too_early."), new("verdict", Text, "works, not_shown, harms or none."),
            Part("treated", "Those it was for.", _group), Part("heldOut", "Those held out of it.", _group), new("waiting", WholeNumber, "People whose window is not over."),
            Part("differenceBasisPoints", "Of the rates.", _between).Optional, Part("spentMinorAHead", "Of what was spent.", _between).Optional,
            new ApiField("extraBuyers", WholeNumber, "Who would not have bought without it.").Optional, new("costPoints", WholeNumber, "Given away."),
            new("discountMinor", WholeNumber, "Taken off by its vouchers."), new ApiField("costMinor", WholeNumber, "In money; absent if a point has no value.").Optional,
            Part("netMinor", "Margin it brought less its cost; absent without a margin.", _between).Optional, new ApiField("roiPercent", WholeNumber, "Net by cost.").Optional,
            new("wornOut", Flag, "Its last weeks show no effect."), new("losesMoney", Flag, "It costs more than it brings."), new ApiField("winner", Text, "The better text.").Optional,
            new("variants", FieldKind.Object, "By text.") { List = true, Fields = [new("key", Text, "Which."), Part("group", "Who got it.", _group)] },
            new("weeks", FieldKind.Object, "By week.")
            {
                List = true,
                Fields = [new("monday", Text, "Its first day."), Part("treated", "Those it was for.", _group), Part("heldOut", "Those held out.", _group), Part("differenceBasisPoints", "Of the rates.", _between).Optional],
            },
        ]),
    ], [ProblemType.MeasureUnknown]) { Write = false };

    private static ApiField Part(string name, string summary, ImmutableArray<ApiField> fields) => new(name, FieldKind.Object, summary) { Fields = fields };
}
