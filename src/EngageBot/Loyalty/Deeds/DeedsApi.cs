using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Referrals;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Thanks;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What programs call about deeds; docs/api.md is its reference.</summary>
internal sealed class DeedsApi(ApiGate gate, ReferralBook referrals, CauseBook causes, ActivityBook activities, ThanksBook thanks, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Deeds");
        group.MapPost("/referrals/{id:long}/release", (HttpContext http, DeedsApi api, long id) => api.ReleaseAsync(http, id)).Describe(DeedsDescription.Release);
        group.MapPost("/referrals/{id:long}/refuse", (HttpContext http, DeedsApi api, long id) => api.RefuseAsync(http, id)).Describe(DeedsDescription.Refuse);
        group.MapPost("/members/{id:guid}/events", (HttpContext http, DeedsApi api, Guid id) => api.TellActivityAsync(http, id)).Describe(DeedsDescription.TellActivity);
        group.MapPost("/members/{id:guid}/thanks", (HttpContext http, DeedsApi api, Guid id) => api.ThankAsync(http, id)).Describe(DeedsDescription.Thank);
        group.MapGet("/events", (HttpContext http, DeedsApi api) => api.EventsAsync(http)).Describe(DeedsDescription.Events);
        group.MapPost("/event-passes/admit", (HttpContext http, DeedsApi api) => api.AdmitAsync(http)).Describe(DeedsDescription.Admit);
        group.MapGet("/reviews/{id:long}/photos", (HttpContext http, DeedsApi api, long id) => api.ReviewPhotosAsync(http, id)).Describe(DeedsDescription.ReviewPhotos);
        group.MapPost("/reviews/{id:long}/publish", (HttpContext http, DeedsApi api, long id) => api.PublishReviewAsync(http, id)).Describe(DeedsDescription.PublishReview);
        group.MapPost("/hand-ins", (HttpContext http, DeedsApi api) => api.HandInAsync(http)).Describe(DeedsDescription.HandIn);
    }

    private Task<IResult> TellActivityAsync(HttpContext http, Guid id) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, DeedsApiJson.Default.ActivityRequest, ActivityRequest.Errors), async (scope, caller, request) =>
        {
            if (MemberLookup.ById(scope, caller.Business, id) is not { } contact) return ApiAnswer.Problem(ProblemType.MemberUnknown);
            var outcome = await activities.RecordAsync(scope, Actor.Of(caller), caller.Business, contact, request.Event, request.Reference, clock.GetUtcNow());
            return outcome switch
            {
                ActivityOutcome.Paid paid => ApiAnswer.Of(201, new ActivityAnswer(paid.Points), DeedsApiJson.Default.ActivityAnswer),
                ActivityOutcome.AlreadyPaid => ApiAnswer.Of(200, new ActivityAnswer(0), DeedsApiJson.Default.ActivityAnswer),
                ActivityOutcome.Unknown => ApiAnswer.Problem(ProblemType.DeedUnknown, "There are no rules for that event."),
                ActivityOutcome.TooOften often => ApiAnswer.Problem(ProblemType.DeedTooOften, $"It counts {often.Times} times in a {often.Per.ToString().ToLowerInvariant()}."),
                ActivityOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            };
        });

    private Task<IResult> ThankAsync(HttpContext http, Guid id) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, DeedsApiJson.Default.ThanksRequest, ThanksRequest.Errors), async (scope, caller, request) =>
        {
            if (MemberLookup.ById(scope, caller.Business, id) is not { } contact) return ApiAnswer.Problem(ProblemType.MemberUnknown);
            var occasion = $"{contact}:{request.Reference.Trim()}";
            return await thanks.SendAsync(scope, Actor.Of(caller), caller.Business, contact, new(request.Words.Trim(), request.SignedBy.Trim()), occasion, clock.GetUtcNow()) switch
            {
                ThanksOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                var outcome => ApiAnswer.Of(200, new ThanksAnswer(outcome is ThanksOutcome.Told), DeedsApiJson.Default.ThanksAnswer),
            };
        });

    private Task<IResult> EventsAsync(HttpContext http) => gate.ReadAsync(http, (source, caller) =>
    {
        if (!Actor.Of(caller).May(Permission.SeeReports)) return ApiAnswer.Problem(ProblemType.NotPermitted);
        var now = clock.GetUtcNow();
        return new ApiAnswer(200, new JsonObject
        {
            ["events"] = new JsonArray([.. RuleBook.All(source, caller.Business, EventRules.Kind, now).OrderBy(e => e.Rules.Starts)
                .Select(e => (e.Key, e.Rules, Report: EventBook.Report(source, caller.Business, e.Key, now)!)).Select(e => new JsonObject
                {
                    ["key"] = e.Key, ["name"] = e.Rules.Name["en"], ["form"] = SnakeCase.Of(e.Rules.Form.ToString()), ["starts"] = e.Rules.Starts.ToString("s", CultureInfo.InvariantCulture),
                    ["capacity"] = e.Rules.Capacity, ["coming"] = e.Report.Coming, ["guests"] = e.Report.Guests, ["refused"] = e.Report.Refused,
                    ["came"] = e.Report.Admitted, ["guestsCame"] = e.Report.AdmittedGuests, ["sales"] = e.Report.Sales, ["salesMinor"] = e.Report.SalesMinor,
                })]),
        }.ToJsonString());
    });

    private Task<IResult> AdmitAsync(HttpContext http) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, DeedsApiJson.Default.AdmitRequest, AdmitRequest.Errors), (scope, caller, request) =>
            ValueTask.FromResult(EventBook.Admit(scope, Actor.Of(caller), caller.Business, request.Code, clock.GetUtcNow()) switch
            {
                AdmitOutcome.Admitted admitted => ApiAnswer.Of(200, new AdmitAnswer(admitted.Event, admitted.Guest), DeedsApiJson.Default.AdmitAnswer),
                AdmitOutcome.Before => ApiAnswer.Problem(ProblemType.AlreadyDecided, "This pass has let somebody in already."),
                AdmitOutcome.Unknown => ApiAnswer.Problem(ProblemType.DeedUnknown, "There is no such pass, or it was given back."),
                AdmitOutcome.NotNow => ApiAnswer.Problem(ProblemType.DeedTooOften, "The door is not open: it is from three hours before the start to the end."),
                AdmitOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            }));

    /// <summary>What was not agreed to is not handed out.</summary>
    private Task<IResult> ReviewPhotosAsync(HttpContext http, long id) => gate.ReadAsync(http, [Permission.HandleCases], (source, caller) =>
        ReviewPhotos.Of(source, caller.Business, id) is not { } photos ? ApiAnswer.Problem(ProblemType.NotFound)
        : new ApiAnswer(200, new JsonObject
        {
            ["mayPublish"] = photos.Publish, ["then"] = photos.Publish ? photos.ThenPhoto : null, ["now"] = photos.Publish ? photos.NowPhoto : null,
            ["account"] = photos.AccountId, ["wording"] = photos.Wording, ["language"] = photos.Language, ["saidAt"] = photos.SaidAt.ToString("O", CultureInfo.InvariantCulture),
        }.ToJsonString()));

    private Task<IResult> PublishReviewAsync(HttpContext http, long id) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, DeedsApiJson.Default.PublishRequest, _ => []), (scope, caller, request) =>
            ValueTask.FromResult(ReviewBook.Publish(scope, Actor.Of(caller), caller.Business, id, request.Shown, clock.GetUtcNow()) switch
            {
                PublishOutcome.Done => ApiAnswer.Of(200, request, DeedsApiJson.Default.PublishRequest),
                PublishOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
                PublishOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            }));

    private Task<IResult> HandInAsync(HttpContext http) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, DeedsApiJson.Default.HandInRequest, HandInRequest.Errors), async (scope, caller, request) =>
        {
            if (MemberLookup.ById(scope, caller.Business, request.MemberId) is not { } contact) return ApiAnswer.Problem(ProblemType.MemberUnknown);
            var outcome = await causes.HandInAsync(
                scope, Actor.Of(caller), new(caller.Business, caller.Shop, contact, request.Kind, request.Quantity, request.Reference), clock.GetUtcNow());
            return outcome switch
            {
                HandInOutcome.Recorded done => ApiAnswer.Of(201, new HandInAnswer(done.Points, done.YearTotal), DeedsApiJson.Default.HandInAnswer),
                HandInOutcome.AlreadyRecorded known => ApiAnswer.Of(200, new HandInAnswer(known.Points, null), DeedsApiJson.Default.HandInAnswer),
                HandInOutcome.NotTaken => ApiAnswer.Problem(ProblemType.DeedUnknown, "There are no rules for that kind of hand-in."),
                HandInOutcome.TooOften often => ApiAnswer.Problem(ProblemType.DeedTooOften, $"It counts {often.TimesPerDay} times a day."),
                HandInOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            };
        });

    private Task<IResult> ReleaseAsync(HttpContext http, long id) => DecideAsync(http, id, (scope, actor, business, because) =>
        referrals.ReleaseAsync(scope, actor, business, id, because, clock.GetUtcNow()));

    private Task<IResult> RefuseAsync(HttpContext http, long id) => DecideAsync(http, id, (scope, actor, business, because) =>
        ValueTask.FromResult(ReferralBook.Refuse(scope, actor, business, id, because, clock.GetUtcNow())));

    private Task<IResult> DecideAsync(HttpContext http, long id, Func<WriteScope, Actor, BusinessId, string, ValueTask<DecisionOutcome>> decide) =>
        gate.WriteAsync(http, body => ApiBody.Read(body, DeedsApiJson.Default.DecisionRequest, DecisionRequest.Errors), async (scope, caller, request) =>
            await decide(scope, Actor.Of(caller), caller.Business, request.Reason) switch
            {
                DecisionOutcome.Released released => ApiAnswer.Of(200, new DecisionAnswer(id, "paid", released.Points), DeedsApiJson.Default.DecisionAnswer),
                DecisionOutcome.Refused => ApiAnswer.Of(200, new DecisionAnswer(id, "refused", 0), DeedsApiJson.Default.DecisionAnswer),
                DecisionOutcome.NotHeld held => ApiAnswer.Problem(ProblemType.AlreadyDecided, $"It is {held.State.ToString().ToLowerInvariant()}."),
                DecisionOutcome.Unknown => ApiAnswer.Problem(ProblemType.NotFound),
                DecisionOutcome.Denied => ApiAnswer.Problem(ProblemType.NotPermitted),
                _ => throw new UnreachableException(),
            });
}

/// <summary>Why somebody decides so.</summary>
internal sealed record DecisionRequest(string Reason)
{
    /// <summary>A reason is words, not an essay.</summary>
    public const int ReasonMax = 300;

    public static IEnumerable<(string Field, string Error)> Errors(DecisionRequest request)
    {
        if (request.Reason.Trim().Length is < 3 or > ReasonMax) yield return ("reason", $"is text of 3 to {ReasonMax} characters.");
    }
}

/// <param name="SignedBy">The person who says it.</param>
/// <param name="Reference">The sender's own word for this one time.</param>
internal sealed record ThanksRequest(string Words, string SignedBy, string Reference)
{
    public static IEnumerable<(string Field, string Error)> Errors(ThanksRequest request)
    {
        foreach (var error in ThanksCard.Errors(new(request.Words, request.SignedBy))) yield return error;
        if (request.Reference.Trim().Length is 0 or > 100) yield return ("reference", "is text of 1 to 100 characters.");
    }
}

/// <param name="Told">The member has a chat, and this was not told before.</param>
internal sealed record ThanksAnswer(bool Told);

/// <param name="Event">The key of the rules.</param>
/// <param name="Reference">The teller's own word for this one time.</param>
internal sealed record ActivityRequest(string Event, string Reference)
{
    public static IEnumerable<(string Field, string Error)> Errors(ActivityRequest request)
    {
        if (request.Event.Length is 0 or > 40) yield return ("event", "is the key of the rules for it.");
        if (request.Reference.Trim().Length is 0 or > 100) yield return ("reference", "is text of 1 to 100 characters.");
    }
}

/// <param name="Points">0 if it was told before.</param>
internal sealed record ActivityAnswer(long Points);

/// <param name="Code">As the pass shows it.</param>
internal sealed record AdmitRequest(string Code)
{
    public static IEnumerable<(string Field, string Error)> Errors(AdmitRequest request)
    {
        if (request.Code.Trim().Length is 0 or > 20) yield return ("code", "is the pass's code.");
    }
}

internal sealed record AdmitAnswer(string Event, bool Guest);

/// <param name="Shown">To everybody, or to nobody.</param>
internal sealed record PublishRequest(bool Shown);

/// <param name="Quantity">Grams or pieces, as the rules say.</param>
/// <param name="Reference">The shop's own number; each one counts once.</param>
internal sealed record HandInRequest(Guid MemberId, string Kind, long Quantity, string Reference)
{
    public static IEnumerable<(string Field, string Error)> Errors(HandInRequest request)
    {
        if (request.Kind.Length is 0 or > 40) yield return ("kind", "is the key of the rules for it.");
        if (request.Quantity is < 1 or > 1_000_000) yield return ("quantity", "is between 1 and 1,000,000 grams or pieces.");
        if (request.Reference.Trim().Length is 0 or > 100) yield return ("reference", "is text of 1 to 100 characters.");
    }
}

/// <param name="YearTotal">What the member has handed in of it this year; absent when it was recorded before.</param>
internal sealed record HandInAnswer(long Points, long? YearTotal);

/// <param name="State"><c>paid</c> or <c>refused</c>.</param>
/// <param name="Points">Paid to both together.</param>
internal sealed record DecisionAnswer(long Id, string State, long Points);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(DecisionAnswer))]
[JsonSerializable(typeof(HandInRequest))]
[JsonSerializable(typeof(HandInAnswer))]
[JsonSerializable(typeof(ActivityRequest))]
[JsonSerializable(typeof(ActivityAnswer))]
[JsonSerializable(typeof(AdmitRequest))]
[JsonSerializable(typeof(AdmitAnswer))]
[JsonSerializable(typeof(ThanksRequest))]
[JsonSerializable(typeof(ThanksAnswer))]
[JsonSerializable(typeof(PublishRequest))]
internal sealed partial class DeedsApiJson : JsonSerializerContext;
