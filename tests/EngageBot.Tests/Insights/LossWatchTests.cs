using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Insights;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Broadcasts;
using EngageBot.Tests.Segments;
using EngageBot.Tests.Staff;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Insights;

/// <summary>A play that costs more than it brings is paused, and staff hear of it with figures.</summary>
public sealed class LossWatchTests : IAsyncLifetime
{
    private BroadcastWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await BroadcastWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact, Trait("Row", "S141")]
    public async Task A_losing_play_is_paused_once_and_staff_are_told_what_it_cost_what_it_brought_and_what_to_do()
    {
        var drita = _world.Telegram.User("Drita");
        await drita.SendsAsync($"/start {LinkToken.Prefix}{await _world.Host.InviteAsync(Role.Owner, "Drita")}");
        await drita.PressesAsync("Yes, I accept");
        await drita.WaitForTextAsync("Welcome to the team");
        await _world.WriteAsync(scope =>
        {
            RuleBook.Publish(scope, _world.Business, PlayRules.Kind, "birthday", new PlayRules { On = true }, _world.Now, _world.Now);
            scope.Command("UPDATE rules SET effective_from = 1, published_at = 1 WHERE kind = 'play'").ExecuteNonQuery();
            RuleBook.Publish(scope, _world.Business, MeasuringRules.Kind, MeasuringRules.Key, new MeasuringRules(30, 0.10m, 50, PauseLosing: true), _world.Now, _world.Now);
            Add(scope, "Started", 200, buyers: 40, points: 100);
            Add(scope, "HeldOut", 200, buyers: 38, points: 0);
            return true;
        });
        var watch = _world.Host.Services.GetRequiredService<LossWatch>();
        Assert.Equal(1, await watch.LookAsync(Cancellation));
        var told = await drita.WaitForTextAsync("costs more than it brings");
        Assert.Contains("It was for 200: 20 of 100 bought; of those held out, 19.", told.Text, StringComparison.Ordinal);
        Assert.Matches(@"It cost \D*2,?000\b.*; the loss is \D*[\d,]{4,}", told.Text);
        Assert.Contains("engagebot measures show play birthday", told.Text, StringComparison.Ordinal);
        Assert.Equal(0, await watch.LookAsync(Cancellation));
    }

    private void Add(WriteScope scope, string state, int people, int buyers, int points)
    {
        var due = _world.Now.AddDays(-60);
        var shops = new Dictionary<string, ShopId> { ["main"] = _world.Host.Services.GetRequiredService<BusinessDirectory>().Of(_world.Business).Shops[0].Id };
        for (var n = 0; n < people; n++)
        {
            var person = new Person { CreatedAt = due.AddDays(-9), JoinedAt = due.AddDays(-9), Receipts = n < buyers ? [new(due.AddDays(1), 20_00)] : [] };
            person.Insert(scope, _world.Business, shops);
            scope.Command("""
                INSERT INTO play_runs (business_id, play, contact_id, occasion, state, data, first_due_at, due_at, arose_at, started_at, cost_points)
                VALUES (@business, 'birthday', @contact, '2026', @state, '{}', @at, @at, @at, @started, @points)
                """)
                .Set("@business", _world.Business.ToString()).Set("@contact", person.Id.ToString()).Set("@state", state).Set("@at", due)
                .Set("@started", state == "Started" ? due : (DateTimeOffset?)null).Set("@points", (long)points).ExecuteNonQuery();
        }
    }
}
