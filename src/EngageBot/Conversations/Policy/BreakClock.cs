using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>Ends breaks whose day has come, and tells the contact's dialogs, so that one of them says a warm word (S106).</summary>
/// <remarks>The end and the word are one commit, so it comes once. Whether and when the word leaves is the gate's to say: not at midnight.</remarks>
internal sealed partial class BreakClock(IStore store, Occasions occasions, TimeProvider clock, ILogger<BreakClock> logger)
    : RecurringWork(TimeSpan.FromMinutes(5), clock, logger)
{
    /// <summary>The event as dialogs call it.</summary>
    public const string Event = "contact.back";

    private const int Slice = 200;

    /// <returns>How many breaks ended.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var ended = 0;
        while (true)
        {
            var slice = await store.WriteAsync(EndSomeAsync, cancellation);
            ended += slice;
            if (slice < Slice) return ended;
        }
    }

    private async ValueTask<int> EndSomeAsync(WriteScope scope)
    {
        var now = Clock.GetUtcNow();
        var over = ((RowSource)scope).Rows(
            "SELECT contact_id, paused_until FROM contact_preferences WHERE paused_until <= @now ORDER BY paused_until LIMIT @slice",
            command => command.Set("@now", now).Set("@slice", (long)Slice), row => (Contact: new ContactId(Guid.Parse(row.GetString(0))), Until: row.GetInt64(1)));
        foreach (var (contact, until) in over)
        {
            // Two nodes may have read it: whoever clears it tells.
            if (scope.Command("UPDATE contact_preferences SET paused_until = NULL, changed_at = @now WHERE contact_id = @contact AND paused_until = @until")
                .Set("@now", now).Set("@contact", contact.ToString()).Set("@until", until).ExecuteNonQuery() == 0) continue;
            await occasions.TellAsync(scope, contact, Event, $"back:{until}", Occasions.Data());
        }
        return over.Count;
    }

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        if (await SweepAsync(cancellation) is > 0 and var ended) LogEnded(Logger, ended);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} contacts are back from a break")]
    private static partial void LogEnded(ILogger logger, int count);
}
