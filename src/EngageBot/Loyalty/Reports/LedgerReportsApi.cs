using System.Globalization;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>What the owner's own programs and the console read of the ledger; docs/api.md is its reference.</summary>
internal sealed class LedgerReportsApi(ApiGate gate, BusinessDirectory businesses, TimeProvider clock) : IDisposable
{
    // A report reads much; several at once would keep the readers from everybody else.
    private readonly SemaphoreSlim _one = new(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/reports").WithTags("Reports");
        group.MapGet("/liability", (HttpContext http, LedgerReportsApi api) => api.LiabilityAsync(http));
        group.MapGet("/balance", (HttpContext http, LedgerReportsApi api) => api.BalanceAsync(http));
        group.MapGet("/discount-or-bonus", (HttpContext http, LedgerReportsApi api) => api.DiscountOrBonusAsync(http));
        group.MapGet("/rewards", (HttpContext http, LedgerReportsApi api) => api.RewardsAsync(http));
        group.MapGet("/holding-effect", (HttpContext http, LedgerReportsApi api) => api.HoldingEffectAsync(http));
    }

    public void Dispose() => _one.Dispose();

    private Task<IResult> LiabilityAsync(HttpContext http) => ReadAsync(http, (source, query) =>
    {
        var (day, value, breakage) = (query.Day(), query.Value(), query.Percent("breakage"));
        return query.Wrong ?? Answer(LiabilityAnswer.Of(LiabilityReport.Read(source, query.Business.Id, day, value, breakage, query.Wallet())), ReportJson.Default.LiabilityAnswer);
    });

    private Task<IResult> BalanceAsync(HttpContext http) => ReadAsync(http, (source, query) =>
    {
        var (day, member) = (query.Day(), query.Member());
        if (query.Wrong is { } wrong) return wrong;
        return MemberLookup.ById(source, query.Business.Id, member) is { } contact
            ? Answer(new(day.Day, BalanceAt.Read(source, contact, day, query.Wallet())), ReportJson.Default.DayBalanceAnswer)
            : ApiAnswer.Problem(ProblemType.MemberUnknown);
    });

    private Task<IResult> DiscountOrBonusAsync(HttpContext http) => ReadAsync(http, (source, query) =>
    {
        var (from, to, value, redeemed, goods) = (query.DayOf("from"), query.DayOf("to"), query.Value(), query.Percent("redeemed"), query.Percent("goodsCost"));
        if (query.Wrong is { } wrong) return wrong;
        var zone = query.Zone;
        var face = DiscountOrBonus.FaceOf(source, query.Business.Id, LocalDays.StartOf(from, zone), EarnRules.EndOf(to, zone), value, query.Wallet());
        var same = new DiscountOrBonus(face, redeemed ?? new(10_000), goods);
        return Answer(new(same.FaceMinor, same.RedeemedShare.BasisPoints, goods?.BasisPoints, same.DiscountCostMinor, same.BonusCostMinor), ReportJson.Default.DiscountOrBonusAnswer);
    });

    private Task<IResult> RewardsAsync(HttpContext http) => ReadAsync(http, (source, query) =>
    {
        var (from, to, zone) = (query.DayOf("from"), query.DayOf("to"), query.Zone);
        return query.Wrong ?? Answer(
            new RewardsAnswer(RewardReport.Read(source, query.Business.Id, LocalDays.StartOf(from, zone), EarnRules.EndOf(to, zone), clock.GetUtcNow())), ReportJson.Default.RewardsAnswer);
    });

    private Task<IResult> HoldingEffectAsync(HttpContext http) => ReadAsync(http, (source, query) =>
    {
        var (day, before, after) = (query.Day(), query.Days("before", 90), query.Days("after", 30));
        if (query.Wrong is { } wrong) return wrong;
        var effect = HoldingEffect.Read(source, query.Business.Id, day, before, after, query.Wallet());
        return Answer(new(day.Day, effect.WithPoints, effect.WithPointsBack, effect.WithPointsRate.BasisPoints, effect.WithoutPoints, effect.WithoutPointsBack, effect.WithoutPointsRate.BasisPoints),
            ReportJson.Default.HoldingEffectAnswer);
    });

    private async Task<IResult> ReadAsync(HttpContext http, Func<RowSource, ReportQuery, ApiAnswer> read)
    {
        await _one.WaitAsync(http.RequestAborted);
        try
        {
            return await gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
                read(source, new(http.Request.Query, businesses.Of(caller.Business).Business, clock.GetUtcNow())));
        }
        finally
        {
            _one.Release();
        }
    }

    private static ApiAnswer Answer<T>(T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => ApiAnswer.Of(200, answer, type);
}

/// <summary>Reads a report's address field by field, so that one answer names everything that is wrong.</summary>
internal sealed class ReportQuery(IQueryCollection query, Business business, DateTimeOffset now)
{
    private readonly Dictionary<string, string> _errors = [];

    public Business Business { get; } = business;
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(business.Zone);

    /// <summary>The problem with what was read so far.</summary>
    public ApiAnswer? Wrong => _errors.Count == 0 ? null : ApiAnswer.Problem(ProblemType.BodyInvalid, errors: _errors);

    public LedgerDay Day()
    {
        var today = LocalDays.DayOf(now, Zone);
        var day = Text("day") is null ? today : DayOf("day");
        if (LedgerDay.Of(day, Zone, now) is { } asked) return asked;
        _errors.TryAdd("day", "has not begun.");
        return LedgerDay.Of(today, Zone, now)!.Value;
    }

    public DateOnly DayOf(string name)
    {
        if (DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2200) return day;
        _errors.TryAdd(name, "is a day such as 2026-12-31.");
        return LocalDays.DayOf(now, Zone);
    }

    public string Wallet() => Text("wallet") is { Length: <= 40 } wallet ? wallet : Wallets.Default;

    public PointValue Value()
    {
        var minor = Text("value") is { } text ? MinorUnits.Parse(text, Business.Currency) : 1;
        if (minor is null) _errors.TryAdd("value", $"is an amount in {Business.Currency}, such as 5.00.");
        return new(minor ?? 1, Number("per", 1, 1_000_000, otherwise: 1));
    }

    public Share? Percent(string name)
    {
        if (Text(name) is not { } text) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100) return new((int)(percent * 100));
        _errors.TryAdd(name, "is a percentage between 0 and 100.");
        return null;
    }

    public TimeSpan Days(string name, int otherwise) => TimeSpan.FromDays(Number(name, 1, 3_660, otherwise));

    public Guid Member()
    {
        if (Guid.TryParse(Text("member"), out var id)) return id;
        _errors.TryAdd("member", "is the member's id.");
        return default;
    }

    private long Number(string name, long least, long most, long otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        _errors.TryAdd(name, string.Create(CultureInfo.InvariantCulture, $"is a whole number between {least} and {most}."));
        return otherwise;
    }

    private string? Text(string name) => query[name].ToString() is { Length: > 0 and <= 100 } text ? text : null;
}

/// <summary>A member's points at the end of a day.</summary>
internal sealed record DayBalanceAnswer(DateOnly Day, DayBalance Balance);

/// <summary>Amounts in minor units, shares in hundredths of a percent.</summary>
internal sealed record DiscountOrBonusAnswer(long FaceMinor, int RedeemedBasisPoints, int? GoodsCostBasisPoints, long DiscountCostMinor, long BonusCostMinor);

/// <summary>Of the members who bought before the day, who came back after it.</summary>
internal sealed record HoldingEffectAnswer(
    DateOnly Day, long WithPoints, long WithPointsBack, int WithPointsBasisPoints, long WithoutPoints, long WithoutPointsBack, int WithoutPointsBasisPoints);

/// <summary>A month's points, as the API tells them.</summary>
internal sealed record CohortAnswer(DateOnly Month, long Issued, long Expired, long Outstanding, bool Ended, int? BreakageBasisPoints);

/// <summary>The liability of a day, as the API tells it.</summary>
internal sealed record LiabilityAnswer(
    DateOnly Day, string Wallet, long LastTransferId, LedgerTotals Totals, long OutstandingPoints, long NeverExpiringPoints, long OwedPoints, IReadOnlyList<AgeBucket> Ages,
    IReadOnlyList<CohortAnswer> Cohorts, int? ExpectedBreakageBasisPoints, long ValueMinor, long ValueAfterBreakageMinor)
{
    public static LiabilityAnswer Of(LiabilityReport report) => new(
        report.Day, report.Wallet, report.LastTransferId, report.Totals, report.OutstandingPoints, report.NeverExpiringPoints, report.OwedPoints, report.Ages,
        [.. report.Cohorts.Select(c => new CohortAnswer(c.Month, c.IssuedPoints, c.ExpiredPoints, c.OutstandingPoints, c.Ended, c.Ended ? c.Breakage.BasisPoints : null))],
        report.ExpectedBreakage?.BasisPoints, report.ValueMinor, report.ValueAfterBreakageMinor);
}

/// <summary>What rewards brought, by reward.</summary>
internal sealed record RewardsAnswer(IReadOnlyList<RewardReportLine> Rewards);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RewardsAnswer))]
[JsonSerializable(typeof(LiabilityAnswer))]
[JsonSerializable(typeof(DayBalanceAnswer))]
[JsonSerializable(typeof(DiscountOrBonusAnswer))]
[JsonSerializable(typeof(HoldingEffectAnswer))]
internal sealed partial class ReportJson : JsonSerializerContext;
