using System.CommandLine;
using System.Globalization;
using EngageBot.Messaging;

namespace EngageBot.Commands;

/// <summary><c>engagebot inbox|outbox …</c>: what waits for a person, and trying it again.</summary>
/// <remarks>A running bot picks a replayed row up within its poll interval.</remarks>
internal static class SpineCommands
{
    private const int PageMax = 1000;

    public static Command Inbox() => new("inbox", "Rows of the inbox that wait for a person.")
    {
        ListOf("dead", "What could not be handled.", (provider, cancellation) => InboxAsync(provider, InboxState.Dead, cancellation)),
        ListOf("quarantined", "Payloads nobody could parse.", (provider, cancellation) => InboxAsync(provider, InboxState.Quarantined, cancellation)),
        Replay((provider, id, cancellation) => provider.GetRequiredService<InboxAdmin>().ReplayAsync(id, cancellation)),
    };

    public static Command Outbox() => new("outbox", "Rows of the outbox that wait for a person.")
    {
        ListOf("dead", "What could not be sent.", (provider, cancellation) => OutboxAsync(provider, OutboxState.Dead, cancellation)),
        ListOf("uncertain", "Promotions whose fate a crash left unknown.", (provider, cancellation) => OutboxAsync(provider, OutboxState.Uncertain, cancellation)),
        Replay((provider, id, cancellation) => provider.GetRequiredService<OutboxAdmin>().ReplayAsync(id, cancellation)),
    };

    private static Command ListOf(string name, string description, Func<IServiceProvider, CancellationToken, Task> list)
    {
        var data = CommandHost.DataOption();
        var command = new Command(name, description) { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            await list(provider, cancellation);
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Replay(Func<IServiceProvider, long, CancellationToken, Task<bool>> replay)
    {
        var id = new Argument<long>("id") { Description = "The row's number, as the lists show it." };
        var data = CommandHost.DataOption();
        var command = new Command("replay", "Tries a row again.") { id, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            if (await replay(provider, parsed.GetRequiredValue(id), cancellation)) return 0;
            await Console.Error.WriteLineAsync($"Row {parsed.GetRequiredValue(id)} does not wait for a person.");
            return 1;
        }, cancellation));
        return command;
    }

    private static async Task InboxAsync(IServiceProvider provider, InboxState state, CancellationToken cancellation)
    {
        var rows = await provider.GetRequiredService<InboxAdmin>().ListAsync(state, 0, PageMax, cancellation);
        foreach (var row in rows)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Id}  {row.ReceivedAt:u}  {row.ExternalId}  attempts {row.Attempts}  {row.Error}"));
        Console.WriteLine($"{rows.Count} rows.");
    }

    private static async Task OutboxAsync(IServiceProvider provider, OutboxState state, CancellationToken cancellation)
    {
        var rows = await provider.GetRequiredService<OutboxAdmin>().ListAsync(state, 0, PageMax, cancellation);
        foreach (var row in rows)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Id}  {row.CreatedAt:u}  {row.Kind}  attempts {row.Attempts}  {row.Error}"));
        Console.WriteLine($"{rows.Count} rows.");
    }
}
