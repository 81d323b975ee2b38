using System.CommandLine;
using System.Globalization;
using EngageBot.Storage;
using EngageBot.Turns.Log;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs log|replay CHAT</c>: what happened in a chat, and whether it would happen again.</summary>
internal static class TurnLogCommands
{
    private const int TurnsMost = 10_000;

    public static Command Log()
    {
        var words = new Option<bool>("--words") { Description = "Show what was written: personal. Without it, lengths and text keys." };
        return Build("log", "What happened in a chat, turn by turn; without --words nothing personal.", words, async (provider, chat, from, parsed, cancellation) =>
        {
            var turns = await provider.GetRequiredService<ChatHistory>().ReplayAsync(chat, from, TurnsMost, cancellation);
            foreach (var turn in turns) Console.Write(TurnText.Write(turn, parsed.GetValue(words)));
            if (turns.Count == 0) Console.WriteLine("No turn of this chat is recorded (any more).");
            return 0;
        });
    }

    public static Command Replay() =>
        Build("replay", "Takes a chat's recorded turns again and compares every byte. Changes and sends nothing. Exit code 1 if one differs.", null, async (provider, chat, from, _, cancellation) =>
        {
            var turns = await provider.GetRequiredService<ChatHistory>().ReplayAsync(chat, from, TurnsMost, cancellation);
            var same = turns.Count(t => t.Replay is { Same: true });
            foreach (var turn in turns)
            {
                if (turn.Gap) Console.WriteLine($"Before turn {turn.Row.InboxId} something changed the chat that is not recorded.");
                if (turn.Replay is not { Same: true }) Console.Write($"Turn {turn.Row.InboxId} {turn.Problem ?? Difference(turn)}\n{TurnText.Write(turn, words: false)}");
            }
            Console.WriteLine(turns.Count == 0 ? "No turn of this chat is recorded (any more)."
                : same == turns.Count ? $"{(turns.Count == 1 ? "The one turn comes" : $"All {turns.Count} turns come")} to the same bytes."
                : $"{same} of {turns.Count} turns come to the same bytes.");
            return same == turns.Count ? 0 : 1;
        });

    private static string Difference(RecordedTurn turn) => turn.Replay?.Missing is { } missing ? $"goes another way: it asks for {missing}, which it did not then." : "comes to other bytes.";

    private static Command Build(
        string name, string description, Option<bool>? words, Func<IServiceProvider, long, long, ParseResult, CancellationToken, Task<int>> verb)
    {
        var chat = new Argument<string>("chat") { Description = "The chat's number, or its id on the channel." };
        var from = new Option<string?>("--from") { Description = "The first turn by its number, or a day (2026-03-02, UTC)." };
        var data = CommandHost.DataOption();
        var command = new Command(name, description) { chat, from, data };
        if (words is not null) command.Options.Add(words);
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var found = await provider.GetRequiredService<ChatHistory>().FindAsync(parsed.GetRequiredValue(chat), cancellation);
            if (found.Count != 1)
            {
                await Console.Error.WriteLineAsync(found.Count == 0 ? $"There is no chat {parsed.GetRequiredValue(chat)}."
                    : $"Several chats: {string.Join(", ", found.Select(f => $"{f.Id} ({f.Channel})"))}. Give the number.");
                return 2;
            }
            if (await FirstAsync(provider, found[0].Id, parsed.GetValue(from), cancellation) is { } first) return await verb(provider, found[0].Id, first, parsed, cancellation);
            await Console.Error.WriteLineAsync("--from is the number of a turn or a day: 2026-03-02");
            return 2;
        }, cancellation));
        return command;
    }

    private static async Task<long?> FirstAsync(IServiceProvider provider, long chat, string? from, CancellationToken cancellation)
    {
        if (from is null) return 0;
        if (long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var turn)) return turn;
        if (!DateTimeOffset.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)) return null;
        var rows = await provider.GetRequiredService<IStore>().ReadRowsAsync(
            "SELECT MIN(inbox_id) FROM turn_log WHERE chat_id = @chat AND at >= @day", command => command.Set("@chat", chat).Set("@day", day), row => row.NumberAt(0), cancellation);
        return rows[0] ?? long.MaxValue;
    }
}
