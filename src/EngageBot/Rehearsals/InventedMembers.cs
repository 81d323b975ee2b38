using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Conversations.Policy;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Rehearsals;

/// <summary>Somebody who buys in the rehearsal.</summary>
/// <param name="EveryDays">Their own rhythm; absent: they buy no more.</param>
/// <param name="Last">Their last purchase before it begins.</param>
internal sealed record Shopper(ContactId Contact, double? EveryDays, DateTimeOffset? Last);

/// <summary>Makes up members for a shop that has none yet: zones, languages, birthdays on every day there is, consents, and a rhythm of buying.</summary>
internal sealed class InventedMembers(IStore store, BusinessDirectory directory, RecordPurchase purchases, RehearsalWish wish, Random random)
{
    private const int Slice = 200;

    public async Task<List<Shopper>> MakeAsync(DateTimeOffset from, CancellationToken cancellation)
    {
        var shoppers = new List<Shopper>(wish.Members!.Value);
        for (var first = 0; first < wish.Members; first += Slice)
        {
            var people = Enumerable.Range(first, Math.Min(Slice, wish.Members.Value - first)).Select(n => Invent(n, from)).ToList();
            await store.WriteAsync(async scope =>
            {
                foreach (var person in people)
                {
                    Write(scope, person, from);
                    foreach (var at in Bought(person)) await BuyAsync(scope, person, at, from);
                }
            }, cancellation);
            shoppers.AddRange(people.Select(p => p.Shopper));
        }
        return shoppers;
    }

    private sealed record Person(int Number, Shopper Shopper, string Zone, string Language, string? Birthday, DateTimeOffset Joined, bool Offers, bool Questions);

    private Person Invent(int number, DateTimeOffset from)
    {
        var joined = from.AddDays(-random.Next(1, 1_000));
        // A third buys regularly, a third now and then, and the rest once or not at all.
        double? every = random.Next(6) switch { < 2 => random.Next(7, 22), < 4 => random.Next(25, 80), _ => null };
        DateTimeOffset? last = every is { } days ? from.AddDays(-random.NextDouble() * days) : random.Next(2) == 0 ? joined : null;
        if (last < joined) last = joined;
        return new(number + 1, new(Id(), every, last), ZoneOf(number), Languages.Spoken[number % Languages.Spoken.Count], Birthday(), joined,
            random.Next(100) < 85, random.Next(100) < 60);
    }

    /// <summary>The first purchase, and the last few, from which a rhythm can be told.</summary>
    private static IEnumerable<DateTimeOffset> Bought(Person person)
    {
        if (person.Shopper.Last is not { } last) return [];
        var rhythm = person.Shopper.EveryDays is { } every ? Enumerable.Range(0, 4).Select(n => last.AddDays(-n * every)) : [last];
        return rhythm.Where(at => at > person.Joined.AddDays(1)).Append(person.Joined).Order();
    }

    private async ValueTask BuyAsync(WriteScope scope, Person person, DateTimeOffset at, DateTimeOffset from) =>
        await purchases.RecordAsync(scope, new Actor.System("rehearsal"), new(
            directory.Business.Id, directory.Shops[0].Id, string.Create(CultureInfo.InvariantCulture, $"before-{person.Number}-{at:yyyyMMddHHmmss}"),
            person.Shopper.Contact, 1_000, directory.Business.Currency, at) { Announced = false }, from);

    private string ZoneOf(int number) => wish.Zones.IsEmpty ? directory.Business.Zone : wish.Zones[number % wish.Zones.Length];

    /// <summary>Of the seed, too: who is held out hangs on it.</summary>
    private ContactId Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new(new Guid(bytes));
    }

    private string? Birthday() => random.Next(50) switch
    {
        < 5 => null,
        5 => "02-29",
        _ => new DateOnly(2028, 1, 1).AddDays(random.Next(366)).ToString("MM-dd", CultureInfo.InvariantCulture),
    };

    private void Write(WriteScope scope, Person person, DateTimeOffset from)
    {
        var (id, business, account) = (person.Shopper.Contact, directory.Business.Id, directory.Account("telegram").Id);
        scope.Command("INSERT INTO contacts (id, business_id, name, language, birthday, joined_at, created_at) VALUES (@id, @business, @name, @language, @birthday, NULL, @joined)")
            .Set("@id", id.ToString()).Set("@business", business.ToString()).Set("@name", string.Create(CultureInfo.InvariantCulture, $"Member {person.Number}"))
            .Set("@language", person.Language).Set("@birthday", person.Birthday).Set("@joined", person.Joined).ExecuteNonQuery();
        scope.Command("INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @id, @key, 'Customer', '', @joined)")
            .Set("@business", business.ToString()).Set("@account", account).Set("@id", id.ToString()).Set("@key", string.Create(CultureInfo.InvariantCulture, $"rehearsed-{person.Number}"))
            .Set("@joined", person.Joined).ExecuteNonQuery();
        JoinProgramme.Join(scope, business, id, person.Joined, welcome: false);
        foreach (var (purpose, yes) in ((string, bool)[])[("marketing", person.Offers), ("surveys", person.Questions)])
            if (yes)
                scope.Command("""
                    INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
                    VALUES (@business, @id, @purpose, 'telegram', 1, '', @language, 'rehearsal', @joined)
                    """)
                    .Set("@business", business.ToString()).Set("@id", id.ToString()).Set("@purpose", purpose).Set("@language", person.Language).Set("@joined", person.Joined).ExecuteNonQuery();
        if (person.Zone != directory.Business.Zone) Preferences.Zone(scope, business, id, person.Zone, from.AddDays(-30));
    }
}
