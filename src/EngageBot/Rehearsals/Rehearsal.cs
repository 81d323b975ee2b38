using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Rehearsals;

/// <summary>How a rehearsal ended.</summary>
internal abstract record RehearsalOutcome
{
    private RehearsalOutcome() { }

    public sealed record Played(RehearsalReport Report) : RehearsalOutcome;

    /// <summary>It did not begin, and these lines say why.</summary>
    public sealed record Refused(ImmutableArray<string> Lines) : RehearsalOutcome;
}

/// <summary>Plays a shop's year on a database that nobody else uses: the program's own workers, moved by hand on a clock of its own, and channels that reach nobody.</summary>
/// <param name="parts">The program's parts over that database, with <see cref="RehearsalClock"/> for a clock and no channel of a platform.</param>
internal sealed class Rehearsal(IServiceProvider parts, RehearsalClock clock, RehearsalWish wish, RehearsedSends sends)
{
    /// <summary>What invented members' plays give where the shop has set nothing.</summary>
    public const string InventedReward = "rehearsal";

    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private readonly IStore _store = parts.GetRequiredService<IStore>();
    private readonly BusinessDirectory _directory = parts.GetRequiredService<BusinessDirectory>();
    private readonly Random _random = new(wish.Seed);
    private readonly ImmutableArray<RecurringWork> _clocks = [.. parts.GetServices<IHostedService>().OfType<RecurringWork>()];

    /// <param name="progress">Told once a month of the year.</param>
    public async Task<RehearsalOutcome> RunAsync(Action<string> progress, CancellationToken cancellation)
    {
        // Nothing here may reach a platform: what could is not even among the parts.
        if (parts.GetServices<IChannel>().Any()) throw new InvalidOperationException("A rehearsal is given parts without channels.");
        await parts.GetRequiredService<FirstStart>().RunAsync(withDemo: false, cancellation);
        await parts.GetRequiredService<DialogCatalog>().LoadAsync(cancellation);
        foreach (var account in _directory.All.SelectMany(page => page.Accounts)) parts.GetRequiredService<ChannelList>().Add(new RecordingChannel(account, sends.Record));
        await Worker<Rescuer>().RescueAllAsync(cancellation);
        var (from, to) = (LocalDays.StartOf(wish.From, _directory.Zone), LocalDays.StartOf(wish.From.AddDays(wish.Days), _directory.Zone));
        var shoppers = wish.Members is null
            ? await RealMembers.ReadAsync(_store, _directory.Business.Id, from, cancellation)
            : await new InventedMembers(_store, _directory, parts.GetRequiredService<RecordPurchase>(), wish, _random).MakeAsync(from, cancellation);
        clock.MoveTo(from);
        await sends.LearnAsync(_store, cancellation);
        if (await SwitchOnAsync(cancellation) is { IsEmpty: false } wrong) return new RehearsalOutcome.Refused(wrong);
        var lives = new RehearsedLives(_directory, parts.GetRequiredService<RecordPurchase>(), wish, _random);
        lives.Begin(shoppers, from);
        await LiveAsync(lives, (from, to), progress, cancellation);
        return new RehearsalOutcome.Played(await RehearsalReport.ReadAsync(_store, _directory, (wish, from, to), shoppers.Count, sends, lives, cancellation));
    }

    private async Task LiveAsync(RehearsedLives lives, (DateTimeOffset From, DateTimeOffset To) span, Action<string> progress, CancellationToken cancellation)
    {
        var month = 0;
        for (var at = span.From + Step; at <= span.To; at += Step)
        {
            clock.MoveTo(at);
            if (lives.AnyBefore(at)) await _store.WriteAsync(scope => lives.LiveAsync(scope, at), cancellation);
            foreach (var work in _clocks)
                if (work.Pause < Step || at.UtcDateTime.Hour == 0) await work.OnceAsync(cancellation);
            while (await Worker<TimerWorker>().PassAsync(cancellation) > 0) { }
            await SettleAsync(cancellation);
            if (await parts.GetRequiredService<PlayClock>().SweepAsync(cancellation) > 0) await SettleAsync(cancellation);
            var local = LocalDays.DayOf(at, _directory.Zone);
            if (local.Month != month) progress(string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd}: {sends.Count} messages so far"));
            month = local.Month;
        }
    }

    /// <summary>What waits is handled, and what may leave leaves.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        var (inbox, outbox) = (parts.GetRequiredService<InboxWorker>(), parts.GetRequiredService<OutboxSender>());
        // Promotions leave one after another: a little time passes between them, and never an hour.
        for (var second = 0; second < 3_000; second++)
        {
            while (await inbox.PassAsync(cancellation) > 0) { }
            await parts.GetRequiredService<AfterCommitHooks>().DrainAsync();
            while (await outbox.PassAsync(cancellation)) await outbox.DrainAsync();
            var waiting = await _store.ReadRowsAsync("SELECT COUNT(*) FROM outbox WHERE state = 'Queued' AND deferred = 0 AND due_at <= @now",
                command => command.Set("@now", clock.GetUtcNow()), row => row.GetInt64(0), cancellation);
            if (waiting[0] == 0) return;
            clock.MoveTo(clock.GetUtcNow().AddSeconds(1));
        }
    }

    /// <summary>Plays that were named, and in an invented shop without names all of them, are switched on with what the shop has set.</summary>
    /// <returns>What is wrong with one of them.</returns>
    private async Task<ImmutableArray<string>> SwitchOnAsync(CancellationToken cancellation)
    {
        var (business, operatorOfIt) = (_directory.Business.Id, new Actor.System("rehearsal"));
        return await _store.WriteAsync(scope =>
        {
            var (now, plays) = (clock.GetUtcNow(), parts.GetRequiredService<LivePlays>().All(scope));
            var wrong = ImmutableArray.CreateBuilder<string>();
            foreach (var name in wish.Plays.IsEmpty && wish.Members is not null ? [.. plays.Keys] : wish.Plays)
            {
                var outcome = PlayDesk.On(scope, operatorOfIt, business, plays, name, rules => plays.TryGetValue(name, out var play) ? WithRewards(scope, play, rules, now) : rules, now);
                if (outcome is PlaySwitchOutcome.Unknown unknown) wrong.Add($"--play: there is no play '{name}'.{(unknown.Near is { } near ? $" Did you mean {near}?" : "")}");
                if (outcome is PlaySwitchOutcome.Invalid invalid) wrong.AddRange(invalid.Errors.Select(e => $"--play {name}: {e}"));
            }
            return ValueTask.FromResult(wrong.DrainToImmutable());
        }, cancellation);
    }

    /// <summary>A parameter that has to name a reward and names none gets one that costs nothing.</summary>
    private PlayRules WithRewards(WriteScope scope, Dialogs.Plays.Play play, PlayRules rules, DateTimeOffset now)
    {
        foreach (var parameter in play.Parameters.Values.Where(p => p is { Of: "reward", Default: null } && !rules.Parameters.ContainsKey(p.Name)))
        {
            if (RuleBook.At(scope, _directory.Business.Id, RewardRules.Kind, InventedReward, now) is null)
                RuleDesk.Edit(scope, new Actor.System("rehearsal"), new(_directory.Business.Id, RewardRules.Kind, InventedReward,
                    """{"name": {"en": "A present", "ru": "Подарок", "sq": "Një dhuratë"}, "gives": {"kind": "gift"}, "valid": {"days": 30}, "visible": false, "personal": true}"""), now);
            rules = rules with { Parameters = rules.Parameters.SetItem(parameter.Name, InventedReward) };
        }
        return rules;
    }

    private T Worker<T>() where T : IHostedService => parts.GetServices<IHostedService>().OfType<T>().Single();
}
