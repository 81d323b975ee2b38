namespace EngageBot.Tests.Loyalty;

/// <summary>What the ledger should be, in the simplest words: lots of points in a list, and what is owed.</summary>
internal sealed class LedgerModel
{
    private readonly List<Lot> _lots = [];
    private readonly List<Bought> _bought = [];
    private readonly List<List<Lot>?> _spent = [];
    private readonly List<Held> _held = [];
    private long _owing;

    public long AvailablePoints => _lots.Where(l => l.Unlocks is null).Sum(l => l.Points) - _owing;
    public long PendingPoints => _lots.Where(l => l.Unlocks is not null).Sum(l => l.Points);
    public long ReservedPoints => _held.Where(h => h.Open).Sum(h => h.Lots.Sum(l => l.Points));
    public IEnumerable<(long Points, DateTimeOffset Expires)> Batches => _lots.Where(l => l is { Unlocks: null, Points: > 0, Expires: not null })
        .GroupBy(l => l.Expires!.Value).OrderBy(g => g.Key).Select(g => (g.Sum(l => l.Points), g.Key));

    public void Settle(DateTimeOffset now)
    {
        var unlocks = _lots.Where(l => l.Unlocks <= now).Select(l => (At: l.Unlocks!.Value, Lot: (Lot?)l, Held: (Held?)null));
        var lapses = _held.Where(h => h.Open && h.Until <= now).Select(h => (At: h.Until, Lot: (Lot?)null, Held: (Held?)h));
        foreach (var (_, lot, held) in unlocks.Concat(lapses).OrderBy(due => due.At).ToList())
        {
            if (held is not null) GiveUp(held);
            if (lot is null) continue;
            lot.Unlocks = null;
            PayWith(lot);
        }
        foreach (var lot in _lots.Where(l => l.Unlocks is null && l.Expires <= now))
        {
            if (lot.From is { } bought) bought.Expired += lot.Points;
            lot.Points = 0;
        }
        _lots.RemoveAll(l => l.Points == 0);
    }

    public void Give(long points, DateTimeOffset? unlocks, DateTimeOffset? expires, Bought? from = null)
    {
        var lot = new Lot { Points = points, Unlocks = unlocks, Expires = expires, From = from };
        if (unlocks is null) PayWith(lot);
        _lots.Add(lot);
    }

    public void Buy(long paidMinor, long points, DateTimeOffset? unlocks, DateTimeOffset? expires)
    {
        var bought = new Bought { PaidMinor = paidMinor, Points = points };
        _bought.Add(bought);
        if (points > 0) Give(points, unlocks, expires, bought);
    }

    public bool Spend(long points)
    {
        if (AvailablePoints < points) return false;
        var taken = new List<Lot>();
        TakeFrom(_lots.Where(l => l.Unlocks is null), points, taken);
        _spent.Add(taken);
        return true;
    }

    /// <summary>Takes back the n-th spending, once.</summary>
    public void Cancel(int spending)
    {
        foreach (var lot in _spent[spending] ?? []) Give(lot.Points, null, lot.Expires, lot.From);
        _spent[spending] = null;
    }

    public bool Reserve(long points, DateTimeOffset until)
    {
        if (AvailablePoints < points) return false;
        var held = new Held { Until = until };
        TakeFrom(_lots.Where(l => l.Unlocks is null), points, held.Lots);
        _held.Add(held);
        return true;
    }

    /// <summary>What is still set aside by the n-th hold; 0 if it has ended.</summary>
    public long HeldPoints(int hold) => _held[hold].Open ? _held[hold].Lots.Sum(l => l.Points) : 0;

    public void Complete(int hold, long points)
    {
        var spent = new List<Lot>();
        TakeFrom(_held[hold].Lots, points, spent);
        _spent.Add(spent);
        GiveUp(_held[hold]);
    }

    public void GiveUp(int hold) => GiveUp(_held[hold]);

    private void GiveUp(Held held)
    {
        held.Open = false;
        foreach (var lot in held.Lots.Where(l => l.Points > 0)) Give(lot.Points, null, lot.Expires, lot.From);
    }

    public long Return(int purchase, long minor)
    {
        var bought = _bought[purchase];
        bought.ReturnedMinor += minor;
        var all = bought.ReturnedMinor == bought.PaidMinor ? bought.Points : bought.Points * bought.ReturnedMinor / bought.PaidMinor;
        var points = Math.Max(0, Math.Min(all - bought.TakenBack, bought.Points - bought.TakenBack - bought.Expired));
        bought.TakenBack += points;
        var rest = TakeFrom(_lots.Where(l => l.From == bought && l.Unlocks is not null), points, []);
        rest = TakeFrom(_lots.Where(l => l.From == bought && l.Unlocks is null), rest, []);
        _owing += TakeFrom(_lots.Where(l => l.Unlocks is null), rest, []);
        return points;
    }

    public long LeftToReturn(int purchase) => _bought[purchase].PaidMinor - _bought[purchase].ReturnedMinor;

    private static long TakeFrom(IEnumerable<Lot> lots, long points, List<Lot> taken)
    {
        foreach (var lot in lots.OrderBy(l => l.Expires ?? DateTimeOffset.MaxValue))    // a stable order: the older first
        {
            var part = Math.Min(points, lot.Points);
            if (part == 0) continue;
            taken.Add(new() { Points = part, Expires = lot.Expires, From = lot.From });
            lot.Points -= part;
            points -= part;
        }
        return points;
    }

    private void PayWith(Lot lot)
    {
        var paid = Math.Min(_owing, lot.Points);
        lot.Points -= paid;
        _owing -= paid;
    }

    internal sealed class Bought
    {
        public long PaidMinor { get; init; }
        public long Points { get; init; }
        public long ReturnedMinor { get; set; }
        public long TakenBack { get; set; }
        public long Expired { get; set; }
    }

    private sealed class Held
    {
        public required DateTimeOffset Until { get; init; }
        public List<Lot> Lots { get; } = [];
        public bool Open { get; set; } = true;
    }

    private sealed class Lot
    {
        public long Points { get; set; }
        public DateTimeOffset? Unlocks { get; set; }
        public DateTimeOffset? Expires { get; init; }
        public Bought? From { get; init; }
    }
}
