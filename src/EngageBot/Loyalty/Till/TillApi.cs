using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>What tills ask and do besides purchases and returns: members, redemptions, undo. docs/api.md is its reference.</summary>
internal sealed class TillApi(ApiGate gate, TillMembers members, Redemptions redemptions, TillUndo undo, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Till");
        group.MapGet("/members", (HttpContext http, TillApi api) => api.MemberAsync(http)).Describe(TillDescription.LookUp);
        group.MapPost("/redemptions/quotes", (HttpContext http, TillApi api) => api.QuoteAsync(http)).Describe(TillDescription.Quote);
        group.MapPost("/redemptions", (HttpContext http, TillApi api) => api.ReserveAsync(http)).Describe(TillDescription.Reserve);
        group.MapPost("/redemptions/{id:guid}/commit", (HttpContext http, TillApi api, Guid id) => api.CommitAsync(http, id)).Describe(TillDescription.Commit);
        group.MapPost("/redemptions/{id:guid}/cancel", (HttpContext http, TillApi api, Guid id) => api.CancelAsync(http, id)).Describe(TillDescription.Cancel);
        group.MapPost("/redemptions/{id:guid}/undo", (HttpContext http, TillApi api, Guid id) => api.UndoAsync(http, id)).Describe(TillDescription.Undo);
        group.MapPost("/vouchers/refusals", (HttpContext http, TillApi api) => api.RefuseVoucherAsync(http)).Describe(TillDescription.RefuseVoucher);
        group.MapPost("/purchases/{id:guid}/undo", (HttpContext http, TillApi api, Guid id) => api.UndoPurchaseAsync(http, id)).Describe(TillDescription.UndoPurchase);
    }

    private Task<IResult> MemberAsync(HttpContext http) => gate.LookAsync(http, (scope, caller) =>
    {
        var (now, asked) = (clock.GetUtcNow(), Asked(http.Request.Query));
        if (asked.Member is not { } member) return ApiAnswer.Problem(ProblemType.BodyInvalid, errors: asked.Errors);
        if (member.Card is { } card && TillMembers.AnybodysCard(scope, caller, card, now) is { } anybodys) return Answer(200, anybodys, RedemptionJson.Default.MemberAnswer);
        var (found, problem) = members.Look(scope, http, caller, member, now);
        return found is not null ? Answer(200, MemberView.Read(scope, Actor.Of(caller), found, now), RedemptionJson.Default.MemberAnswer) : problem!;
    });

    private Task<IResult> QuoteAsync(HttpContext http) => gate.WriteAsync(http, TillRequests.Quote, (scope, caller, request) =>
    {
        var now = clock.GetUtcNow();
        var (purse, problem) = PurseOf(scope, http, caller, request.Member, now, request.Wallet);
        if (problem is not null) return ValueTask.FromResult(problem);
        var wanted = new WantedRedemption(caller.Business, caller.Shop, request.ReceiptMinor, request.Currency) { Purse = purse, Voucher = request.Voucher };
        return ValueTask.FromResult(Redemptions.Quote(scope, Actor.Of(caller), wanted, now) switch
        {
            QuoteOutcome.Quoted quoted => Answer(200, MemberView.Of(scope, caller.Business, quoted, purse, request.Currency), RedemptionJson.Default.QuoteAnswer),
            QuoteOutcome.Refused refused => Refused(refused.Why, refused.Detail),
            QuoteOutcome.VoucherRefused refused => VoucherRefused(refused.Why),
            QuoteOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
            _ => throw new UnreachableException(),
        });
    });

    private Task<IResult> ReserveAsync(HttpContext http) => gate.WriteAsync(http, TillRequests.Redemption, (scope, caller, request) =>
    {
        var now = clock.GetUtcNow();
        var (purse, problem) = PurseOf(scope, http, caller, request.Member, now, request.Wallet);
        if (problem is not null) return ValueTask.FromResult(problem);
        var outcome = Redemptions.Reserve(scope, Actor.Of(caller), new(caller.Business, caller.Shop, request.ReceiptMinor, request.Currency)
        {
            Purse = purse, Points = request.Points, Voucher = request.Voucher,
        }, now);
        return ValueTask.FromResult(Answer(scope, outcome, now));
    });

    private Task<IResult> RefuseVoucherAsync(HttpContext http) => gate.WriteAsync(http, TillRequests.VoucherRefusal, (scope, caller, request) =>
    {
        var now = clock.GetUtcNow();
        var (purse, problem) = PurseOf(scope, http, caller, request.Member, now);
        if (problem is not null) return ValueTask.FromResult(problem);
        var shown = new VoucherShown(caller.Business, caller.Shop, request.Code) { Member = purse?.Contact, ReceiptMinor = request.ReceiptMinor, Currency = request.Currency };
        return ValueTask.FromResult(Vouchers.Refuse(scope, Actor.Of(caller), shown, request.Why, now) switch
        {
            RefuseOutcome.Recorded recorded => Answer(200, new VoucherRefusalAnswer(recorded.WasGood), RedemptionJson.Default.VoucherRefusalAnswer),
            RefuseOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
            _ => throw new UnreachableException(),
        });
    });

    /// <summary>Whose points pay; nobody's, where a voucher is shown by whoever has it.</summary>
    private (Purse? Purse, ApiAnswer? Problem) PurseOf(WriteScope scope, HttpContext http, ApiCaller caller, MemberRef? member, DateTimeOffset now, string? wallet = null)
    {
        if (member is null) return (null, null);
        var (found, problem) = members.Find(scope, http, caller, member, now);
        if (found is null) return (null, problem);
        return found.Purse(scope, caller.Business, wallet, now) is { } purse ? (purse, null) : (null, ApiAnswer.Problem(ProblemType.SpendingOff));
    }

    private Task<IResult> CommitAsync(HttpContext http, Guid id) => gate.WriteAsync(http, TillRequests.Commit, async (scope, caller, request) =>
    {
        var now = clock.GetUtcNow();
        if (RedemptionRows.Find(scope, caller.Shop, id) is not { } known) return ApiAnswer.Problem(ProblemType.RedemptionUnknown);
        var (paid, problem) = TillRequests.Paid(request.Paid, known.Currency);
        return problem ?? Answer(scope, await redemptions.CommitAsync(scope, Actor.Of(caller), caller.Shop, id, request.Receipt, now, paid), now);
    });

    private Task<IResult> CancelAsync(HttpContext http, Guid id) => gate.WriteAsync(http, TillRequests.Empty, (scope, caller, _) =>
        ValueTask.FromResult(Answer(scope, Redemptions.Cancel(scope, Actor.Of(caller), caller.Shop, id, clock.GetUtcNow()), clock.GetUtcNow())));

    private Task<IResult> UndoAsync(HttpContext http, Guid id) => gate.WriteAsync(http, TillRequests.Empty, async (scope, caller, _) =>
        Answer(scope, await redemptions.UndoAsync(scope, Actor.Of(caller), caller.Shop, id, clock.GetUtcNow()), clock.GetUtcNow()));

    private Task<IResult> UndoPurchaseAsync(HttpContext http, Guid id) => gate.WriteAsync(http, TillRequests.Empty, async (scope, caller, _) =>
    {
        var now = clock.GetUtcNow();
        return await undo.PurchaseAsync(scope, Actor.Of(caller), caller.Shop, id, now) switch
        {
            UndoOutcome.Undone undone => Answer(200, new UndoAnswer(
                id, undone.TakenPoints, undone.BackPoints, undone.Contact is { } contact ? MemberView.BalanceOf(scope, contact, now) : null), RedemptionJson.Default.UndoAnswer),
            UndoOutcome.TooLate => ApiAnswer.Problem(ProblemType.UndoTooLate),
            UndoOutcome.ShopClosed => ApiAnswer.Problem(ProblemType.ShopClosed),
            UndoOutcome.Unknown => ApiAnswer.Problem(ProblemType.PurchaseUnknown),
            UndoOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
            _ => throw new UnreachableException(),
        };
    });

    private static ApiAnswer Answer(WriteScope scope, RedemptionOutcome outcome, DateTimeOffset now) => outcome switch
    {
        RedemptionOutcome.Reserved reserved => Answer(201, MemberView.Of(scope, reserved.Redemption, null, null, now), RedemptionJson.Default.RedemptionAnswer),
        RedemptionOutcome.Committed done => Answer(200, MemberView.Of(scope, done.Redemption, done.Purchase, null, now), RedemptionJson.Default.RedemptionAnswer),
        RedemptionOutcome.Cancelled done => Answer(200, MemberView.Of(scope, done.Redemption, null, null, now), RedemptionJson.Default.RedemptionAnswer),
        RedemptionOutcome.Undone done => Answer(200, MemberView.Of(scope, done.Redemption, null, done.TakenPoints, now), RedemptionJson.Default.RedemptionAnswer),
        RedemptionOutcome.Ended ended => ApiAnswer.Problem(ProblemType.RedemptionEnded, $"It is {SnakeCase.Of(ended.State.ToString())}.", reason: SnakeCase.Of(ended.State.ToString())),
        RedemptionOutcome.ReceiptDiffers => ApiAnswer.Problem(ProblemType.ReceiptDiffers),
        RedemptionOutcome.PaidTooMuch => ApiAnswer.Problem(ProblemType.PaidTooMuch),
        RedemptionOutcome.TooLate => ApiAnswer.Problem(ProblemType.UndoTooLate),
        RedemptionOutcome.Unknown => ApiAnswer.Problem(ProblemType.RedemptionUnknown),
        RedemptionOutcome.Refused refused => Refused(refused.Why, refused.Detail),
        RedemptionOutcome.VoucherRefused refused => VoucherRefused(refused.Why),
        RedemptionOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
        _ => throw new UnreachableException(),
    };

    private static ApiAnswer VoucherRefused(RefusalReason why) => why switch
    {
        RefusalReason.UnknownCode => ApiAnswer.Problem(ProblemType.VoucherUnknown),
        RefusalReason.TooManyWrongCodes => ApiAnswer.Problem(ProblemType.TooManyTries),
        RefusalReason.OtherCurrency => ApiAnswer.Problem(ProblemType.CurrencyWrong),
        _ => ApiAnswer.Problem(ProblemType.VoucherNotUsable, reason: SnakeCase.Of(why.ToString())),
    };

    private static ApiAnswer Refused(RedemptionDenial why, string? detail) => why switch
    {
        RedemptionDenial.ShopClosed => ApiAnswer.Problem(ProblemType.ShopClosed),
        RedemptionDenial.WrongCurrency => ApiAnswer.Problem(ProblemType.CurrencyWrong),
        RedemptionDenial.SpendingOff => ApiAnswer.Problem(ProblemType.SpendingOff),
        RedemptionDenial.CodeNeeded => ApiAnswer.Problem(ProblemType.CodeNeeded),
        RedemptionDenial.CodeSpent => ApiAnswer.Problem(ProblemType.CodeSpent),
        RedemptionDenial.NotSpendable => ApiAnswer.Problem(ProblemType.PointsNotSpendable, detail),
        RedemptionDenial.InsufficientPoints => ApiAnswer.Problem(ProblemType.PointsInsufficient),
        _ => throw new UnreachableException(),
    };

    private static (MemberRef? Member, Dictionary<string, string>? Errors) Asked(IQueryCollection query)
    {
        var (phone, id, number, code, card) = ((string?)query["phone"], (string?)query["id"], (string?)query["number"], (string?)query["code"], (string?)query["card"]);
        if (query.Count != 1 || phone is { Length: > 200 } || number is { Length: > 200 } || card is { Length: > 200 })
            return (null, new() { ["phone"] = "or id, number, card or code is asked for: exactly one of them." });
        if (id is null && (phone ?? number ?? code ?? card) is null)
            return (null, new() { [query.Keys.First() is { Length: <= 40 } k ? k : "phone"] = "is no question here; ask for phone, id, number, card or code." });
        if (id is null) return (new(phone, null, number, code) { Card = card }, null);
        return Guid.TryParse(id, out var guid) ? (new(null, guid, null), null) : (null, new() { ["id"] = "is a UUID." });
    }

    private static ApiAnswer Answer<T>(int status, T answer, JsonTypeInfo<T> json) => new(status, JsonSerializer.Serialize(answer, json));
}
