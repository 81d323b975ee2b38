using EngageBot.Storage;

namespace EngageBot.Http;

/// <summary>How a request with a key ended.</summary>
internal abstract record IdempotencyOutcome
{
    private IdempotencyOutcome() { }

    /// <summary>The work was done now.</summary>
    public sealed record Fresh(ApiAnswer Answer) : IdempotencyOutcome;

    /// <summary>The work was done before; this is what was answered then.</summary>
    public sealed record Replayed(ApiAnswer Answer) : IdempotencyOutcome;

    /// <summary>The key was used for another request.</summary>
    public sealed record KeyReused : IdempotencyOutcome;
}

/// <summary>Same key, same request: the same answer, and the work once.</summary>
/// <remarks>
/// The key is written with the work, in one commit. A twin that comes at the same instant waits for that commit at the key's lock.
/// Only answers that changed something are kept: after a refusal the same key may be tried again.
/// </remarks>
internal static class Idempotency
{
    /// <summary>How long an answer is repeated.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public static async ValueTask<IdempotencyOutcome> RunAsync(
        WriteScope scope, ShopId shop, string key, byte[] requestHash, DateTimeOffset now, Func<ValueTask<ApiAnswer>> work)
    {
        scope.Lock($"idempotency:{shop}:{key}");
        if (Find(scope, shop, key, requestHash) is { } known) return known;
        var answer = await work();
        if (answer.Status is < 200 or >= 300) return new IdempotencyOutcome.Fresh(answer);
        await scope.Command("""
            INSERT INTO idempotency_keys (shop_id, key, body_hash, status, response, created_at) VALUES (@shop, @key, @hash, @status, @response, @now)
            """).Set("@shop", shop.ToString()).Set("@key", key).Set("@hash", requestHash).Set("@status", answer.Status).Set("@response", answer.Json)
            .Set("@now", now).ExecuteNonQueryAsync();
        return new IdempotencyOutcome.Fresh(answer);
    }

    /// <summary>Forgets answers older than <see cref="Kept"/>, at most a thousand at once.</summary>
    /// <returns>How many.</returns>
    public static int Prune(WriteScope scope, DateTimeOffset now) =>
        scope.Command("""
            DELETE FROM idempotency_keys WHERE (shop_id, key) IN (SELECT shop_id, key FROM idempotency_keys WHERE created_at < @before LIMIT 1000)
            """).Set("@before", now - Kept).ExecuteNonQuery();

    private static IdempotencyOutcome? Find(WriteScope scope, ShopId shop, string key, byte[] requestHash)
    {
        using var row = scope.Command("SELECT body_hash, status, response FROM idempotency_keys WHERE shop_id = @shop AND key = @key")
            .Set("@shop", shop.ToString()).Set("@key", key).ExecuteReader();
        if (!row.Read()) return null;
        return row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(requestHash)
            ? new IdempotencyOutcome.Replayed(new((int)row.GetInt64(1), row.GetString(2)))
            : new IdempotencyOutcome.KeyReused();
    }
}
