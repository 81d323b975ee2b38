using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Demo;
using EngageBot.Loyalty.Earning;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A shop that calls its points beans: every word to a member says so, in the form the number takes, in three languages and in every wallet.</summary>
public sealed class OwnUnitTalks : IAsyncLifetime
{
    private static readonly UnitRule _beans = new(new Dictionary<string, UnitName>
    {
        ["en"] = new("bean", "beans"), ["ru"] = new("зерно", "зерна", "зерна", "зёрен"), ["sq"] = new("kokërr", "kokrra"),
    }.ToImmutableSortedDictionary());

    private EngageHost _host = null!;
    private HouseTalk _talk = null!;
    private ContactId _contact;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync();
        _talk = new HouseTalk(_host);
        await _talk.SaysAsync("/help");
        await WriteAsync(scope =>
        {
            scope.Command("UPDATE chats SET contact_id = (SELECT id FROM contacts WHERE phone = @phone) WHERE external_id = 'house-talk'")
                .Set("@phone", DemoPeople.Visitors[0].Phone).ExecuteNonQuery();
            _contact = MemberLookup.ByPhone(scope, Business, DemoPeople.Visitors[0].Phone)!.Value;
            var now = Now;
            Programmes.Publish(scope, Business, DemoBusiness.Rules with { Unit = _beans, WelcomePoints = 0, PendingDays = 0, Tiers = [] }, now);
            Programmes.Publish(scope, Business, new ProgrammeRules(new(Points: 1) { By = EarnMeasure.Order }) { Mode = ProgrammeMode.Stamps }, now, "stamps");
            Programmes.Publish(scope, Business, new ProgrammeRules(new() { Percent = 5 }) { Mode = ProgrammeMode.Cashback }, now, "cash");
            return ValueTask.CompletedTask;
        });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory, Trait("Row", "S46")]
    [InlineData("en", "21 beans", "22 beans", "1 stamp", "€1.05", "beans expire", "/history", "+21 beans for a purchase", "+1 stamp for a purchase")]
    [InlineData("ru", "21 зерно", "22 зерна", "1 штамп", "1,05", "зёрен", "/history", "+21 зерно за покупку", "+1 штамп за покупку")]
    [InlineData("sq", "21 kokrra", "22 kokrra", "1 vulë", "1,05", "kokrra", "/history", "+21 kokrra për blerje", "+1 vulë për blerje")]
    public async Task Every_text_calls_points_what_the_shop_calls_them(string language, string earned, string second, string stamp, string money, string expire, string history, string line, string stampLine)
    {
        await WriteAsync(scope =>
        {
            scope.Command("UPDATE contacts SET language = @language WHERE id = @id").Set("@language", language).Set("@id", _contact.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        await BuyAsync(2100, "unit-1");
        foreach (var part in (string[])[earned, stamp, money]) Assert.Contains(part, _talk.Words, StringComparison.Ordinal);    // every programme that gave something
        await _talk.SaysAsync("/balance");
        foreach (var part in (string[])[stamp, money, expire]) Assert.Contains(part, _talk.Words, StringComparison.Ordinal);
        await _talk.SaysAsync(history);
        foreach (var part in (string[])[line, stampLine]) Assert.Contains(part, _talk.Words, StringComparison.Ordinal);
        await BuyAsync(2200, "unit-2");
        Assert.Contains(second, _talk.Words, StringComparison.Ordinal);
        foreach (var command in (string[])["/rewards", "/year", "/menu", "/stop"])
        {
            await _talk.SaysAsync(command);
            foreach (var word in (string[])["point", "балл", "pikë"]) Assert.DoesNotContain(word, _talk.Words, StringComparison.OrdinalIgnoreCase);
        }
    }

    private async Task BuyAsync(long minor, string receipt)
    {
        var shop = await Store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.Shops(connection, Business)[0].Id), Cancellation);
        var purchases = _host.Services.GetRequiredService<RecordPurchase>();
        PurchaseId id = default;
        await Store.WriteAsync(async scope => id = Assert.IsType<PurchaseOutcome.Recorded>(
            await purchases.RecordAsync(scope, new Actor.System("test"), new(Business, shop, receipt, _contact, minor, "EUR", Now), Now)).Id, Cancellation);
        var told = await Store.ReadRowsAsync("SELECT content FROM inbox WHERE external_id LIKE @id", command => command.Set("@id", $"purchase:{id}:%"), row => row.GetString(0), Cancellation);
        await _talk.HappensAsync(MessagingJson.ReadInbound(Assert.Single(told)));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IStore Store => _host.Services.GetRequiredService<IStore>();

    private BusinessId Business => _host.Services.GetRequiredService<BusinessDirectory>().Business.Id;

    private DateTimeOffset Now => _host.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private Task WriteAsync(Func<WriteScope, ValueTask> work) => Store.WriteAsync(work, Cancellation);
}
