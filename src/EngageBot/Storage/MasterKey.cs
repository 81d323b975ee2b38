using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace EngageBot.Storage;

/// <summary>The installation's one random key, kept in the database so that all nodes agree; every other key is derived from it.</summary>
/// <remarks>The newest row makes signatures. The one before it still proves them, so a rotation invalidates nothing at once.</remarks>
internal sealed class MasterKey(IStore store, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<ReadOnlyMemory<byte>>> _derived = new();
    private ImmutableArray<byte[]> _secrets = [];

    /// <summary>Reads the key, and makes it at the very first start; call once after the migrations.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        _secrets = await store.WriteAsync(async scope =>
        {
            var known = await ReadAsync(scope);
            if (known.Length > 0) return known;
            await scope.Command("INSERT INTO master_keys (secret, created_at) VALUES (@secret, @now)")
                .With("@secret", RandomNumberGenerator.GetBytes(32)).With("@now", clock.GetUtcNow().ToUnixTimeMilliseconds())
                .ExecuteNonQueryAsync();
            return await ReadAsync(scope);
        }, cancellation);
        _derived.Clear();
    }

    /// <summary>The key for one purpose, 32 bytes: the first one signs, all of them prove.</summary>
    /// <param name="purpose">A constant, such as <c>button</c> or <c>web-token</c>.</param>
    /// <exception cref="InvalidOperationException"><see cref="LoadAsync"/> has not run: a bug in the start.</exception>
    public ImmutableArray<ReadOnlyMemory<byte>> Derive(string purpose)
    {
        if (_secrets.IsEmpty) throw new InvalidOperationException("The master key is read at the start, before anything is signed.");
        return _derived.GetOrAdd(purpose, static (name, secrets) =>
            [.. secrets.Select(secret => (ReadOnlyMemory<byte>)HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(name)))], _secrets);
    }

    private static async ValueTask<ImmutableArray<byte[]>> ReadAsync(WriteScope scope)
    {
        var secrets = ImmutableArray.CreateBuilder<byte[]>();
        await using var reader = await scope.Command("SELECT secret FROM master_keys ORDER BY id DESC LIMIT 2").ExecuteReaderAsync();
        while (await reader.ReadAsync()) secrets.Add(reader.GetFieldValue<byte[]>(0));
        return secrets.ToImmutable();
    }
}
