using System.CommandLine;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot database move</c>: from the file to a server.</summary>
internal static class DatabaseCommands
{
    public static Command Build()
    {
        var data = CommandHost.DataOption();
        var move = new Command("move", "Copies everything from the embedded database into an empty one on the server of Database:ConnectionString.") { data };
        move.SetAction((parsed, cancellation) => MoveAsync(parsed.GetValue(data), cancellation));
        return new Command("database", "Where the data lies.") { move };
    }

    private static async Task<int> MoveAsync(string? data, CancellationToken cancellation)
    {
        try
        {
            var settings = CommandHost.Settings(data);
            var place = settings["Database:ConnectionString"] ?? throw new CannotStartException(
                "Where to? Set Database__ConnectionString, such as Host=db.example;Database=engagebot;Username=engagebot;Password=…");
            var moved = await DatabaseMove.RunAsync(
                new(Path.Combine(settings["Data:Directory"] ?? new DataSettings().Directory, "engagebot.db")), new(place), TimeProvider.System,
                (table, rows) => Console.WriteLine($"{table}: {rows}"), cancellation);
            Console.WriteLine($"{moved.Rows} rows of {moved.Tables} tables moved. Set Database:Provider=postgres and start; the file is as it was.");
            return 0;
        }
        catch (Exception wrong) when (StartError.Explain(wrong) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 2;
        }
    }
}
