using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Messaging;

/// <summary>The hot statements use the indexes made for them, whatever the tables hold.</summary>
public sealed class QueryPlanTests
{
    private static readonly string[] Parameters = ["@now", "@limit", "@account", "@low", "@high"];

    [Theory]
    [InlineData("inbox", "ix_inbox_waiting", "ix_inbox_backoff")]
    [InlineData("outbox", "ix_outbox_claim", "ix_outbox_chat")]
    public async Task The_next_rows_are_found_by_index(string queue, string scanned, string probed)
    {
        await using var temp = TempStore.Open();
        var sql = queue == "inbox" ? SpineSql.NextInboxRows : SpineSql.NextOutboxRows;
        var plan = string.Join('\n', await PlanAsync(temp, sql));
        Assert.Contains($"INDEX {scanned}", plan, StringComparison.Ordinal);
        Assert.Contains($"INDEX {probed}", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT MIN(due_at) FROM outbox WHERE state = 'Queued' AND attempts > 0 AND due_at > @now", "ix_outbox_delayed")]
    [InlineData("SELECT MIN(due_at) FROM inbox WHERE state = 'Received' AND attempts > 0", "ix_inbox_waiting")]
    [InlineData("SELECT COALESCE(MAX(id), 0) FROM inbox WHERE state = 'Received'", "ix_inbox_waiting")]
    [InlineData("SELECT id, kind FROM outbox WHERE state IN ('Queued', 'Sending') AND state = 'Sending' ORDER BY account_id, chat_key, priority, id", "ix_outbox_chat")]
    [InlineData("SELECT id FROM outbox WHERE state IN ('Dead', 'Uncertain') AND state = 'Dead' AND id > 1 ORDER BY id LIMIT 1", "ix_outbox_trouble")]
    [InlineData("SELECT MIN(due_at) FROM timers", "ix_timers_due")]
    public async Task The_questions_of_idle_workers_are_answered_by_index(string sql, string index)
    {
        await using var temp = TempStore.Open();
        Assert.Contains($"INDEX {index}", string.Join('\n', await PlanAsync(temp, sql)), StringComparison.Ordinal);
    }

    private static Task<List<string>> PlanAsync(TempStore temp, string sql) => temp.Store.ReadAsync(async connection =>
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements under test.
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
#pragma warning restore CA2100
        foreach (var name in Parameters)
        {
            if (sql.Contains(name, StringComparison.Ordinal)) EngageBot.Storage.DbCommands.Set(command, name, (object)1L);
        }
        var lines = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync()) lines.Add(row.GetString(3));
        return lines;
    }, TestContext.Current.CancellationToken);
}
