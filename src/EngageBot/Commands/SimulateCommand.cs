using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using EngageBot.Channels.WebChat;
using EngageBot.Conversations;
using EngageBot.Messaging;
using EngageBot.Rehearsals;
using EngageBot.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngageBot.Commands;

/// <summary><c>engagebot simulate</c>: a shop's year on a copy of its data or with invented members; nothing is sent.</summary>
internal static class SimulateCommand
{
    /// <summary>Invented members joined within so many days before the first day, and the program was there before them.</summary>
    private const int YearsBefore = 3;

    public static Command Build()
    {
        var from = new Option<string?>("--from") { Description = "The first day, such as 2027-01-01; default: tomorrow." };
        var days = new Option<int>("--days") { Description = $"So many days, at most {RehearsalWish.DaysMax}.", DefaultValueFactory = _ => 365 };
        var members = new Option<int?>("--members") { Description = $"An empty shop with so many invented members, at most {RehearsalWish.MembersMax}; without it: a copy of the data." };
        var zones = new Option<string?>("--zones") { Description = "Where invented members live, by turns: Europe/Tirane,Asia/Tokyo; default: the business's zone." };
        var plays = new Option<string[]>("--play") { Description = "A play to switch on for the rehearsal; may be repeated. Invented members get all of them without it." };
        var optOuts = new Option<int>("--opt-outs") { Description = "So many of a hundred members say stop within a year.", DefaultValueFactory = _ => 5 };
        var seed = new Option<int>("--seed") { Description = "The same seed plays the same year.", DefaultValueFactory = _ => 1 };
        var csv = new Option<string?>("--csv") { Description = "A file for every message that would have been sent." };
        var data = CommandHost.DataOption();
        var command = new Command("simulate", "Plays a shop's year on a copy of its data, or with invented members: what would be sent to whom, and why not. Nothing is sent.")
        {
            from, days, members, zones, plays, optOuts, seed, csv, data,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            var first = parsed.GetValue(from) is not { } text ? today.AddDays(1)
                : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default;
            var wish = new RehearsalWish(
                first, parsed.GetValue(days), parsed.GetValue(members), [.. (parsed.GetValue(zones) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                [.. parsed.GetValue(plays) ?? []], parsed.GetValue(optOuts), parsed.GetValue(seed));
            return RunAsync(wish, today, CommandHost.Settings(parsed.GetValue(data)), parsed.GetValue(csv), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(RehearsalWish wish, DateOnly today, IConfiguration settings, string? csv, CancellationToken cancellation)
    {
        var wrong = wish.Errors().ToList();
        if (wish.Members is null && wish.From < today) wrong.Add("--from is not before today: what has happened until now stands in the copy.");
        if (wish.Members is null && StorageModule.IsPostgres(settings))
            wrong.Add("On PostgreSQL a rehearsal takes invented members: engagebot simulate --members 500. It works in a file of its own and does not touch the server.");
        foreach (var line in wrong) await Console.Error.WriteLineAsync(line);
        if (wrong.Count > 0) return 2;
        // Only its owner may look into it, and it goes when the rehearsal ends, however it ends.
        var folder = Directory.CreateTempSubdirectory("engagebot-rehearsal").FullName;
        try
        {
            if (wish.Members is null) DatabaseCopy.Make(new(Path.Combine(settings["Data:Directory"] ?? new DataSettings().Directory, "engagebot.db")), Path.Combine(folder, "engagebot.db"));
            CopyFolder(new DialogSettings { Directory = settings["Dialogs:Directory"] ?? new DialogSettings().Directory }.Resolve(), Path.Combine(folder, "dialogs"));
            await using var file = csv is null ? null : new StreamWriter(csv);
            return await RehearseAsync(wish, settings, folder, file, cancellation);
        }
        catch (Exception error) when (StartError.Explain(error) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 2;
        }
        catch (Exception error) when (csv is not null && error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"--csv {csv} cannot be written: {error.Message}");
            return 2;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RehearseAsync(RehearsalWish wish, IConfiguration settings, string folder, TextWriter? csv, CancellationToken cancellation)
    {
        var start = new DateTimeOffset(wish.From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var clock = new RehearsalClock(wish.Members is null ? start.AddDays(-1) : start.AddYears(-YearsBefore));
        await using var parts = Parts(clock, settings, folder);
        var sends = new RehearsedSends(clock, csv);
        var outcome = await new Rehearsal(parts, clock, wish, sends).RunAsync(Console.Error.WriteLine, cancellation);
        if (outcome is RehearsalOutcome.Refused refused)
        {
            foreach (var line in refused.Lines) await Console.Error.WriteLineAsync(line);
            return 2;
        }
        foreach (var line in RehearsalText.Of(((RehearsalOutcome.Played)outcome).Report)) Console.WriteLine(line);
        return 0;
    }

    /// <summary>The program's parts over a folder that is thrown away. No token and no address of a platform is handed on, so that no part that could use them is made.</summary>
    internal static ServiceProvider Parts(RehearsalClock clock, IConfiguration settings, string folder)
    {
        var own = new Dictionary<string, string?>
        {
            ["Data:Directory"] = folder, ["Dialogs:Directory"] = Path.Combine(folder, "dialogs"), [$"{WebChatSettings.Section}:Enabled"] = "false",
            ["Messaging:BulkPerSecond"] = "1000000", ["Messaging:BulkChatSeconds"] = "0",
        };
        foreach (var (key, value) in settings.GetSection("Business").AsEnumerable())
            if (value is not null) own[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(own).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(log => log.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error));
        EngageApp.AddParts(services, configuration);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        services.Replace(ServiceDescriptor.Singleton(new SqliteStoreOptions(Path.Combine(folder, "engagebot.db")) { Lasting = false }));
        services.RemoveAll<IChannel>();
        return services.BuildServiceProvider();
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
