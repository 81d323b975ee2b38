using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot plays list|show|answers|on|off</c>: what the bot begins by itself, and what came of it.</summary>
internal static class PlayCommands
{
    private const int AnswersMax = 100;

    public static Command Build() => new("plays", "What the bot begins by itself: birthdays, win-backs, coupons.") { List(), Show(), Answers(), On(), Off() };

    private static Command List()
    {
        var data = CommandHost.DataOption();
        var command = new Command("list", "Every play, how it stands and whom it was begun with.") { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider => ReadAsync(provider, (source, business, now) =>
        {
            foreach (var view in PlayDesk.All(source, business, LivePlays.Released(source), now))
            {
                var results = PlayResults.Read(source, business, view.Play);
                Console.WriteLine(FormattableString.Invariant(
                    $"{view.Play.Name,-18} {SnakeCase.Of(view.Standing.ToString()),-7} {SnakeCase.Of(view.Play.Purpose.ToString()),-10} begun {results.Started}, bought {results.Bought}, held out {results.HeldOut}"));
            }
            return 0;
        }, cancellation), cancellation));
        return command;
    }

    private static Command Show()
    {
        var (name, data) = (Name(), CommandHost.DataOption());
        var command = new Command("show", "One play: what can be set, what is set, what came of it and why people were left out.") { name, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider => ReadAsync(provider, (source, business, now) =>
        {
            var plays = LivePlays.Released(source);
            if (!plays.TryGetValue(parsed.GetRequiredValue(name), out var play)) return Unknown(parsed.GetRequiredValue(name), plays.Keys);
            Print(PlayDesk.Of(source, business, play, now), PlayResults.Read(source, business, play));
            return 0;
        }, cancellation), cancellation));
        return command;
    }

    private static Command Answers()
    {
        var (name, data) = (Name(), CommandHost.DataOption());
        var command = new Command("answers", "What people answered to a play's questions, by the thing they were asked about.") { name, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider => ReadAsync(provider, (source, business, _) =>
        {
            var (plays, play) = (LivePlays.Released(source), parsed.GetRequiredValue(name));
            if (!plays.ContainsKey(play)) return Unknown(play, plays.Keys);
            foreach (var s in PlayAnswers.Summary(source, business, play, AnswersMax))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{s.Question,-10} {s.About,-30} {s.Answers} answers{(s.MeanTenths is { } mean ? string.Create(CultureInfo.InvariantCulture, $", mean {mean / 10}.{mean % 10}, {s.Low} low") : "")}"));
            return 0;
        }, cancellation), cancellation));
        return command;
    }

    private static Command On()
    {
        var (name, data) = (Name(), CommandHost.DataOption());
        var set = new Option<string[]>("--set") { Description = "A parameter: --set reward=coffee. May be repeated.", AllowMultipleArgumentsPerToken = true };
        var holdout = new Option<int?>("--holdout") { Description = "So many of a hundred are left out, so that the effect can be seen." };
        var at = new Option<string?>("--at") { Description = "The time of day, such as 10:00." };
        var leap = new Option<string?>("--leap-day") { Description = "feb_28 or mar_1: where 29 February goes." };
        var late = new Option<string?>("--skip-after") { Description = "What is later than this is left out: 12h, 2d." };
        var everybody = new Option<bool>("--everybody") { Description = "Also those who are in the play's segment now, not only newcomers." };
        var command = new Command("on", "Switches a play on, or changes what is set for it.") { name, set, holdout, at, leap, late, everybody, data };
        command.SetAction((parsed, cancellation) =>
        {
            var pairs = (parsed.GetValue(set) ?? []).Select(p => p.Split('=', 2)).ToArray();
            if (pairs.FirstOrDefault(p => p.Length != 2) is { } wrong)
            {
                Console.Error.WriteLine($"--set takes name=value, not '{wrong[0]}'.");
                return Task.FromResult(2);
            }
            var wish = new PlayWish(
                pairs.Length == 0 ? null : pairs.ToImmutableSortedDictionary(p => p[0], p => p[1], StringComparer.Ordinal), parsed.GetValue(holdout), null, parsed.GetValue(at),
                parsed.GetValue(leap), parsed.GetValue(late), parsed.GetValue(everybody) ? PlayTakesIn.Everybody : null);
            return SwitchAsync(parsed.GetValue(data), parsed.GetRequiredValue(name),
                (scope, business, plays, play, now) => PlayDesk.On(scope, new Actor.System("cli"), business, plays, play, wish.Over, now), cancellation);
        });
        return command;
    }

    private static Command Off()
    {
        var (name, data) = (Name(), CommandHost.DataOption());
        var command = new Command("off", "Pauses a play: nobody is taken in, nothing begins, whoever talks finishes.") { name, data };
        command.SetAction((parsed, cancellation) => SwitchAsync(parsed.GetValue(data), parsed.GetRequiredValue(name),
            (scope, business, plays, play, now) => PlayDesk.Off(scope, new Actor.System("cli"), business, plays, play, now), cancellation));
        return command;
    }

    private static Task<int> SwitchAsync(
        string? data, string name, Func<WriteScope, BusinessId, ImmutableSortedDictionary<string, Dialogs.Plays.Play>, string, DateTimeOffset, PlaySwitchOutcome> deed,
        CancellationToken cancellation) => CommandHost.RunAsync(data, async provider =>
    {
        var business = provider.GetRequiredService<BusinessDirectory>().Business.Id;
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        var plays = ImmutableSortedDictionary<string, Dialogs.Plays.Play>.Empty;
        var outcome = await provider.GetRequiredService<IStore>().WriteAsync(
            scope => ValueTask.FromResult(deed(scope, business, plays = LivePlays.Released(scope), name, now)), cancellation);
        switch (outcome)
        {
            case PlaySwitchOutcome.Done done:
                Console.WriteLine(done.Changed ? $"{name} is {SnakeCase.Of(done.Play.Standing.ToString())}." : $"{name} was {SnakeCase.Of(done.Play.Standing.ToString())} before; nothing changed.");
                return 0;
            case PlaySwitchOutcome.Invalid invalid:
                foreach (var error in invalid.Errors) await Console.Error.WriteLineAsync(error.ToString());
                return 1;
            default:
                return Unknown(name, plays.Keys);
        }
    }, cancellation);

    private static Task<int> ReadAsync(IServiceProvider provider, Func<RowSource, BusinessId, DateTimeOffset, int> read, CancellationToken cancellation) =>
        provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(
            read(connection, provider.GetRequiredService<BusinessDirectory>().Business.Id, provider.GetRequiredService<TimeProvider>().GetUtcNow())), cancellation);

    private static void Print(PlayView view, PlayResults results)
    {
        Console.WriteLine($"{view.Play.Name} is {SnakeCase.Of(view.Standing.ToString())}{(view.Since is { } since ? $" since {since.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "")}");
        foreach (var problem in view.Problems) Console.WriteLine($"  to mend: {problem}");
        foreach (var parameter in view.Play.Parameters.Values)
            Console.WriteLine($"  {parameter.Name} ({SnakeCase.Of(parameter.Type.Kind.ToString())}{(parameter.Of is { } of ? $" of {of}" : "")}): {view.Rules?.Parameters.GetValueOrDefault(parameter.Name) ?? (parameter is { Default: null, Optional: false } ? "has to be set" : "the play's own")}");
        foreach (var (title, counts) in new[] { ("runs", results.States), ("left out or stopped", results.Reasons), ("ended", results.Outcomes) })
            foreach (var count in counts)
                Console.WriteLine(FormattableString.Invariant($"  {title}, {count.Key}: {count.Runs}"));
        Console.WriteLine(FormattableString.Invariant($"  bought afterwards: {results.Bought} of {results.Started}; of those held out {results.HeldOutBought} of {results.HeldOut}; points given {results.CostPoints}"));
    }

    private static int Unknown(string name, IEnumerable<string> known)
    {
        Console.Error.WriteLine($"There is no play '{name}'. {Dialogs.Loading.Nearest.Suggest(name, [.. known])} Plays come with the dialogs the server has published.");
        return 2;
    }

    private static Argument<string> Name() => new("name") { Description = "The play's, as engagebot plays list shows it." };
}
