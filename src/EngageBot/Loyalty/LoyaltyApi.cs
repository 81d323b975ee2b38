using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Http;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Earning;
using EngageBot.Http.Description;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>What tills call; docs/api.md is its reference.</summary>
internal sealed class LoyaltyApi(ApiGate gate, TillMembers members, RecordPurchase purchases, RecordReturn returns, Occasions occasions, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Loyalty");
        group.MapPost("/purchases", (HttpContext http, LoyaltyApi api) => api.RecordPurchaseAsync(http)).Describe(TillDescription.Purchase);
        group.MapPost("/returns", (HttpContext http, LoyaltyApi api) => api.RecordReturnAsync(http)).Describe(TillDescription.Return);
    }

    private Task<IResult> RecordPurchaseAsync(HttpContext http) =>
        gate.WriteAsync(http, body => TillRequests.Purchase(body, clock.GetUtcNow()), async (scope, caller, request) =>
        {
            var now = clock.GetUtcNow();
            var (found, problem) = members.Find(scope, http, caller, request.Member, now);
            if (found is null) return problem!;
            if (found.Seat is { } seat) return await InCoalitionAsync(scope, caller, seat, request, now);
            var contact = found.Contact;
            var outcome = await purchases.RecordAsync(
                scope, Actor.Of(caller), request.Details.Of(new(caller.Business, caller.Shop, request.Receipt, contact, request.AmountMinor, request.Currency, request.BoughtAt ?? now)), now);
            return outcome switch
            {
                PurchaseOutcome.Recorded p => Answer(201, new PurchaseAnswer(p.Id.Value, contact.Value, p.Points, p.UsableFrom is not null, p.UsableFrom, BalanceOf(scope, contact, now)) { Earned = EarnedAnswer.Of(scope, p.Id) }),
                PurchaseOutcome.AlreadyRecorded { Same: true } p =>
                    Answer(200, new PurchaseAnswer(p.Id.Value, contact.Value, p.Points, p.UsableFrom > now, p.UsableFrom > now ? p.UsableFrom : null, BalanceOf(scope, contact, now)) { Earned = EarnedAnswer.Of(scope, p.Id) }),
                PurchaseOutcome.AlreadyRecorded => ApiAnswer.Problem(ProblemType.ReceiptDiffers),
                PurchaseOutcome.ShopClosed => ApiAnswer.Problem(ProblemType.ShopClosed),
                PurchaseOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                PurchaseOutcome.WrongCurrency wrong => ApiAnswer.Problem(ProblemType.CurrencyWrong, $"The business counts in {wrong.Expected}."),
                _ => throw new UnreachableException(),
            };
        });

    private Task<IResult> RecordReturnAsync(HttpContext http) =>
        gate.WriteAsync(http, body => TillRequests.Return(body, clock.GetUtcNow()), async (scope, caller, request) =>
        {
            var now = clock.GetUtcNow();
            var outcome = await returns.RecordAsync(
                scope, Actor.Of(caller), new(caller.Business, caller.Shop, request.Receipt, request.ReturnReceipt, request.AmountMinor, request.Currency, request.ReturnedAt ?? now), now);
            return outcome switch
            {
                ReturnOutcome.Recorded r => Answer(201, new ReturnAnswer(r.TakenPoints, r.Contact is { } contact ? BalanceOf(scope, contact, now) : null)),
                ReturnOutcome.AlreadyRecorded { Same: true } r => Answer(200, new ReturnAnswer(r.TakenPoints, r.Contact is { } contact ? BalanceOf(scope, contact, now) : null)),
                ReturnOutcome.AlreadyRecorded => ApiAnswer.Problem(ProblemType.ReceiptDiffers),
                ReturnOutcome.UnknownPurchase => InCoalition(scope, caller, request, now),
                ReturnOutcome.TooLarge large => ApiAnswer.Problem(ProblemType.ReturnTooLarge, $"{MinorUnits.Format(large.LeftMinor, request.Currency)} {request.Currency} of it are left."),
                ReturnOutcome.ShopClosed => ApiAnswer.Problem(ProblemType.ShopClosed),
                ReturnOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                ReturnOutcome.WrongCurrency wrong => ApiAnswer.Problem(ProblemType.CurrencyWrong, $"The purchase was in {wrong.Expected}."),
                _ => throw new UnreachableException(),
            };
        });

    /// <summary>A partner's member: the shop keeps no purchase of theirs, the coalition keeps the receipt.</summary>
    private async ValueTask<ApiAnswer> InCoalitionAsync(WriteScope scope, ApiCaller caller, CoalitionSeat seat, PurchaseRequest request, DateTimeOffset now)
    {
        var sale = new CoalitionSale(caller.Business, caller.Shop, request.Receipt, request.AmountMinor, request.Currency, request.BoughtAt ?? now);
        if (sale.AmountMinor == 0) return ApiAnswer.Problem(ProblemType.BodyInvalid, errors: new Dictionary<string, string> { ["amount"] = "is above zero for a partner's member." });
        var outcome = CoalitionTill.Earn(scope, Actor.Of(caller), seat, sale, now);
        if (outcome is CoalitionOutcome.Recorded sold) await CoalitionNews.TellAsync(scope, occasions, sale.Shop, sold);
        return outcome is CoalitionOutcome.Recorded r
            ? Answer(r.Again ? 200 : 201, new PurchaseAnswer(null, seat.Id, r.Points, false, null, BalanceOf(scope, seat.Contact, now, seat.Coalition.Key)) { Earned = [new(seat.Coalition.Key, r.Points, [])] })
            : Problem(outcome);
    }

    private static ApiAnswer InCoalition(WriteScope scope, ApiCaller caller, ReturnRequest request, DateTimeOffset now)
    {
        var outcome = CoalitionTill.Return(
            scope, Actor.Of(caller), new(caller.Business, caller.Shop, request.Receipt, request.ReturnReceipt, request.AmountMinor, request.Currency, request.ReturnedAt ?? now), now);
        return outcome is CoalitionOutcome.Recorded r
            ? Answer(r.Again ? 200 : 201, new ReturnAnswer(r.Points, BalanceOf(scope, r.Seat.Contact, now, r.Seat.Coalition.Key))) : Problem(outcome);
    }

    private static ApiAnswer Problem(CoalitionOutcome outcome) => outcome switch
    {
        CoalitionOutcome.WrongCurrency wrong => ApiAnswer.Problem(ProblemType.CurrencyWrong, $"The coalition counts in {wrong.Expected}."),
        CoalitionOutcome.ReceiptDiffers => ApiAnswer.Problem(ProblemType.ReceiptDiffers),
        CoalitionOutcome.ShopClosed => ApiAnswer.Problem(ProblemType.ShopClosed),
        CoalitionOutcome.UnknownReceipt => ApiAnswer.Problem(ProblemType.PurchaseUnknown),
        CoalitionOutcome.TooLarge => ApiAnswer.Problem(ProblemType.ReturnTooLarge),
        CoalitionOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
        _ => throw new UnreachableException(),
    };

    private static BalanceAnswer BalanceOf(WriteScope scope, ContactId contact, DateTimeOffset now, string wallet = Wallets.Default) =>
        BalanceQuery.Read(scope, contact, now, wallet) is { } balance ? new(balance.AvailablePoints, balance.PendingPoints) : new(0, 0);

    private static ApiAnswer Answer(int status, PurchaseAnswer answer) => new(status, JsonSerializer.Serialize(answer, TillJson.Default.PurchaseAnswer));

    private static ApiAnswer Answer(int status, ReturnAnswer answer) => new(status, JsonSerializer.Serialize(answer, TillJson.Default.ReturnAnswer));
}

/// <summary>Points the member has now.</summary>
internal sealed record BalanceAnswer(long Available, long Pending);

/// <param name="PurchaseId">Absent for a partner's member, whose receipt is the coalition's.</param>
/// <param name="UsableFrom">Absent if the points are usable at once.</param>
internal sealed record PurchaseAnswer(Guid? PurchaseId, Guid MemberId, long Points, bool Pending, DateTimeOffset? UsableFrom, BalanceAnswer Balance)
{
    /// <summary>What each programme gave and why.</summary>
    public ImmutableArray<EarnedAnswer> Earned { get; init; } = [];
}

/// <summary>What one programme gave.</summary>
internal sealed record EarnedAnswer(string Programme, long Points, ImmutableArray<EarnedLineAnswer> Lines)
{
    /// <summary>As the ledger has it, so that a receipt which is sent again gets the same answer.</summary>
    public static ImmutableArray<EarnedAnswer> Of(RowSource source, PurchaseId purchase) =>
        [.. EarnPurchase.Explained(source, purchase).Select(e => new EarnedAnswer(e.Programme, e.Points, [.. e.Lines.Select(l => new EarnedLineAnswer(l.Rule, l.Points))]))];
}

/// <param name="Rule">Its key; <c>base</c> for the plain rule, <c>level</c> for the level's multiplier.</param>
internal sealed record EarnedLineAnswer(string Rule, long Points);

/// <param name="Balance">Absent if the purchase had no member.</param>
internal sealed record ReturnAnswer(long TakenPoints, BalanceAnswer? Balance);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PurchaseAnswer))]
[JsonSerializable(typeof(ReturnAnswer))]
internal sealed partial class TillJson : JsonSerializerContext;
