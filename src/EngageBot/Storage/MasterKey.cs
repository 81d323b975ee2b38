using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Storage;

/// <summary>The installation's one secret, made at the first start and kept in the database so that all nodes agree; every other key comes from it.</summary>
/// <param name="secrets">Newest first; the older ones are kept for a while after a rotation.</param>
internal sealed class MasterKey(ImmutableArray<byte[]> secrets)
{
    /// <summary>Signs the buttons of dialogs.</summary>
    public const string Button = "button";
    /// <summary>Signs web chat's tokens.</summary>
    public const string WebToken = "web-token";

    private const int Bytes = 32;

    private readonly ConcurrentDictionary<string, ImmutableArray<byte[]>> _derived = new(StringComparer.Ordinal);

    /// <summary>Reads the key, or makes it at the first start.</summary>
    public static async Task<MasterKey> LoadAsync(IStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var secrets = await ReadAsync(store, cancellation);
        if (secrets.Count == 0)
        {
            await store.WriteAsync(async scope => await scope
                .Command("INSERT INTO master_keys (id, secret, created_at) VALUES (1, @secret, @at) ON CONFLICT DO NOTHING")
                .Set("@secret", RandomNumberGenerator.GetBytes(Bytes)).Set("@at", clock.GetUtcNow()).ExecuteNonQueryAsync(cancellation), cancellation);
            secrets = await ReadAsync(store, cancellation);
        }
        return new MasterKey([.. secrets]);
    }

    /// <summary>Makes a new key to sign with and forgets all but the newest older ones; processes that run go on with what they read at their start.</summary>
    /// <param name="keep">How many older keys are still accepted.</param>
    public static async Task RotateAsync(IStore store, TimeProvider clock, int keep, CancellationToken cancellation)
    {
        await LoadAsync(store, clock, cancellation);
        await store.WriteAsync(async scope =>
        {
            await scope.Command("INSERT INTO master_keys (id, secret, created_at) SELECT MAX(id) + 1, @secret, @at FROM master_keys")
                .Set("@secret", RandomNumberGenerator.GetBytes(Bytes)).Set("@at", clock.GetUtcNow()).ExecuteNonQueryAsync(cancellation);
            await scope.Command("DELETE FROM master_keys WHERE id < (SELECT MAX(id) FROM master_keys) - @keep").Set("@keep", (long)keep).ExecuteNonQueryAsync(cancellation);
        }, cancellation);
    }

    /// <summary>The key to sign with, 32 bytes; the same on every node and at every start.</summary>
    /// <param name="purpose">One of this class's words, or a feature's own: different purposes have unrelated keys.</param>
    public byte[] For(string purpose) => AcceptedFor(purpose)[0];

    /// <summary>The keys to accept, newest first.</summary>
    public ImmutableArray<byte[]> AcceptedFor(string purpose) =>
        _derived.GetOrAdd(purpose, name => [.. secrets.Select(secret => Derive(secret, name))]);

    private static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, salt: [], Encoding.UTF8.GetBytes($"engagebot/{purpose}/1"));

    private static Task<List<byte[]>> ReadAsync(IStore store, CancellationToken cancellation) =>
        store.ReadRowsAsync("SELECT secret FROM master_keys ORDER BY id DESC", _ => { }, row => row.GetFieldValue<byte[]>(0), cancellation);
}

/// <summary>A row of <c>master_keys</c>.</summary>
internal sealed class MasterKeyRow
{
    public long Id { get; init; }
    public required byte[] Secret { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class MasterKeyConfiguration : IEntityTypeConfiguration<MasterKeyRow>
{
    public void Configure(EntityTypeBuilder<MasterKeyRow> builder) => builder.ToTable("master_keys");
}
