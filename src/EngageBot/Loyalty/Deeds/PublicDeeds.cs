using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Reviews;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What everybody may look at without a key: how a draw was held, what was given to a cause. Numbers only, nobody's name.</summary>
internal static class PublicDeeds
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapReviews(routes);
        routes.MapGet("/raffles/{key}", async (string key, BusinessDirectory directory, IStore store, CancellationToken cancellation) =>
        {
            var record = RaffleKey(key) ? await store.ReadAsync(connection => ValueTask.FromResult(RaffleBook.Published(connection, directory.Business.Id, key)), cancellation) : null;
            return record is null ? ApiAnswer.Problem(ProblemType.NotFound).ToResult() : Results.Text(record.ToJson(), "application/json");
        });
        routes.MapGet("/causes", async (BusinessDirectory directory, IStore store, TimeProvider clock, CancellationToken cancellation) =>
        {
            var causes = await store.ReadAsync(connection => ValueTask.FromResult(CauseBook.Offered(connection, directory.Business.Id, clock.GetUtcNow())), cancellation);
            return Results.Text(
                JsonSerializer.Serialize([.. causes.Select(c => new CauseAnswer(c.Key, c.Rules.Name["en"], c.TotalPoints, c.Givers))], PublicJson.Default.CauseAnswerArray), "application/json");
        });
    }

    private static void MapReviews(IEndpointRouteBuilder routes) =>
        routes.MapGet("/reviews", async (BusinessDirectory directory, IStore store, CancellationToken cancellation) =>
        {
            var reviews = await store.ReadAsync(connection => ValueTask.FromResult(ReviewBook.Published(connection, directory.Business.Id)), cancellation);
            return Results.Text(JsonSerializer.Serialize([.. reviews], PublicJson.Default.PublishedReviewArray), "application/json");
        });

    private static bool RaffleKey(string key) => key.Length <= 40;
}

/// <summary>A cause's public counter.</summary>
internal sealed record CauseAnswer(string Key, string Name, long Points, long Givers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CauseAnswer[]))]
[JsonSerializable(typeof(PublishedReview[]))]
internal sealed partial class PublicJson : JsonSerializerContext;
