using System.Buffers.Text;
using System.Security.Cryptography;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Staff;

/// <summary>A browser in which somebody of the staff is signed in. Of what its cookie holds only the hash is kept.</summary>
internal sealed class StaffSession
{
    public long Id { get; init; }
    public required StaffId StaffId { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>To the hour.</summary>
    public required DateTimeOffset UsedAt { get; init; }
    /// <summary>Moves on while it is used.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

internal sealed class StaffSessionConfiguration : IEntityTypeConfiguration<StaffSession>
{
    public void Configure(EntityTypeBuilder<StaffSession> builder)
    {
        builder.ToTable("staff_sessions");
        builder.HasIndex(s => s.Hash).IsUnique();                                                   // at every request
        builder.HasIndex(s => s.StaffId).HasDatabaseName("ix_staff_sessions_staff");                // all of a person's end together
        builder.HasIndex(s => s.ExpiresAt).HasDatabaseName("ix_staff_sessions_age");                // forgetting the old ones
    }
}

/// <summary>Begins, finds and ends sessions; all of them live on the server.</summary>
internal static class StaffSessions
{
    /// <summary>A session nobody used for so long is over.</summary>
    public static TimeSpan IdleLife { get; } = TimeSpan.FromDays(14);

    private const int Bytes = 32;
    private const int Letters = 43;
    private static readonly TimeSpan Touch = TimeSpan.FromHours(1);

    /// <returns>What the cookie holds; it is nowhere else.</returns>
    public static string Begin(WriteScope scope, StaffId id, DateTimeOffset now)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        scope.Command("INSERT INTO staff_sessions (staff_id, hash, created_at, used_at, expires_at) VALUES (@id, @hash, @now, @now, @expires)")
            .Set("@id", id.ToString()).Set("@hash", LinkToken.HashOf(secret)).Set("@now", now).Set("@expires", now + IdleLife).ExecuteNonQuery();
        return secret;
    }

    /// <summary>Who a cookie stands for; a session in use goes on, noted once an hour.</summary>
    /// <returns><see langword="null"/> for one that ended, is too old, was never made, or is of somebody who left.</returns>
    public static async Task<StaffMember?> FindAsync(IStore store, string? secret, DateTimeOffset now, CancellationToken cancellation)
    {
        if (secret is not { Length: Letters }) return null;
        var hash = LinkToken.HashOf(secret);
        var found = await store.ReadAsync(connection =>
        {
            RowSource rows = connection;
            var session = rows.Query<(StaffId Id, DateTimeOffset UsedAt)?>(
                "SELECT staff_id, used_at FROM staff_sessions WHERE hash = @hash AND ended_at IS NULL AND expires_at > @now",
                command => command.Set("@hash", hash).Set("@now", now), row => row.Read() ? (new(Guid.Parse(row.GetString(0))), row.InstantAt(1)) : null);
            return ValueTask.FromResult(session is var (id, used) && StaffRows.Find(rows, id) is { State: StaffState.Active or StaffState.Suspended } member
                ? ((StaffMember Member, DateTimeOffset UsedAt)?)(member, used)
                : null);
        }, cancellation);
        if (found is not var (who, usedAt)) return null;
        if (now - usedAt >= Touch)
            await store.WriteAsync(scope => ValueTask.FromResult(scope.Command("UPDATE staff_sessions SET used_at = @now, expires_at = @expires WHERE hash = @hash AND ended_at IS NULL")
                .Set("@now", now).Set("@expires", now + IdleLife).Set("@hash", hash).ExecuteNonQuery()), cancellation);
        return who;
    }

    /// <summary>Signs one browser out.</summary>
    public static void End(WriteScope scope, string secret, DateTimeOffset now) =>
        scope.Command("UPDATE staff_sessions SET ended_at = @now WHERE hash = @hash AND ended_at IS NULL").Set("@now", now).Set("@hash", LinkToken.HashOf(secret)).ExecuteNonQuery();

    /// <summary>Signs somebody out everywhere.</summary>
    public static void EndAll(WriteScope scope, StaffId id, DateTimeOffset now) =>
        scope.Command("UPDATE staff_sessions SET ended_at = @now WHERE staff_id = @id AND ended_at IS NULL").Set("@now", now).Set("@id", id.ToString()).ExecuteNonQuery();

    /// <summary>Forgets sessions that are long over and links that nobody can take any more, a slice at a time.</summary>
    /// <returns>How many went.</returns>
    public static async Task<int> PruneAsync(IStore store, DateTimeOffset now, CancellationToken cancellation)
    {
        var gone = 0;
        foreach (var sql in (string[])
        [
            "DELETE FROM staff_sessions WHERE id IN (SELECT id FROM staff_sessions WHERE expires_at < @before LIMIT 1000)",
            "DELETE FROM staff_links WHERE id IN (SELECT id FROM staff_links WHERE expires_at < @before LIMIT 1000)",
        ])
            for (var slice = 1000; slice == 1000; gone += slice)
                slice = await store.WriteAsync(scope => ValueTask.FromResult(scope.Command(sql).Set("@before", now.AddDays(-30)).ExecuteNonQuery()), cancellation);
        return gone;
    }
}
