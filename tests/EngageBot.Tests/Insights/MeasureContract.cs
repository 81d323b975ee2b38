using EngageBot.Businesses.Rules;
using EngageBot.Insights;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Segments;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Insights;

/// <summary>The result page of a play and of a broadcast, from rows; on every store.</summary>
public abstract class MeasureContract : IAsyncLifetime
{
    private SegmentWorld _world = null!;

    private protected abstract Task<ITestStore> OpenAsync(TestClock clock);

    public async ValueTask InitializeAsync() => _world = await SegmentWorld.OpenAsync(OpenAsync);

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    [Fact, Trait("Row", "S139")]
    public async Task A_play_is_measured_by_those_held_out_of_it_within_its_window()
    {
        // 40 of 100 bought, 10 of them too late; of 100 held out 12, 2 of whom brought everything back. Each receipt is 20.00.
        await RunsAsync("Started", 100, Days(-30), n => n < 30 ? 3 : n < 40 ? 20 : null);
        await RunsAsync("HeldOut", 100, Days(-30), n => n < 12 ? 5 : null, n => n < 2 ? 20_00 : 0);
        await RunsAsync("Started", 7, Days(-3), _ => 1);
        await PublishAsync(new() { MarginPercent = 50, PointValue = 0.10m, LeastPeople = 100 });
        await _world.World.WriteAsync(scope => scope.Command("UPDATE play_runs SET cost_points = 10 WHERE state = 'Started'").ExecuteNonQuery());
        var report = await ReportAsync(14);
        Assert.Equal((100L, 30L, 100L, 10L, 7L), (report.Effect.Treated.People, report.Effect.Treated.Buyers, report.Effect.Held.People, report.Effect.Held.Buyers, report.Waiting));
        Assert.Equal((30 * 20_00.0, 10 * 20_00.0), (report.Effect.Treated.Spending.Sum, report.Effect.Held.Spending.Sum));
        Assert.Equal(EffectVerdict.Works, report.Effect.Verdict);
        // 20 more buyers of 10.00 margin each, less 1,000 points at 0.10.
        Assert.Equal((1_000L, 100_00.0, 20 * 10_00.0 - 100_00), (report.CostPoints, report.Effect.CostMinor!.Value, Math.Round(report.Effect.NetMinor!.Value, 6)));
    }

    [Fact, Trait("Row", "S139")]
    public async Task A_play_without_anybody_held_out_is_not_measured()
    {
        await RunsAsync("Ended", 150, Days(-30), _ => 1);
        var report = await ReportAsync(14);
        Assert.Equal((EffectState.NotMeasured, EffectVerdict.None), (report.Effect.State, report.Effect.Verdict));
        Assert.Null(report.Effect.NetMinor);
    }

    [Fact]
    public async Task Whoever_the_gate_refused_counts_and_whoever_was_never_in_question_does_not()
    {
        await RunsAsync("Started", 3, Days(-30), _ => 1);
        await RunsAsync("LeftOut", 2, Days(-30), _ => null, reason: "NoConsent");
        await RunsAsync("LeftOut", 5, Days(-30), _ => 1, reason: "FreshBirthday");
        await RunsAsync("New", 5, Days(-30), _ => 1);
        var report = await ReportAsync(14);
        Assert.Equal((5L, 3L), (report.Effect.Treated.People, report.Effect.Treated.Buyers));
    }

    [Fact, Trait("Row", "S140")]
    public async Task The_effect_is_told_by_week_and_a_measure_that_wore_off_is_flagged()
    {
        foreach (var (week, buyers) in new[] { (8, 60), (7, 20), (6, 19), (5, 20), (4, 21) })
        {
            await RunsAsync("Started", 100, Days(-7 * week), n => n < buyers ? 1 : null);
            await RunsAsync("HeldOut", 50, Days(-7 * week), n => n < 10 ? 1 : null);
        }
        var report = await ReportAsync(14);
        Assert.Equal(5, report.Weeks.Length);
        Assert.All(report.Weeks, w => Assert.Equal(DayOfWeek.Monday, w.Monday.DayOfWeek));
        Assert.True(report.Weeks[0].Interval is { Low: > 0 });
        Assert.True(report.WornOut);
    }

    [Fact, Trait("Row", "S141")]
    public async Task A_play_that_gives_away_more_than_it_brings_is_flagged()
    {
        await RunsAsync("Started", 200, Days(-30), n => n < 40 ? 1 : null);
        await RunsAsync("HeldOut", 200, Days(-30), n => n < 38 ? 1 : null);
        await _world.World.WriteAsync(scope => scope.Command("UPDATE play_runs SET cost_points = 100 WHERE state = 'Started'").ExecuteNonQuery());
        await PublishAsync(new() { MarginPercent = 30, PointValue = 0.10m });
        var effect = (await ReportAsync(14)).Effect;
        Assert.Equal((true, true), (effect.LosesMoney, effect.SurelyLosesMoney));
        Assert.True(effect.Roi < 0);
    }

    [Fact, Trait("Row", "S139")]
    public async Task A_broadcast_is_measured_by_those_held_out_of_it_and_costs_the_vouchers_that_were_used()
    {
        var id = await BroadcastAsync();
        await RecipientsAsync(id, "a", 100, Days(-20), n => n < 40 ? 2 : n < 60 ? 10 : null);       // 20 of them too late
        await RecipientsAsync(id, "", 100, Days(-20), n => n < 12 ? 2 : null, outcome: "Holdout");
        await RecipientsAsync(id, "", 30, Days(-20), _ => 1, outcome: "LeftOut", reason: "no_consent");
        await RecipientsAsync(id, "", 2, Days(-20), _ => null, outcome: "LeftOut", reason: "budget");
        await RecipientsAsync(id, "a", 7, Days(-3), _ => 1);
        await UseVouchersAsync(id, 10, 150);
        await PublishAsync(new() { MarginPercent = 50, LeastPeople = 100 });
        var report = await ReportAsync(id);
        Assert.Equal((102L, 40L, 100L, 12L, 7L), (report.Effect.Treated.People, report.Effect.Treated.Buyers, report.Effect.Held.People, report.Effect.Held.Buyers, report.Waiting));
        Assert.Equal((EffectState.Measured, EffectVerdict.Works), (report.Effect.State, report.Effect.Verdict));
        Assert.Equal((1_500L, 15_00.0), (report.DiscountMinor, report.Effect.CostMinor!.Value));
        Assert.Equal(Math.Round((40 / 102.0 - 0.12) * 102 * 10_00 - 15_00, 6), Math.Round(report.Effect.NetMinor!.Value, 6));
    }

    [Fact, Trait("Row", "S139")]
    public async Task A_broadcast_without_anybody_held_out_is_not_measured()
    {
        var id = await BroadcastAsync();
        await RecipientsAsync(id, "a", 150, Days(-20), _ => 1);
        Assert.Equal((EffectState.NotMeasured, EffectVerdict.None), ((await ReportAsync(id)).Effect.State, (await ReportAsync(id)).Effect.Verdict));
    }

    [Fact, Trait("Row", "S142")]
    public async Task Of_two_texts_of_a_broadcast_one_wins_only_where_enough_people_saw_both_and_it_is_better_beyond_chance()
    {
        var id = await BroadcastAsync();
        await RecipientsAsync(id, "a", 200, Days(-20), n => n < 30 ? 1 : null);
        await RecipientsAsync(id, "b", 200, Days(-20), n => n < 70 ? 1 : null);
        var report = await ReportAsync(id);
        Assert.Equal(["a", "b"], report.Variants.Select(v => v.Key));
        Assert.Equal("b", report.Winner);
        var close = await BroadcastAsync();
        await RecipientsAsync(close, "a", 200, Days(-20), n => n < 60 ? 1 : null);
        await RecipientsAsync(close, "b", 200, Days(-20), n => n < 70 ? 1 : null);
        Assert.Null((await ReportAsync(close)).Winner);
        var few = await BroadcastAsync();
        await RecipientsAsync(few, "a", 20, Days(-20), _ => null);
        await RecipientsAsync(few, "b", 20, Days(-20), _ => 1);
        Assert.Null((await ReportAsync(few)).Winner);
    }

    private Task<MeasureReport> ReportAsync(long broadcast) => _world.World.Store.ReadAsync(
        connection => ValueTask.FromResult(MeasureReport.Read(
            connection, _world.Business, new(Measure.Broadcast, broadcast.ToString(System.Globalization.CultureInfo.InvariantCulture), Days(7)), _world.Now)), LoyaltyWorld.Cancellation);

    private Task<long> BroadcastAsync() => _world.World.WriteAsync(scope => scope.InsertedId(scope.InsertCommand("""
        INSERT INTO broadcasts (business_id, name, purpose, state, content, audience, holdout_percent, lasts_hours, created_by, created_at)
        VALUES (@business, 'Bread', 'Marketing', 'Draft', '{}', 'true', 10, 24, 'test', @at)
        """).Set("@business", _world.Business.ToString()).Set("@at", _world.Now))!.Value);

    /// <summary>New people about whom it was decided at the same time, who buy for 20.00 so many days after it or not at all.</summary>
    private async Task RecipientsAsync(long broadcast, string variant, int people, TimeSpan written, Func<int, int?> boughtAfterDays, string outcome = "Sent", string? reason = null)
    {
        var at = _world.Now + written;
        Person[] made = [.. Enumerable.Range(0, people).Select(n => _world.Buyer() with { Receipts = boughtAfterDays(n) is { } days ? [new(at.AddDays(days), 20_00)] : [] })];
        await _world.AddAsync(made);
        await _world.World.Store.WriteAsync(async scope => await scope.EachAsync(
            "INSERT INTO broadcast_recipients (broadcast_id, contact_id, variant, outcome, reason, written_at) VALUES (@broadcast, @contact, @variant, @outcome, @reason, @at)", made,
            (command, person) => command.Set("@broadcast", broadcast).Set("@contact", person.Id.ToString()).Set("@variant", variant).Set("@outcome", outcome).Set("@reason", reason).Set("@at", at)), LoyaltyWorld.Cancellation);
    }

    /// <summary>The first so many recipients have a voucher each, and half of them used it for so much.</summary>
    private async Task UseVouchersAsync(long broadcast, int used, long minor)
    {
        await _world.World.WriteAsync(scope =>
        {
            var recipients = ((RowSource)scope).Rows("SELECT id, contact_id FROM broadcast_recipients WHERE broadcast_id = @broadcast AND outcome = 'Sent' ORDER BY id LIMIT @limit",
                command => command.Set("@broadcast", broadcast).Set("@limit", 2L * used), row => (Id: row.GetInt64(0), Contact: row.GetString(1)));
            foreach (var (n, (id, contact)) in recipients.Index())
            {
                var voucher = new VoucherId(Guid.CreateVersion7()).ToString();
                scope.Command("""
                    INSERT INTO vouchers (id, business_id, contact_id, reward, reward_version, occasion, cause, code, state, issued_at, valid_from, valid_until, notices, ended_at)
                    VALUES (@id, @business, @contact, 'coffee', 1, 'b', 'broadcast:1', @code, 'Redeemed', @at, @at, @until, 0, @at)
                    """).Set("@id", voucher).Set("@business", _world.Business.ToString()).Set("@contact", contact).Set("@code", $"ABCDEFG{n:000}")
                    .Set("@at", _world.Now).Set("@until", _world.Now.AddDays(1)).ExecuteNonQuery();
                scope.Command("UPDATE broadcast_recipients SET voucher_id = @voucher WHERE id = @id").Set("@voucher", voucher).Set("@id", id).ExecuteNonQuery();
                if (n >= used) continue;
                scope.Command("""
                    INSERT INTO voucher_uses (business_id, voucher_id, shop_id, reference, discount_minor, currency, actor, used_at)
                    VALUES (@business, @voucher, @shop, 'r', @minor, 'EUR', 'test', @at)
                    """).Set("@business", _world.Business.ToString()).Set("@voucher", voucher).Set("@shop", Guid.CreateVersion7(_world.Now).ToString()).Set("@minor", minor).Set("@at", _world.Now).ExecuteNonQuery();
            }
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public async Task Switched_on_again_a_play_is_judged_by_those_for_whom_it_was_due_since()
    {
        await RunsAsync("Started", 20, Days(-60), _ => null);
        await RunsAsync("Started", 5, Days(-30), _ => 1);
        await _world.World.WriteAsync(scope => scope.Command("UPDATE play_runs SET cost_points = 10").ExecuteNonQuery());
        var report = await _world.World.Store.ReadAsync(connection => ValueTask.FromResult(MeasureReport.Read(
            connection, _world.Business, new(Measure.Play, "birthday", Days(14)) { Since = _world.Now.AddDays(-45) }, _world.Now)), LoyaltyWorld.Cancellation);
        Assert.Equal((5L, 5L, 50L), (report.Effect.Treated.People, report.Effect.Treated.Buyers, report.CostPoints));
        Assert.Equal((25L, 250L), ((await ReportAsync(14)).Effect.Treated.People, (await ReportAsync(14)).CostPoints));
    }

    private static TimeSpan Days(double days) => TimeSpan.FromDays(days);

    private Task<MeasureReport> ReportAsync(int windowDays) => _world.World.Store.ReadAsync(
        connection => ValueTask.FromResult(MeasureReport.Read(connection, _world.Business, new(Measure.Play, "birthday", Days(windowDays)), _world.Now)), LoyaltyWorld.Cancellation);

    private Task<int> PublishAsync(MeasuringRules rules) =>
        _world.World.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, MeasuringRules.Kind, MeasuringRules.Key, rules, _world.Now, _world.Now));

    /// <summary>Runs of new people, due at the same time, who buy for 20.00 so many days after it or not at all.</summary>
    private async Task RunsAsync(string state, int people, TimeSpan due, Func<int, int?> boughtAfterDays, Func<int, long>? returned = null, string? reason = null)
    {
        var at = _world.Now + due;
        Person[] made = [.. Enumerable.Range(0, people).Select(n => _world.Buyer() with
        {
            Receipts = boughtAfterDays(n) is { } days ? [new(at.AddDays(days), 20_00, ReturnedMinor: returned?.Invoke(n) ?? 0)] : [],
        })];
        await _world.AddAsync(made);
        await _world.World.WriteAsync(scope =>
        {
            foreach (var person in made)
                scope.Command("""
                    INSERT INTO play_runs (business_id, play, contact_id, occasion, state, data, first_due_at, due_at, arose_at, reason, started_at, cost_points)
                    VALUES (@business, 'birthday', @contact, '2026', @state, '{}', @at, @at, @at, @reason, @started, 0)
                    """)
                    .Set("@business", _world.Business.ToString()).Set("@contact", person.Id.ToString()).Set("@state", state).Set("@at", at)
                    .Set("@reason", reason).Set("@started", state is "Started" or "Ended" ? at : (DateTimeOffset?)null).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
    }
}

public sealed class MeasureOnSqlite : MeasureContract
{
    private protected override Task<ITestStore> OpenAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class MeasureOnPostgres : MeasureContract
{
    private protected override async Task<ITestStore> OpenAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
