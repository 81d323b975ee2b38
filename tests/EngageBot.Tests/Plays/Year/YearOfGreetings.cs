using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using EngageBot.Conversations.Policy;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays.Year;

/// <summary>A year of a shop in minutes, held against an oracle that knows what each member lived through.</summary>
/// <remarks>Set <c>ENGAGEBOT_YEAR_MEMBERS</c> to simulate more people than a build has time for; 2,000 take some minutes.</remarks>
public abstract class YearOfGreetings
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);
    private static readonly (int PerDay, int PerWeek) Caps = (1, 2);
    private readonly YearOracle _oracle = new(Caps, Step);
    private readonly Dictionary<string, YearMember> _byChat = new(StringComparer.Ordinal);
    private int _midFlow;

    private protected abstract Task<ITestStore> OpenStoreAsync(TestClock clock);

    private protected abstract DateTimeOffset From { get; }

    private protected abstract DateTimeOffset To { get; }

    private protected abstract int Members { get; }

    /// <summary>The plays of the year, with how late each may be.</summary>
    private static readonly (string Play, TimeSpan Late)[] Plays =
        [("birthday", TimeSpan.FromHours(10)), ("next_visit", TimeSpan.FromDays(2)), ("year_with_us", TimeSpan.FromDays(7)), ("holiday_gift", TimeSpan.FromDays(4))];

    [Fact]
    [Trait("Row", "S39")]
    [Trait("Pitfall", "P28")]
    public async Task Every_greeting_comes_on_the_right_day_at_an_allowed_hour_once_and_every_other_one_is_explained()
    {
        var clock = new TestClock(From.AddDays(-2));
        await using var world = await PlayWorld.OpenWithAsync(clock, await OpenStoreAsync(clock),
            ("Staff:ReleaseAfter", "7.00:00:00"), ("Messaging:BulkPerSecond", "100000"), ("Messaging:BulkChatSeconds", "0"));
        var lives = new YearLives(world, 7, From, To);
        await lives.BeginAsync(Members);
        foreach (var member in lives.Members) _byChat[world.ChatOf(member.Contact)] = member;
        world.Arrives = message =>
        {
            if (message.Kind == OutboundKind.Promotion) _oracle.Arrives(_byChat[message.ChatKey], message, world.Now);
        };
        await SwitchOnAsync(world);
        clock.Advance(From - world.Now);
        await world.SettleAsync();

        await LiveAsync(world, lives);

        await JudgeAsync(world, lives.Members);
    }

    private async Task LiveAsync(PlayWorld world, YearLives lives)
    {
        var whims = new Random(11);
        var watch = Stopwatch.StartNew();
        for (var at = From + Step; at <= To; at += Step)
        {
            if (whims.Next(1_500) == 0 || at == From + 100 * Step)
            {
                // The server is off for some hours or some days: nobody can do anything by it meanwhile.
                var off = Math.Min(whims.Next(2, 40), (int)((To - at) / Step));
                _oracle.Down.Add((at, at + off * Step));
                at += off * Step;
                await world.RestartAsync();
            }
            if (at > world.Now) world.Clock.Advance(at - world.Now);
            var deeds = lives.Until(world.Now);
            if (deeds.Count > 0) await world.TogetherAsync(async scope =>
            {
                foreach (var deed in deeds) await deed.Happens(scope, world.Now);
            });
            await world.SettleAsync();
            await world.Get<BreakClock>().SweepAsync(PlayWorld.Cancellation);
            if (whims.Next(8) == 0) await InMidFlowAsync(world, lives, whims);
            await world.LookAsync();
            if (at.Hour == 3 && at.Day is 1 or 11 or 21) await world.Worker<Pruner>().PruneAsync(PlayWorld.Cancellation);
            if (_oracle.Wrong.Count > 0) break;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{lives.Members.Count} members, {(To - From).TotalDays:0} days in {watch.Elapsed.TotalSeconds:0} s");
    }

    /// <summary>Plays have begun with people and have not said a word yet: some of them say stop, and now and then the server dies.</summary>
    private async Task InMidFlowAsync(PlayWorld world, YearLives lives, Random whims)
    {
        await world.Get<PlayClock>().SweepAsync(PlayWorld.Cancellation);
        var begun = await world.Store.ReadRowsAsync("SELECT contact_id FROM play_runs WHERE state = 'Started' AND chat_run IS NULL ORDER BY id", _ => { }, row => row.GetString(0), PlayWorld.Cancellation);
        if (begun.Count == 0) return;
        if (whims.Next(2) == 0)
            while (await world.Get<InboxWorker>().PassAsync(PlayWorld.Cancellation) > 0) { }
        if (whims.Next(3) == 0)
        {
            var one = begun[whims.Next(begun.Count)];
            var member = lives.Members.Single(m => m.Contact.ToString() == one);
            await world.TogetherAsync(scope => lives.StopAsync(scope, member, world.Now));
            _midFlow++;
        }
        if (whims.Next(4) != 0) return;
        _oracle.Crashes.Add(world.Now);
        await world.RestartAsync();
    }

    private static async Task SwitchOnAsync(PlayWorld world)
    {
        await world.RulesAsync(ContactPolicyRules.Kind, "main", """{"per_day": 1, "per_week": 2, "priorities": {"play:birthday": 1}}""");
        await world.RulesAsync(RewardRules.Kind, "cookies", """{"name": {"en": "A bag of cookies"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}, "visible": false}""");
        foreach (var (play, _) in Plays)
            await world.OnAsync(play, rules => play == "birthday" ? rules : rules with { Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("reward", "cookies") });
    }

    private async Task JudgeAsync(PlayWorld world, List<YearMember> members)
    {
        var runs = (await world.Store.ReadRowsAsync("SELECT play, contact_id, occasion, state, reason, first_due_at FROM play_runs ORDER BY id", _ => { },
            row => new WrittenRun(row.GetString(0), new(Guid.Parse(row.GetString(1))), row.GetString(2), row.GetString(3), row.TextAt(4), row.InstantAt(5)), PlayWorld.Cancellation)).ToLookup(r => r.Contact);
        var notSent = (await world.Store.ReadRowsAsync("SELECT contact_id, source, occasion, reason FROM not_sent", _ => { },
            row => (Key: (new ContactId(Guid.Parse(row.GetString(0))), row.GetString(1), row.GetString(2)), Reason: row.GetString(3)), PlayWorld.Cancellation)).ToDictionary(n => n.Key, n => n.Reason);
        // A promotion that was on its way in a crash may have arrived: it is not sent again, and the outbox says so (law 5).
        foreach (var row in await world.Store.ReadRowsAsync(
            "SELECT s.contact_id, s.source, s.occasion FROM proactive_sends s JOIN outbox o ON o.id = s.outbox_id WHERE o.state = 'Uncertain'", _ => { },
            row => (new ContactId(Guid.Parse(row.GetString(0))), row.GetString(1), row.GetString(2)), PlayWorld.Cancellation))
            notSent.TryAdd(row, "Uncertain");
        var expected = 0;
        foreach (var member in members)
        {
            var own = runs[member.Contact].ToList();
            foreach (var (day, due) in BirthdaysOf(member, own))
            {
                _oracle.Birthday(member, day, due, own, notSent);
                expected++;
            }
            JudgeRuns(member, own, notSent);
            JudgeHoliday(member, own, notSent);
        }
        var greeted = members.Sum(m => m.Sends.Count(s => s.Source == "play:birthday"));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{expected} birthdays, {greeted} greeted; {members.Sum(m => m.Sends.Count)} offers in all; {_midFlow} stopped in mid-flow; not sent: {string.Join(", ", _oracle.Explained.Select(e => $"{e.Key} {e.Value}"))}"));
        Assert.True(_oracle.Wrong.Count == 0, $"{_oracle.Wrong.Count} wrong:\n{string.Join('\n', _oracle.Wrong.Take(12))}");
        Assert.InRange(greeted, expected / 2, expected);
        Assert.True((_midFlow > 0 || To - From < TimeSpan.FromDays(60)) && _oracle.Down.Count > 0, "Nobody stopped in mid-flow, or the server never went down: too quiet to show anything.");
    }

    /// <summary>The birthdays that the program had to do something about.</summary>
    private IEnumerable<(DateOnly Day, DateTimeOffset Due)> BirthdaysOf(YearMember member, List<WrittenRun> runs)
    {
        for (var year = From.Year; year <= To.Year; year++)
            foreach (var told in member.Birthday.Between(From, To).OfType<ToldBirthday>().ToList())
            {
                var due = member.Instant(told.In(year), 10);
                if (due <= From || due > To.AddDays(-2) || member.Birthday.At(due) != told) continue;
                // Told in the very hour, or a second birthday in one year: nobody waits for it.
                if (member.Birthday.ChangedBetween(due.AddDays(-2), _oracle.FirstLook(due).AddDays(2))) continue;
                if (runs.Any(r => r.Play == "birthday" && r.Occasion == year.ToString(CultureInfo.InvariantCulture) && r.FirstDueAt < due.AddDays(-3))) continue;
                yield return (told.In(year), due);
            }
    }

    /// <summary>Whatever was begun or left out, of any play, came to an end that is known.</summary>
    private void JudgeRuns(YearMember member, List<WrittenRun> runs, IReadOnlyDictionary<(ContactId, string, string), string> notSent)
    {
        foreach (var run in runs.Where(r => r.FirstDueAt < To.AddDays(-9)))
        {
            var what = $"{run.Play}/{run.Occasion} due {run.FirstDueAt:yyyy-MM-dd HH:mm}";
            var sent = member.Sends.Any(s => s.Source == $"play:{run.Play}" && s.Occasion == run.Occasion);
            if (run.State is "New" or "Waiting") _oracle.Wrong.Add($"{what}: still {run.State}");
            else if (sent && run.State is "LeftOut" or "HeldOut") _oracle.Wrong.Add($"{what}: sent, though {run.State}");
            else if (!sent) _oracle.Explain(run.Play, what, member, run.Occasion, run.FirstDueAt, Plays.Single(p => p.Play == run.Play).Late, runs, notSent);
        }
        foreach (var play in runs.GroupBy(r => r.Play))
            if (play.Any(r => r.State == "HeldOut") && play.Any(r => r.State is "Started" or "Ended")) _oracle.Wrong.Add($"{play.Key}: somebody was held out once and written to another time");
        foreach (var send in member.Sends.Where(s => s.Source != "dialog" && !runs.Any(r => $"play:{r.Play}" == s.Source && r.Occasion == s.Occasion)))
            _oracle.Wrong.Add($"{send.Source}/{send.Occasion}: sent, and no run says so");
    }

    /// <summary>A day that is everybody's: each member has had it, or a reason.</summary>
    private void JudgeHoliday(YearMember member, List<WrittenRun> runs, IReadOnlyDictionary<(ContactId, string, string), string> notSent)
    {
        for (var year = From.Year; year <= To.Year; year++)
        {
            var due = member.Instant(new(year, 12, 20), 11);
            if (due <= From.AddDays(1) || due > To.AddDays(-9)) continue;
            var occasion = year.ToString(CultureInfo.InvariantCulture);
            if (!member.Sends.Any(s => s.Source == "play:holiday_gift" && s.Occasion == occasion))
                _oracle.Explain("holiday_gift", $"The present of {year}", member, occasion, due, TimeSpan.FromDays(4), runs, notSent);
        }
    }

    private static protected int Wanted(int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable("ENGAGEBOT_YEAR_MEMBERS"), NumberStyles.None, CultureInfo.InvariantCulture, out var members) ? members : otherwise;
}

/// <summary>Thirteen months, so that there is a February with a 29th and one without; below the 400 days after which what was not sent is forgotten.</summary>
public sealed class YearOfGreetingsOnSqlite : YearOfGreetings
{
    private protected override DateTimeOffset From { get; } = new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private protected override DateTimeOffset To { get; } = new(2028, 3, 4, 0, 0, 0, TimeSpan.Zero);

    private protected override int Members => Wanted(80);

    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock, options => options with { Lasting = false }));
}

/// <summary>The weeks around a 29 February.</summary>
public sealed class YearOfGreetingsOnPostgres : YearOfGreetings
{
    private protected override DateTimeOffset From { get; } = new(2028, 2, 20, 0, 0, 0, TimeSpan.Zero);

    private protected override DateTimeOffset To { get; } = new(2028, 3, 7, 0, 0, 0, TimeSpan.Zero);

    private protected override int Members => 80;

    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
