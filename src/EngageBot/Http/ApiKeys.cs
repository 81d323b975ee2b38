using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;

namespace EngageBot.Http;

/// <summary>A key that was just made.</summary>
/// <param name="Secret">The whole key as the till sends it; shown once, never stored.</param>
internal sealed record NewApiKey(string Prefix, string Secret);

/// <summary>Who calls: the key's shop and business, and the role it was made for.</summary>
internal sealed record ApiCaller(long KeyId, BusinessId Business, ShopId Shop, string Role)
{
    /// <summary>The business's own table of roles as it is stored, if it has one.</summary>
    public string? OwnRoles { get; init; }
}

/// <summary>Makes, lists, revokes and checks keys.</summary>
internal sealed class ApiKeys(IStore store, TimeProvider clock)
{
    private const string Scheme = "Bearer ";
    private const string PrefixLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int PrefixLength = 10;

    /// <summary>Makes a key for one shop.</summary>
    public Task<NewApiKey> CreateAsync(BusinessId business, ShopId shop, string name, CancellationToken cancellation, string role = "till") =>
        store.WriteAsync(async scope =>
        {
            var prefix = "eb" + RandomNumberGenerator.GetString(PrefixLetters, PrefixLength);
            var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            scope.Db.ApiKeys.Add(new() { BusinessId = business, ShopId = shop, Name = name, Role = role, Prefix = prefix, Hash = HashOf(secret), CreatedAt = clock.GetUtcNow() });
            await scope.Db.SaveChangesAsync(cancellation);
            return new NewApiKey(prefix, $"{prefix}.{secret}");
        }, cancellation);

    /// <summary>All keys of a business, the oldest first.</summary>
    public async Task<ImmutableArray<ApiKey>> ListAsync(BusinessId business, CancellationToken cancellation)
    {
        await using var db = store.OpenDb();
        return [.. await db.ApiKeys.AsNoTracking().Where(k => k.BusinessId == business).OrderBy(k => k.Id).ToListAsync(cancellation)];
    }

    /// <summary>Ends a key at once.</summary>
    /// <returns><see langword="false"/> if the business has no such key in use.</returns>
    public Task<bool> RevokeAsync(BusinessId business, string prefix, CancellationToken cancellation) =>
        store.WriteAsync(async scope => await scope.Db.ApiKeys.Where(k => k.BusinessId == business && k.Prefix == prefix && k.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, clock.GetUtcNow()), cancellation) == 1, cancellation);

    /// <summary>Checks an <c>Authorization</c> header.</summary>
    /// <returns><see langword="null"/> for anything but a key in use. A wrong secret takes as long as a right one.</returns>
    public Task<ApiCaller?> AuthenticateAsync(string? header, CancellationToken cancellation)
    {
        if (header is null || header.Length > 200 || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Task.FromResult<ApiCaller?>(null);
        var key = header[Scheme.Length..].Trim();
        var point = key.IndexOf('.', StringComparison.Ordinal);
        if (point < 1) return Task.FromResult<ApiCaller?>(null);
        var hash = HashOf(key[(point + 1)..]);
        return store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Query(
            """
            SELECT k.hash, k.id, k.business_id, k.shop_id, k.role, (SELECT r.content FROM rules r WHERE r.business_id = k.business_id AND r.kind = 'roles' AND r.key = 'staff'
              AND r.effective_from <= @now ORDER BY r.effective_from DESC, r.version DESC LIMIT 1)
            FROM api_keys k WHERE k.prefix = @prefix AND k.revoked_at IS NULL
            """,
            command => command.Set("@prefix", key[..point]).Set("@now", clock.GetUtcNow()),
            row => row.Read() && CryptographicOperations.FixedTimeEquals(row.GetFieldValue<byte[]>(0), hash)
                ? new ApiCaller(row.GetInt64(1), new(Guid.Parse(row.GetString(2))), new(Guid.Parse(row.GetString(3))), row.GetString(4)) { OwnRoles = row.TextAt(5) }
                : null)), cancellation);
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
