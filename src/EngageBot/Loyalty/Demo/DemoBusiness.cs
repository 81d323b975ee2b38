using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Demo;

/// <summary>A coffee house with a past, so that a stranger has something to talk about: done by the same verbs as real purchases, with their times given.</summary>
internal sealed class DemoBusiness(IStore store, RecordPurchase purchases, TimeProvider clock)
{
    private const int PeopleInSlice = 10;

    /// <summary>Its settings.</summary>
    public static BusinessOptions Options { get; } = new() { Name = "Aroma Coffee", Currency = "EUR", Zone = "Europe/Tirane", Language = "en", CallingCode = "355" };

    /// <summary>1 point a euro, usable after 14 days, good for a year; three levels by points earned in twelve months.</summary>
    public static ProgrammeRules Rules { get; } = new(
        new(PerMinor: 100, Points: 1), PendingDays: 14, new(ExpiryPolicy.AfterDays, Days: 365), WelcomePoints: 20, Tiers:
        [
            new("bronze", Names("Bronze", "Бронзовый", "Bronz"), 0),
            new("silver", Names("Silver", "Серебряный", "Argjend"), 150, 125),
            new("gold", Names("Gold", "Золотой", "Ar"), 400, 150),
        ]);

    /// <summary>Opens the business and brings its members; whoever is there already is left alone, so an interrupted start is completed by the next.</summary>
    public async Task LoadAsync(Business? existing, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var business = existing ?? await store.WriteAsync(scope =>
        {
            scope.Lock(FirstStart.OpeningLock);
            return ValueTask.FromResult(BusinessSetup.All(scope).FirstOrDefault() ?? Open(scope, now));
        }, cancellation);
        var shops = await store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.Shops(connection, business.Id)), cancellation);
        foreach (var slice in DemoPeople.All.Chunk(PeopleInSlice))
            await store.WriteAsync(async scope =>
            {
                scope.Lock(FirstStart.OpeningLock);
                foreach (var person in slice) await BringAsync(scope, business.Id, shops, person, now);
            }, cancellation);
    }

    private static Business Open(WriteScope scope, DateTimeOffset now)
    {
        var business = BusinessSetup.Open(scope, Options, now,
            Shop(now, "durres", "Aroma Coffee, seaside", "Rruga Taulantia 12, Durrës", "+35552200003",
                """{"mon":["08:00-22:00"],"tue":["08:00-22:00"],"wed":["08:00-22:00"],"thu":["08:00-22:00"],"fri":["08:00-01:00"],"sat":["08:00-01:00"],"sun":["08:00-22:00"]}"""),
            Shop(now, "park", "Aroma Coffee, Grand Park", "Rruga Liqeni i Thatë 3, Tirana", "+35542200002",
                """{"mon":["09:00-13:00","14:00-19:00"],"tue":["09:00-13:00","14:00-19:00"],"wed":["09:00-13:00","14:00-19:00"],"thu":["09:00-13:00","14:00-19:00"],"fri":["09:00-13:00","14:00-19:00"],"sat":["10:00-20:00"],"sun":["10:00-20:00"]}"""),
            Shop(now, "square", "Aroma Coffee, Skanderbeg Square", "Sheshi Skënderbej 4, Tirana", "+35542200001",
                """{"mon":["07:30-21:00"],"tue":["07:30-21:00"],"wed":["07:30-21:00"],"thu":["07:30-21:00"],"fri":["07:30-21:00"],"sat":["09:00-21:00"]}"""));
        Programmes.Publish(scope, business.Id, Rules, now);
        DemoRewards.Publish(scope, business.Id, now);
        DemoDeeds.Publish(scope, business.Id, now);
        return business;
    }

    private async ValueTask BringAsync(WriteScope scope, BusinessId business, ImmutableArray<Shop> shops, DemoPerson person, DateTimeOffset now)
    {
        if (MemberLookup.ByPhone(scope, business, person.Phone) is not null) return;
        var joined = At(now, person.JoinedDaysAgo);
        var contact = person.Member.Add(scope, business, joined);
        JoinProgramme.Join(scope, business, contact, joined);
        for (var i = 0; i < person.Deeds.Length; i++)
        {
            var (deed, at) = (person.Deeds[i], At(now, person.Deeds[i].DaysAgo).AddMinutes(i % 60));
            var receipt = string.Create(CultureInfo.InvariantCulture, $"{person.Phone[^4..]}-{i + 1:000}");
            if (deed.AmountMinor < 0)
                new PointsLedger(scope).Redeem(new(business, contact, -deed.AmountMinor, $"demo:{receipt}", at));    // too few points: then not
            else if (await purchases.RecordAsync(scope, new Actor.System("demo"), new(business, shops[(int)(deed.AmountMinor % shops.Length)].Id, receipt, contact, deed.AmountMinor, Options.Currency, at) { Announced = false }, at)
                is not PurchaseOutcome.Recorded)
                throw new UnreachableException("The demo's receipts are its own.");
        }
        new PointsLedger(scope).Settle(business, contact, now);
    }

    /// <summary>Two hours earlier on that day, so that nothing of today lies ahead.</summary>
    private static DateTimeOffset At(DateTimeOffset now, int daysAgo) => now.AddDays(-daysAgo) - TimeSpan.FromHours(2);

    private static Shop Shop(DateTimeOffset now, string code, string name, string address, string phone, string hours) => new()
    {
        Id = ShopId.New(now), BusinessId = default, Code = code, Name = name, Address = address, Phone = phone, OpeningHours = OpeningHours.Stored(hours),
    };

    private static ImmutableSortedDictionary<string, string> Names(string english, string russian, string albanian) =>
        new Dictionary<string, string> { ["en"] = english, ["ru"] = russian, ["sq"] = albanian }.ToImmutableSortedDictionary();
}
