using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Insights;

/// <summary>Who brings new customers, over HTTP; docs/api.md is its reference.</summary>
internal sealed class RecommendersApi(ApiGate gate, BusinessDirectory businesses, TimeProvider clock)
{
    private static readonly ApiOperation _list = new("listRecommenders", "Members by the friends they brought who bought, the most first.",
    [
        new(200, "The list.",
        [
            new("currency", Text, "Of what was spent."),
            new("recommenders", FieldKind.Object, "At most as many as were asked for.")
            {
                List = true,
                Fields =
                [
                    new("memberId", Uuid, "Whose friends they are."), new ApiField("name", Text, "As they want to be called.").Optional,
                    new("came", WholeNumber, "Friends who came by their link."), new("joined", WholeNumber, "Of them, members."),
                    new("bought", WholeNumber, "Of them, who bought and kept something."), new("spentMinor", WholeNumber, "What these paid, in the currency's smallest unit."),
                ],
            },
        ]),
    ], [])
    {
        Write = false,
        Query = [new ApiField("days", WholeNumber, "Friends who came within so many days, 1 to 3,660; all of them if absent.").Optional, new ApiField("limit", WholeNumber, "1 to 200; 50 if absent.").Optional],
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/recommenders").WithTags("Recommenders").MapGet("", (HttpContext http, RecommendersApi api) => api.ListAsync(http)).Describe(_list);

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeCustomers], (source, caller) =>
    {
        var since = Number(http, "days") is { } days ? clock.GetUtcNow().AddDays(-Math.Clamp(days, 1, Recommenders.DaysMax)) : DateTimeOffset.UnixEpoch;
        var ranked = Recommenders.Ranked(source, caller.Business, since, Number(http, "limit") ?? Recommenders.LimitUsual);
        return ApiAnswer.Of(200, new RecommendersAnswer(
            businesses.Of(caller.Business).Business.Currency, [.. ranked.Select(r => new RecommenderAnswer(r.Contact.Value, r.Name, r.Came, r.Joined, r.Bought, r.SpentMinor))]),
            RecommenderJson.Default.RecommendersAnswer);
    });

    private static int? Number(HttpContext http, string name) =>
        int.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A member who brought others.</summary>
internal sealed record RecommenderAnswer(Guid MemberId, string? Name, long Came, long Joined, long Bought, long SpentMinor);

/// <summary>All of them that were asked for.</summary>
internal sealed record RecommendersAnswer(string Currency, ImmutableArray<RecommenderAnswer> Recommenders);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecommendersAnswer))]
internal sealed partial class RecommenderJson : JsonSerializerContext;
