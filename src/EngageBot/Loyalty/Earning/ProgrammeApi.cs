using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>What programs call about programmes besides purchases; docs/api.md is its reference.</summary>
internal sealed class ProgrammeApi(ApiGate gate, BuyStatus statuses, DryRun dryRuns, TimeProvider clock)
{
    /// <summary>Receipts one request looks at; the command line looks at more.</summary>
    private const int DryRunMax = 20_000;

    private const int PeriodDaysMax = 400;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Programmes");
        group.MapPost("/rules/programme/{key}/dry-run", (HttpContext http, ProgrammeApi api, string key) => api.DryRunAsync(http, key)).Describe(ProgrammeDescription.DryRun);
        group.MapGet("/programmes/{key}/health", (HttpContext http, ProgrammeApi api, string key) => api.HealthAsync(http, key)).Describe(ProgrammeDescription.Health);
        group.MapGet("/reports/bearer-cards", (HttpContext http, ProgrammeApi api) => api.CirclesAsync(http));
        group.MapPost("/statuses", (HttpContext http, ProgrammeApi api) => api.BuyStatusAsync(http)).Describe(ProgrammeDescription.BuyStatus);
        group.MapPost("/bookings", (HttpContext http, ProgrammeApi api) => api.BookAsync(http)).Describe(ProgrammeDescription.Book);
        group.MapPost("/bookings/cancel", (HttpContext http, ProgrammeApi api) => api.CancelAsync(http)).Describe(ProgrammeDescription.CancelBooking);
        group.MapPost("/cards", (HttpContext http, ProgrammeApi api) => api.IssueCardAsync(http)).Describe(ProgrammeDescription.IssueCard);
        group.MapPost("/discounts", (HttpContext http, ProgrammeApi api) => api.DiscountAsync(http)).Describe(ProgrammeDescription.Discount);
    }

    private Task<IResult> DryRunAsync(HttpContext http, string key) =>
        gate.AskAsync<ProgrammeRules>(http, [Permission.EditRules], body => Rules(body), async (caller, draft, cancellation) =>
        {
            if (!Day(http, "since", out var since) || !Day(http, "until", out var until) || until < since || until.DayNumber - since.DayNumber > PeriodDaysMax)
                return ApiAnswer.Invalid("since", $"and until are days such as 2026-03-01, at most {PeriodDaysMax} apart.");
            return Answer(await dryRuns.RunAsync(caller.Business, key, draft, (since, until), DryRunMax, progress: null, cancellation), EarningJson.Default.DryRunReport);
        });

    private Task<IResult> HealthAsync(HttpContext http, string key) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
        Answer(ProgrammeHealth.Read(source, caller.Business, key, clock.GetUtcNow()), EarningJson.Default.ProgrammeHealth));

    private Task<IResult> CirclesAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
        Answer(new(Cards.Circles(source, caller.Business, clock.GetUtcNow().AddYears(-1))), EarningJson.Default.CirclesAnswer));

    private Task<IResult> BuyStatusAsync(HttpContext http) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, EarningJson.Default.StatusRequest, r => Checks.Text(("reference", r.Reference), ("status", r.Status))), async (scope, caller, request) =>
        {
            if (MemberLookup.ById(scope, caller.Business, request.MemberId) is not { } contact) return ApiAnswer.Problem(ProblemType.MemberUnknown);
            if (MinorUnits.Parse(request.Amount, request.Currency) is not { } fee) return ApiAnswer.Invalid("amount", "is text with a decimal point, above zero, such as \"50.00\".");
            var outcome = await statuses.BuyAsync(scope, Actor.Of(caller),
                new(caller.Business, caller.Shop, contact, request.Programme ?? Programmes.Points, request.Status, request.Reference, fee, request.Currency), clock.GetUtcNow());
            return outcome switch
            {
                StatusOutcome.Started started => Answer(new(started.EndsAt), EarningJson.Default.StatusAnswer, 201),
                StatusOutcome.AlreadyStarted known => Answer(new(known.EndsAt), EarningJson.Default.StatusAnswer),
                StatusOutcome.NotForSale => ApiAnswer.Problem(ProblemType.StatusNotForSale),
                StatusOutcome.WrongFee wrong => ApiAnswer.Problem(ProblemType.StatusNotForSale, $"It costs {MinorUnits.Format(wrong.ExpectedMinor, wrong.Currency)} {wrong.Currency}."),
                StatusOutcome.Held held => ApiAnswer.Problem(ProblemType.StatusHeld, $"It is good until {held.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."),
                StatusOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            };
        });

    private Task<IResult> BookAsync(HttpContext http) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, EarningJson.Default.BookingRequest, r => Checks.Text(("reference", r.Reference))), (scope, caller, request) =>
        {
            if (MemberLookup.ById(scope, caller.Business, request.MemberId) is not { } contact) return ValueTask.FromResult(ApiAnswer.Problem(ProblemType.MemberUnknown));
            var now = clock.GetUtcNow();
            return ValueTask.FromResult(Answer(RecordBooking.Record(
                scope, Actor.Of(caller), new(caller.Business, caller.Shop, request.Reference, contact, now) { StartsAt = request.StartsAt }, now)));
        });

    private Task<IResult> CancelAsync(HttpContext http) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, EarningJson.Default.CancelRequest, r => Checks.Text(("reference", r.Reference))), (scope, caller, request) =>
            ValueTask.FromResult(Answer(RecordBooking.Cancel(scope, Actor.Of(caller), caller.Business, caller.Shop, request.Reference, clock.GetUtcNow()))));

    private static ApiAnswer Answer(BookingOutcome outcome) => outcome switch
    {
        BookingOutcome.Recorded booked => Answer(new(booked.Points, 0), EarningJson.Default.BookingAnswer, 201),
        BookingOutcome.Cancelled cancelled => Answer(new(0, cancelled.TakenPoints), EarningJson.Default.BookingAnswer),
        BookingOutcome.AlreadyDone => Answer(new(0, 0), EarningJson.Default.BookingAnswer),
        BookingOutcome.Unknown => ApiAnswer.Problem(ProblemType.BookingUnknown),
        BookingOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
        _ => throw new UnreachableException(),
    };

    private Task<IResult> IssueCardAsync(HttpContext http) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, EarningJson.Default.CardRequest, r => Checks.Text(("number", r.Number))), (scope, caller, request) =>
        {
            var contact = request.MemberId is { } id ? MemberLookup.ById(scope, caller.Business, id) : null;
            if (request.MemberId is not null && contact is null) return ValueTask.FromResult(ApiAnswer.Problem(ProblemType.MemberUnknown));
            return ValueTask.FromResult(Cards.Issue(scope, Actor.Of(caller), new(caller.Business, caller.Shop, request.Number, request.Kind, contact), clock.GetUtcNow()) switch
            {
                CardOutcome.Issued => Answer(new(request.Number), EarningJson.Default.CardAnswer, 201),
                CardOutcome.AlreadyIssued { Same: true } => Answer(new(request.Number), EarningJson.Default.CardAnswer),
                CardOutcome.AlreadyIssued => ApiAnswer.Problem(ProblemType.CardTaken),
                CardOutcome.Invalid invalid => ApiAnswer.Invalid("number", invalid.Why),
                CardOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            });
        });

    private Task<IResult> DiscountAsync(HttpContext http) =>
        gate.AskAsync(http, [Permission.LookUpMember], body => TillRequests.Basket(body), (caller, basket, cancellation) =>
            gate.LookAsync(source =>
            {
                var (currency, zone) = RecordPurchase.Home(source, caller.Business);
                if (basket.Currency != currency) return ApiAnswer.Problem(ProblemType.CurrencyWrong, $"The business counts in {currency}.");
                var card = basket.Details.Card is { } number ? Cards.Find(source, caller.Business, number) : null;
                if (basket.Details.Card is not null && card is null) return ApiAnswer.Problem(ProblemType.CardUnknown);
                ContactId? contact = basket.Member is { } id ? MemberLookup.ById(source, caller.Business, id) : card is (not CardKind.Bearer, { } owner) ? owner : null;
                if (basket.Member is not null && contact is null) return ApiAnswer.Problem(ProblemType.MemberUnknown);
                var receipt = basket.Details.Of(new(caller.Business, caller.Shop, "", contact ?? default, basket.AmountMinor, currency, clock.GetUtcNow())).ToReceipt(ShopCodes.Of(source, caller.Shop));
                var found = DiscountQuote.Of(source, caller.Business, contact, card is (CardKind.Bearer, _), receipt, zone);
                return Answer(new(MinorUnits.Format(found?.OffMinor ?? 0, currency), found?.Percent ?? 0, found?.Level, found?.Programme), EarningJson.Default.DiscountAnswer);
            }, cancellation));

    private static (ProgrammeRules?, ApiAnswer?) Rules(ReadOnlyMemory<byte> body)
    {
        var (rules, errors) = ProgrammeRules.Kind.Parse(Encoding.UTF8.GetString(body.Span));
        return rules is not null ? (rules, null)
            : (null, ApiAnswer.Problem(ProblemType.RulesInvalid, errors: RuleError.ByPath(errors, "rules")));
    }

    private static bool Day(HttpContext http, string name, out DateOnly day) => DateOnly.TryParseExact(http.Request.Query[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static ApiAnswer Answer<T>(T answer, JsonTypeInfo<T> json, int status = 200) => ApiAnswer.Of(status, answer, json);

    /// <summary>What every text of a body keeps to.</summary>
    private static class Checks
    {
        public static IEnumerable<(string, string)> Text(params (string Name, string Value)[] fields) =>
            fields.Where(f => f.Value.Length is 0 or > 100 || f.Value.Any(char.IsControl)).Select(f => (f.Name, "is text of 1 to 100 characters."));
    }
}

internal sealed record StatusRequest(string Reference, Guid MemberId, string Status, string Amount, string Currency, string? Programme = null);

internal sealed record StatusAnswer(DateTimeOffset EndsAt);

internal sealed record BookingRequest(string Reference, Guid MemberId, DateTimeOffset? StartsAt = null);

internal sealed record CancelRequest(string Reference);

internal sealed record BookingAnswer(long Points, long TakenPoints);

internal sealed record CardRequest(string Number, CardKind Kind, Guid? MemberId = null);

internal sealed record CardAnswer(string Number);

internal sealed record CirclesAnswer(ImmutableArray<BearerCircle> Cards);

/// <param name="Off">What the till takes off before the customer pays, with a decimal point.</param>
internal sealed record DiscountAnswer(string Off, decimal Percent, string? Level, string? Programme);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = [typeof(SnakeCaseEnum<CardKind>)])]
[JsonSerializable(typeof(StatusRequest))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(BookingRequest))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(BookingAnswer))]
[JsonSerializable(typeof(CardRequest))]
[JsonSerializable(typeof(CardAnswer))]
[JsonSerializable(typeof(CirclesAnswer))]
[JsonSerializable(typeof(DiscountAnswer))]
[JsonSerializable(typeof(DryRunReport))]
[JsonSerializable(typeof(ProgrammeHealth))]
internal sealed partial class EarningJson : JsonSerializerContext;
