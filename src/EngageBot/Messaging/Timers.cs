using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Messaging;

/// <summary>Rows that come back to their chat as inbox events when they fall due.</summary>
internal sealed class Timers(SpineSignals signals)
{
    private long _awaited = long.MaxValue;

    /// <summary>Writes a timer.</summary>
    public async ValueTask SetAsync(WriteScope scope, long chatId, uint run, uint epoch, string what, DateTimeOffset dueAt)
    {
        await scope.Command("INSERT INTO timers (chat_id, run, epoch, what, due_at) VALUES (@chat, @run, @epoch, @what, @due)")
            .Set("@chat", chatId).Set("@run", (long)run).Set("@epoch", (long)epoch).Set("@what", what).Set("@due", dueAt).ExecuteNonQueryAsync();
        scope.AfterCommit(() =>
        {
            if (dueAt.ToUnixTimeMilliseconds() < Volatile.Read(ref _awaited)) signals.Timers.Set();
        });
    }

    /// <summary>Deletes a run's timers of one epoch, or of all.</summary>
    public static async ValueTask ClearAsync(WriteScope scope, long chatId, uint run, uint? epoch)
    {
        var delete = epoch is null
            ? scope.Command("DELETE FROM timers WHERE chat_id = @chat AND run = @run")
            : scope.Command("DELETE FROM timers WHERE chat_id = @chat AND run = @run AND epoch = @epoch").Set("@epoch", (long)epoch.Value);
        await delete.Set("@chat", chatId).Set("@run", (long)run).ExecuteNonQueryAsync();
    }

    /// <summary>The worker sleeps until then; an earlier timer wakes it.</summary>
    internal void SleepUntil(DateTimeOffset wakeAt) => Volatile.Write(ref _awaited, wakeAt.ToUnixTimeMilliseconds());
}

/// <summary>A row of <c>timers</c>.</summary>
internal sealed class TimerRow
{
    public long Id { get; init; }
    public long ChatId { get; init; }
    public uint Run { get; init; }
    public uint Epoch { get; init; }
    public required string What { get; init; }
    public DateTimeOffset DueAt { get; init; }
}

internal sealed class TimerRowConfiguration : IEntityTypeConfiguration<TimerRow>
{
    public void Configure(EntityTypeBuilder<TimerRow> builder)
    {
        builder.ToTable("timers");
        builder.HasIndex(timer => timer.DueAt, "ix_timers_due");                                 // what fires next
        builder.HasIndex(timer => new { timer.ChatId, timer.Run, timer.Epoch }, "ix_timers_run");    // what a run clears
    }
}

internal static class TimerSets
{
    extension(EngageDb db) { public DbSet<TimerRow> Timers => db.Set<TimerRow>(); }
}
