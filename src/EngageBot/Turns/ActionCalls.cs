using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Turns;

/// <summary>Actions outside the database wait in rows: written by the turn, run after its commit, gone when their result is in the inbox.</summary>
internal sealed class ActionCalls
{
    /// <summary>A call was committed.</summary>
    public Signal Waiting { get; } = new();

    /// <summary>Writes a call; a turn that is done again writes the same key and so nothing new.</summary>
    public async ValueTask AddAsync(Turn turn, Effect.RunAction run, string language)
    {
        await turn.Scope.Command("""
            INSERT INTO action_calls (chat_id, key, run, epoch, awaited, name, input, language, attempts, due_at, created_at)
            VALUES (@chat, @key, @run, @epoch, @awaited, @name, @input, @language, 0, @now, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@chat", turn.Chat.Id).Set("@key", run.IdempotencyKey).Set("@run", (long)run.Run).Set("@epoch", (long)run.Epoch).Set("@awaited", run.Awaited ? 1L : 0L)
            .Set("@name", run.Action.Name).Set("@input", RecordJson.Write(run.Input)).Set("@language", language).Set("@now", turn.Now).ExecuteNonQueryAsync();
        turn.Scope.AfterCommit(Waiting.Set);
    }
}

/// <summary>A row of <c>action_calls</c>.</summary>
internal sealed class ActionCallRow
{
    public long Id { get; init; }
    public long ChatId { get; init; }
    /// <summary>Unique in its chat.</summary>
    public required string Key { get; init; }
    public uint Run { get; init; }
    public uint Epoch { get; init; }
    /// <summary>A state of the run waits for the result.</summary>
    public bool Awaited { get; init; }
    public required string Name { get; init; }
    /// <summary>The action's parameters as JSON.</summary>
    public required string Input { get; init; }
    public required string Language { get; init; }
    public int Attempts { get; init; }
    /// <summary>When it is tried next; while it is tried, when another process may take it.</summary>
    public DateTimeOffset DueAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ActionCallRowConfiguration : IEntityTypeConfiguration<ActionCallRow>
{
    public void Configure(EntityTypeBuilder<ActionCallRow> builder)
    {
        builder.ToTable("action_calls");
        builder.HasIndex(call => call.DueAt, "ix_action_calls_due");                                       // what runs next
        builder.HasIndex(call => new { call.ChatId, call.Key }, "ux_action_calls_once").IsUnique();         // a turn done again
    }
}

internal static class ActionCallSets
{
    extension(EngageDb db) { public DbSet<ActionCallRow> ActionCalls => db.Set<ActionCallRow>(); }
}
