using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Reads a member's points: four statements, all by index.</summary>
internal static class BalanceQuery
{
    /// <summary>The balance of a wallet as it is at <paramref name="now"/>, even where the clock has not swept yet.</summary>
    /// <returns><see langword="null"/> if there is no such contact. A guest's balance is empty.</returns>
    public static Balance? Read(RowSource source, ContactId contact, DateTimeOffset now, string wallet = Wallets.Default)
    {
        if (Home(source, contact) is not var (business, zone)) return null;
        var rules = wallet == Programmes.Points ? Programmes.At(source, business, now).Rules : Programmes.Find(source, business, wallet, now)?.Rules ?? ProgrammeRules.Ended;
        var (balance, batches) = Batches(source, contact, wallet);
        var reserved = batches.Where(b => b.Kind is AccountKind.Reserved && b.UnlocksAt > now).Sum(b => b.Points);    // it does not run out meanwhile
        var pending = batches.Where(b => b.IsOpen(now) && b.Kind is AccountKind.Pending && b.UnlocksAt > now).ToList();
        var (usable, owing) = Usable(batches, balance, now);
        return new(
            AvailablePoints: usable.Sum(b => b.Points) - owing,
            PendingPoints: pending.Sum(b => b.Points),
            PendingFrom: pending.Min(b => b.UnlocksAt),
            Batches: [.. usable.Where(b => b.ExpiresAt is not null).GroupBy(b => EarnRules.LastDay(b.ExpiresAt!.Value, zone)).OrderBy(day => day.Key)
                .Select(day => new ExpiringPoints(day.Sum(b => b.Points), day.Key))],
            PendingBatches: [.. pending.GroupBy(b => LocalDays.DayOf(b.UnlocksAt!.Value, zone)).OrderBy(day => day.Key)
                .Select(day => new PendingPoints(day.Sum(b => b.Points), day.Key))],
            NeverExpiringPoints: usable.Where(b => b.ExpiresAt is null).Sum(b => b.Points),
            ReservedPoints: reserved,
            LevelQuery.Read(source, contact, wallet, rules, now, zone));
    }

    /// <summary>What each of many can use now; whoever has no points has 0.</summary>
    public static Dictionary<ContactId, long> AvailableOf(RowSource source, IReadOnlyCollection<ContactId> contacts, DateTimeOffset now)
    {
        var available = new Dictionary<ContactId, long>(contacts.Count);
        foreach (var slice in contacts.Chunk(Slice))
        {
            // One statement for every slice: a short one names its last contact again.
            var lots = source.Rows(_lotsOfMany,
                command =>
                {
                    command.Set("@wallet", Wallets.Default);
                    for (var i = 0; i < Slice; i++) command.Set(_each[i], slice[Math.Min(i, slice.Length - 1)].ToString());
                },
                row => (Contact: row.GetString(5), Kind: Enum.Parse<AccountKind>(row.GetString(0)), Balance: row.GetInt64(1), Lot: LotAt(row))).ToLookup(lot => lot.Contact);
            foreach (var contact in slice)
            {
                var own = lots[contact.ToString()].ToList();
                var (usable, owing) = Usable([.. own.Select(l => l.Lot).OfType<Lot>()], own.Find(l => l.Kind is AccountKind.Available).Balance, now);
                available[contact] = usable.Sum(b => b.Points) - owing;
            }
        }
        return available;
    }

    /// <summary>What can be used, and what is owed beyond it.</summary>
    private static (List<Lot> Lots, long Owing) Usable(List<Lot> batches, long balance, DateTimeOffset now)
    {
        var usable = batches.Where(b => b.IsOpen(now) && (b.UnlocksAt is not { } unlocks || unlocks <= now)).ToList();
        var owing = batches.Where(b => b.Kind is AccountKind.Available).Sum(b => b.Points) - balance;
        PayOwing(usable, ref owing);
        return (usable, owing);
    }

    /// <summary>What became usable since the last sweep pays first what is owing, as the sweep will have it.</summary>
    private static void PayOwing(List<Lot> usable, ref long owing)
    {
        for (var i = 0; i < usable.Count && owing > 0; i++)
        {
            if (usable[i].Kind is AccountKind.Available) continue;
            var paid = Math.Min(owing, usable[i].Points);
            usable[i] = usable[i] with { Points = usable[i].Points - paid };
            owing -= paid;
        }
        usable.RemoveAll(b => b.Points == 0);
    }

    /// <summary>The contact's business and its zone.</summary>
    public static (BusinessId Business, TimeZoneInfo Zone)? Home(RowSource source, ContactId contact) =>
        source.Query<(BusinessId, TimeZoneInfo)?>(
            "SELECT b.id, b.zone FROM contacts c JOIN businesses b ON b.id = c.business_id WHERE c.id = @contact",
            command => command.Set("@contact", contact.ToString()),
            row => row.Read() ? (new(Guid.Parse(row.GetString(0))), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(1))) : null);

    private static (long Balance, List<Lot> Batches) Batches(RowSource source, ContactId contact, string wallet) =>
        source.Query(
            $"SELECT {Columns} AND a.contact_id = @contact {Grouped} ORDER BY b.unlocks_at, b.expires_at",
            command => command.Set("@contact", contact.ToString()).Set("@wallet", wallet),
            row =>
            {
                var (balance, batches) = (0L, new List<Lot>());
                while (row.Read())
                {
                    if (Enum.Parse<AccountKind>(row.GetString(0)) is AccountKind.Available) balance = row.GetInt64(1);
                    if (LotAt(row) is { } lot) batches.Add(lot);
                }
                return (balance, batches);
            });

    /// <summary>Members asked about in one statement; the writer of the embedded database takes 64 parameters.</summary>
    private const int Slice = 60;

    private const string Columns = """
        a.kind, a.balance_points, SUM(b.remaining_points), b.unlocks_at, b.expires_at, a.contact_id
        FROM point_accounts a LEFT JOIN batches b ON b.account_id = a.id AND b.remaining_points > 0 WHERE a.wallet = @wallet
        """;

    private const string Grouped = "GROUP BY a.contact_id, a.kind, a.balance_points, b.unlocks_at, b.expires_at";

    private static readonly ImmutableArray<string> _each = [.. Enumerable.Range(0, Slice).Select(i => string.Create(CultureInfo.InvariantCulture, $"@c{i}"))];

    private static readonly string _lotsOfMany = $"SELECT {Columns} AND a.contact_id IN ({string.Join(", ", _each)}) {Grouped} ORDER BY a.contact_id, b.unlocks_at, b.expires_at";

    private static Lot? LotAt(DbDataReader row) =>
        row.IsDBNull(2) ? null : new Lot(Enum.Parse<AccountKind>(row.GetString(0)), row.GetInt64(2), row.InstantOrNullAt(3), row.InstantOrNullAt(4));

    private readonly record struct Lot(AccountKind Kind, long Points, DateTimeOffset? UnlocksAt, DateTimeOffset? ExpiresAt)
    {
        public bool IsOpen(DateTimeOffset now) => ExpiresAt is not { } expires || expires > now;
    }
}
