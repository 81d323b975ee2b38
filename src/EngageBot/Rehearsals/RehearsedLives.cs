using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Rehearsals;

/// <summary>What the members do while the shop's year goes by: they buy by their own rhythm, and some of them say stop. Nobody answers.</summary>
internal sealed class RehearsedLives(BusinessDirectory directory, RecordPurchase purchases, RehearsalWish wish, Random random)
{
    private readonly PriorityQueue<(Shopper Who, bool Stops), long> _next = new();
    private int _receipts;

    /// <summary>How many purchases there were.</summary>
    public int Purchases { get; private set; }

    /// <summary>How many said stop.</summary>
    public int Stopped { get; private set; }

    public void Begin(IReadOnlyList<Shopper> shoppers, DateTimeOffset from)
    {
        foreach (var shopper in shoppers)
        {
            if (shopper.EveryDays is { } every) _next.Enqueue((shopper, false), Next(shopper.Last ?? from, every, from).UtcTicks);
            if (random.Next(100) < wish.OptOutPercent) _next.Enqueue((shopper, true), from.AddDays(random.NextDouble() * 365).UtcTicks);
        }
    }

    /// <summary>Everything they do up to a moment.</summary>
    public async ValueTask LiveAsync(WriteScope scope, DateTimeOffset now)
    {
        while (_next.TryPeek(out _, out var at) && at <= now.UtcTicks)
        {
            var (who, stops) = _next.Dequeue();
            if (stops)
            {
                Stops.Apply(scope, new(directory.Business.Id, who.Contact, "marketing", Stops.Stop, null, Everywhere: true, directory.Business.Language, Wording: "rehearsal"), now);
                Stopped++;
                continue;
            }
            await purchases.RecordAsync(scope, new Actor.System("rehearsal"), new(
                directory.Business.Id, directory.Shops[0].Id, string.Create(CultureInfo.InvariantCulture, $"rehearsed-{++_receipts}"),
                who.Contact, random.Next(300, 6_000), directory.Business.Currency, now), now);
            Purchases++;
            _next.Enqueue((who, false), Next(now, who.EveryDays!.Value, now).UtcTicks);
        }
    }

    public bool AnyBefore(DateTimeOffset now) => _next.TryPeek(out _, out var at) && at <= now.UtcTicks;

    /// <summary>A rhythm is kept roughly: between half and one and a half of it, in the hours in which shops are open.</summary>
    private DateTimeOffset Next(DateTimeOffset last, double every, DateTimeOffset notBefore)
    {
        var at = last.AddDays(every * (0.5 + random.NextDouble()));
        if (at < notBefore) at = notBefore.AddDays(random.NextDouble() * every);
        var day = LocalDays.DayOf(at, directory.Zone);
        return LocalDays.At(day.ToDateTime(new TimeOnly(random.Next(9, 20), random.Next(60))), directory.Zone) is var open && open > notBefore ? open : open.AddDays(1);
    }
}
