using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EngageBot.Http;

/// <summary>A kind of problem, documented in docs/api.md under its name.</summary>
internal sealed record ProblemType
{
    // Before the types themselves: each enters itself here as it is made.
    private static readonly List<ProblemType> Made = [];

    public static readonly ProblemType NotAuthorised = Known("not-authorised", 401, "The API key is missing, unknown or revoked.");
    public static readonly ProblemType NotPermitted = Known("not-permitted", 403, "The key's role may not do this.");
    public static readonly ProblemType TooManyRequests = Known("too-many-requests", 429, "The key is used faster than agreed.");
    public static readonly ProblemType IdempotencyKeyMissing = Known("idempotency-key-missing", 400, "Every write needs an Idempotency-Key header of 1 to 255 visible ASCII characters.");
    public static readonly ProblemType IdempotencyKeyReused = Known("idempotency-key-reused", 422, "This Idempotency-Key was used for another request.");
    public static readonly ProblemType BodyTooLarge = Known("body-too-large", 413, "The body is larger than 64 KiB.");
    public static readonly ProblemType BodyInvalid = Known("body-invalid", 400, "The body is not as documented.");
    public static readonly ProblemType MemberUnknown = Known("member-unknown", 404, "No member of this business has that phone, id or number.");
    public static readonly ProblemType CurrencyWrong = Known("currency-wrong", 422, "The business counts in another currency.");
    public static readonly ProblemType ReceiptDiffers = Known("receipt-differs", 409, "This receipt was recorded before, with another member or amount.");
    public static readonly ProblemType PurchaseUnknown = Known("purchase-unknown", 404, "This shop has no purchase with that receipt.");
    public static readonly ProblemType ReturnTooLarge = Known("return-too-large", 422, "More would come back than was bought.");

    public static readonly ProblemType StatusNotForSale = Known("status-not-for-sale", 422, "The programme does not sell that status for that amount.");
    public static readonly ProblemType StatusHeld = Known("status-held", 409, "The member holds that status; it can be bought again when it is over.");
    public static readonly ProblemType BookingUnknown = Known("booking-unknown", 404, "This shop has no such booking.");
    public static readonly ProblemType CardUnknown = Known("card-unknown", 404, "There is no such card, or it is blocked.");
    public static readonly ProblemType CardTaken = Known("card-taken", 409, "That number belongs to another card.");
    public static readonly ProblemType RulesInvalid = Known("rules-invalid", 422, "The rules are not as documented; errors say where.");
    public static readonly ProblemType RulesUnknown = Known("rules-unknown", 404, "There are no such rules at that time.");
    public static readonly ProblemType RulesVersionMissing = Known("rules-version-missing", 428, "Say what you have seen: If-Match with the newest version, or If-None-Match: * for new rules.");
    public static readonly ProblemType RulesVersionDiffers = Known("rules-version-differs", 412, "Somebody else has published these rules since; look again.");
    public static readonly ProblemType PlayUnknown = Known("play-unknown", 404, "The dialogs in use have no such play.");
    public static readonly ProblemType SurveyUnknown = Known("survey-unknown", 404, "There is no such survey in force.");
    public static readonly ProblemType QueryInvalid = Known("query-invalid", 400, "The query is not as documented; errors say where.");
    public static readonly ProblemType MeasureUnknown = Known("measure-unknown", 404, "There is no such play.");
    public static readonly ProblemType SegmentInvalid = Known("segment-invalid", 422, "The segment cannot be asked; errors say why.");
    public static readonly ProblemType DeedUnknown = Known("deed-unknown", 404, "There are no rules for that.");
    public static readonly ProblemType DeedTooOften = Known("deed-too-often", 409, "It has counted as often as the rules allow for now.");
    public static readonly ProblemType AlreadyDecided = Known("already-decided", 409, "Somebody decided this before, or there is nothing to decide.");
    public static readonly ProblemType ShopClosed = Known("shop-closed", 409, "This shop was shut down; what happens after that is not recorded.");
    public static readonly ProblemType CodeUnknown = Known("code-unknown", 404, "This code is nobody's now: it has ended, was replaced, or was shown elsewhere.");
    public static readonly ProblemType TooManyTries = Known("too-many-tries", 429, "This till tried too many codes, numbers or phones that were nobody's.");
    public static readonly ProblemType CodeNeeded = Known("code-needed", 403, "Points are spent by whoever shows the member's code at this till.");
    public static readonly ProblemType CodeSpent = Known("code-spent", 409, "The code that was shown has paid already; the member makes a new one.");
    public static readonly ProblemType SpendingOff = Known("spending-off", 409, "The programme's points do not pay at the till.");
    public static readonly ProblemType PointsNotSpendable = Known("points-not-spendable", 422, "The programme's rules do not let so many points be spent on this receipt.");
    public static readonly ProblemType PointsInsufficient = Known("points-insufficient", 409, "The member has fewer usable points.");
    public static readonly ProblemType RedemptionUnknown = Known("redemption-unknown", 404, "This shop has no redemption with that id.");
    public static readonly ProblemType RedemptionEnded = Known("redemption-ended", 409, "The redemption is over in another way.");
    public static readonly ProblemType PaidTooMuch = Known("paid-too-much", 422, "More was paid in money than the receipt leaves to pay.");
    public static readonly ProblemType VoucherUnknown = Known("voucher-unknown", 404, "No voucher of this business has that code.");
    public static readonly ProblemType VoucherNotUsable = Known("voucher-not-usable", 409, "The voucher is not good for this receipt; reason says why.");
    public static readonly ProblemType BroadcastNotCounted = Known("broadcast-not-counted", 409, "Its audience was not counted since it was last changed: count it first.");
    public static readonly ProblemType BroadcastNotNow = Known("broadcast-not-now", 409, "In the state in which it is, that cannot be done.");
    public static readonly ProblemType BroadcastOwn = Known("broadcast-own", 403, "Whoever wrote it or wants it sent does not approve it, too.");
    public static readonly ProblemType CaseUnknown = Known("case-unknown", 404, "There is no such case, colleague or reward.");
    public static readonly ProblemType CaseTaken = Known("case-taken", 409, "Somebody else handles the case; reason says who.");
    public static readonly ProblemType CaseNotNow = Known("case-not-now", 409, "In the state in which it is, that cannot be done; reason names it.");
    public static readonly ProblemType CaseWords = Known("case-words", 422, "The words do not go out so; errors say what to mend.");
    public static readonly ProblemType CaseLimit = Known("case-limit", 422, "More than the role may give in one case; reason says how much is left.");
    public static readonly ProblemType UndoTooLate = Known("undo-too-late", 409, "A till undoes what it did within 15 minutes; now a manager does.");

    public static readonly ProblemType RequestInvalid = Known("request-invalid", 400, "The request is not valid HTTP, or broke off.");
    public static readonly ProblemType BodyTooSlow = Known("body-too-slow", 408, "The body did not arrive within 60 seconds.");
    public static readonly ProblemType MediaTypeWrong = Known("media-type-wrong", 415, "The body is JSON in UTF-8, not compressed: Content-Type: application/json.");
    public static readonly ProblemType NotFound = Known("not-found", 404, "There is nothing at this address.");
    public static readonly ProblemType MethodNotAllowed = Known("method-not-allowed", 405, "This address takes another method.");
    public static readonly ProblemType InternalError = Known("internal-error", 500, "Something failed here and was logged; nothing was done.");
    public static readonly ProblemType Unavailable = Known("unavailable", 503, "The database cannot be written now; nothing was done.");

    /// <summary>Every one there is.</summary>
    public static IReadOnlyList<ProblemType> All => Made;

    private ProblemType(string name, int status, string title) => (Name, Status, Title) = (name, status, title);

    /// <summary>Behind <c>/problems/</c>.</summary>
    public string Name { get; }

    public int Status { get; }

    public string Title { get; }

    private static ProblemType Known(string name, int status, string title)
    {
        var type = new ProblemType(name, status, title);
        Made.Add(type);
        return type;
    }
}

/// <summary>What goes back to a caller: a status and JSON, which is a problem (RFC 9457) from 400 on.</summary>
internal sealed record ApiAnswer(int Status, string Json)
{
    private string ContentType => Status >= 400 ? "application/problem+json" : "application/json";

    /// <param name="errors">What is wrong, by field of the body.</param>
    /// <param name="reason">A word for programs, where the type has several.</param>
    public static ApiAnswer Problem(ProblemType type, string? detail = null, IReadOnlyDictionary<string, string>? errors = null, string? reason = null) =>
        new(type.Status, JsonSerializer.Serialize(new ProblemBody($"/problems/{type.Name}", type.Title, type.Status, detail, errors, reason), ProblemJson.Default.ProblemBody));

    /// <summary>The problem of a body with one field that is not as documented.</summary>
    public static ApiAnswer Invalid(string field, string error) => Problem(ProblemType.BodyInvalid, errors: new Dictionary<string, string> { [field] = error });

    public static ApiAnswer Of<T>(int status, T answer, JsonTypeInfo<T> json) => new(status, JsonSerializer.Serialize(answer, json));

    public IResult ToResult() => Results.Text(Json, ContentType, statusCode: Status);
}

internal sealed record ProblemBody(string Type, string Title, int Status, string? Detail, IReadOnlyDictionary<string, string>? Errors, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
