using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>What a rule of a draft would have given.</summary>
/// <param name="CostMinor">In money, by the unit's value; absent where the draft does not say what a unit is worth.</param>
internal sealed record DryRunRule(string Rule, long Points, int Members, long? CostMinor);

/// <summary>What a draft would have cost.</summary>
/// <param name="Points">What the draft would have given; in mode discount, minor units taken off.</param>
/// <param name="GivenPoints">What the programme of that key gave for the same receipts.</param>
/// <param name="Complete"><see langword="false"/> if there were more receipts than were looked at, the oldest of the period.</param>
internal sealed record DryRunReport(
    int Receipts, int Members, long Points, long? CostMinor, long GivenPoints, ImmutableArray<DryRunRule> Rules, bool Complete);

/// <summary>Runs draft rules over past receipts of a period, in the order in which they came; writes nothing.</summary>
/// <remarks>Levels, limits and budgets are reckoned as if the draft had held from the first day of the period; what was earned before it counts as it was.</remarks>
internal sealed class DryRun(IStore store)
{
    /// <summary>Receipts a run from the command line looks at.</summary>
    public const int ReceiptsMax = 1_000_000;

    private const int Slice = 500;

    /// <param name="period">Both days included, by the business's clock.</param>
    /// <param name="most">No more receipts than that.</param>
    /// <param name="progress">Told how many receipts are done, now and then.</param>
    public async Task<DryRunReport> RunAsync(
        BusinessId business, string programme, ProgrammeRules draft, (DateOnly Since, DateOnly Until) period, int most, Action<int>? progress, CancellationToken cancellation)
    {
        var zone = await store.ReadAsync(c => ValueTask.FromResult(RecordPurchase.Home(c, business).Zone), cancellation);
        var run = new DryRunState(programme, draft, LocalDays.StartOf(period.Since, zone), zone);
        var (after, end) = ((At: LocalDays.StartOf(period.Since, zone), Id: ""), LocalDays.StartOf(period.Until.AddDays(1), zone));
        while (run.Receipts < most)
        {
            // A slice at a time: a reader that stays open keeps the store from tidying up.
            var slice = await store.ReadAsync(c =>
            {
                var receipts = Read(c, business, programme, after, end, Math.Min(Slice, most - run.Receipts));
                foreach (var receipt in receipts) run.Add(c, receipt);
                return ValueTask.FromResult(receipts);
            }, cancellation);
            if (slice.Count == 0) return run.Report(complete: true);
            after = (slice[^1].Receipt.BoughtAt, slice[^1].Id.ToString());
            progress?.Invoke(run.Receipts);
        }
        var more = await store.ReadAsync(c => ValueTask.FromResult(Read(c, business, programme, after, end, 1).Count > 0), cancellation);
        return run.Report(complete: !more);
    }

    private static List<PastReceipt> Read(RowSource source, BusinessId business, string programme, (DateTimeOffset At, string Id) after, DateTimeOffset end, int limit)
    {
        var receipts = source.Rows(
            """
            SELECT p.id, p.contact_id, p.amount_minor, p.points_paid_minor, p.delivery_minor, p.distance, p.card, p.bought_at, s.code,
              CAST(COALESCE((SELECT SUM(t.amount_points) FROM transfers t JOIN point_accounts a ON a.id = t.credit_account_id AND a.wallet = @wallet
                WHERE t.purchase_id = p.id AND t.reason = 'Purchase'), 0) AS BIGINT)
            FROM purchases p JOIN shops s ON s.id = p.shop_id
            WHERE p.business_id = @business AND (p.bought_at, p.id) > (@at, @id) AND p.bought_at < @end AND p.contact_id IS NOT NULL ORDER BY p.bought_at, p.id LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@wallet", programme).Set("@at", after.At).Set("@id", after.Id).Set("@end", end).Set("@limit", (long)limit),
            row => new PastReceipt(new(Guid.Parse(row.GetString(0))), new(Guid.Parse(row.GetString(1))),
                new NewPurchase(business, default, "", default, row.GetInt64(2), "", row.InstantAt(7))
                {
                    PointsPaidMinor = row.GetInt64(3), DeliveryMinor = row.GetInt64(4), Distance = row.GetInt64(5), Card = row.TextAt(6),
                }.ToReceipt(row.GetString(8)), row.GetInt64(9)));
        if (receipts.Count == 0) return receipts;
        var items = Items(source, business, after, (receipts[^1].Receipt.BoughtAt, receipts[^1].Id.ToString()));
        return [.. receipts.Select(r => r with { Receipt = r.Receipt with { Items = [.. items[r.Id].Select(i => i.Item)] } })];
    }

    private static ILookup<PurchaseId, (PurchaseId Of, ReceiptItem Item)> Items(RowSource source, BusinessId business, (DateTimeOffset At, string Id) after, (DateTimeOffset At, string Id) last) =>
        source.Rows(
            """
            SELECT i.purchase_id, i.sku, i.category, i.amount_minor, i.quantity FROM purchases p JOIN purchase_items i ON i.purchase_id = p.id
            WHERE p.business_id = @business AND (p.bought_at, p.id) > (@at, @id) AND (p.bought_at, p.id) <= (@lastAt, @lastId) ORDER BY i.purchase_id, i.position
            """,
            command => command.Set("@business", business.ToString()).Set("@at", after.At).Set("@id", after.Id).Set("@lastAt", last.At).Set("@lastId", last.Id),
            row => (Of: new PurchaseId(Guid.Parse(row.GetString(0))), Item: new ReceiptItem(row.TextAt(1), row.TextAt(2), row.GetInt64(3), (int)row.GetInt64(4))))
            .ToLookup(i => i.Of);
}

/// <summary>A receipt of the past, and what it was given for.</summary>
internal sealed record PastReceipt(PurchaseId Id, ContactId Contact, Receipt Receipt, long GivenPoints);

/// <summary>A dry run in progress: what each member would have by now.</summary>
internal sealed class DryRunState(string programme, ProgrammeRules draft, DateTimeOffset start, TimeZoneInfo zone)
{
    private readonly Dictionary<ContactId, Member> _members = [];
    private readonly Dictionary<(string Rule, string Period), long> _budgets = [];
    private readonly Dictionary<string, (long Points, HashSet<ContactId> Members)> _rules = new(StringComparer.Ordinal);
    private long _given;

    public int Receipts { get; private set; }

    public void Add(RowSource source, PastReceipt past)
    {
        Receipts++;
        _given += past.GivenPoints;
        if (!_members.TryGetValue(past.Contact, out var member)) _members.Add(past.Contact, member = Load(source, past));
        var (receipt, at) = (past.Receipt, past.Receipt.BoughtAt);
        var level = LevelRules.Of(draft, member.Merits, at, zone) with { Statuses = LevelQuery.Statuses(source, past.Contact, programme, draft, at, zone) };
        var day = LocalDays.DayOf(at, zone);
        var standing = member.Person with { Levels = level.Keys, LevelPercent = level.MultiplierPercent, EarlierReceipts = member.Receipts, CameToday = member.LastDay == day };
        var lines = draft.Mode is ProgrammeMode.Discount
            ? [new AccrualLine("discount", Accruals.DiscountMinor(draft, receipt, Accruals.DiscountPercent(draft, receipt, standing, zone)))]
            : Accruals.Of(draft, receipt, standing, zone, count => Used(member, count, at));
        Count(past.Contact, member, lines, at);
        var earned = draft.Mode is ProgrammeMode.Discount ? 0 : lines.Sum(l => l.Points);
        member.Merits.Add(new(at, (draft.Qualify ?? QualifyRule.Default).By is QualifyBy.Points ? earned : receipt.PaidMinor));
        (member.Receipts, member.LastDay) = (member.Receipts + 1, day);
    }

    public DryRunReport Report(bool complete)
    {
        var worth = draft.Mode is ProgrammeMode.Cashback or ProgrammeMode.Discount ? 1 : draft.Unit?.ValueMinor;
        var total = _rules.Values.Sum(r => r.Points);
        return new(Receipts, _members.Count, total, total * worth, _given,
            [.. _rules.Select(r => new DryRunRule(r.Key, r.Value.Points, r.Value.Members.Count, r.Value.Points * worth)).OrderByDescending(r => r.Points)], complete);
    }

    private Member Load(RowSource source, PastReceipt past)
    {
        var before = start.AddMilliseconds(-1);
        var person = MemberStanding.Read(source, past.Contact, draft, Level.Of(ProgrammeRules.Ended, 0), before, zone, past.Id);
        return new(LevelQuery.Merits(source, past.Contact, programme, draft, before, zone), person) { Receipts = person.EarlierReceipts };
    }

    private long Used(Member member, LimitCount count, DateTimeOffset at) =>
        (count.OfMember ? member.Used : _budgets).GetValueOrDefault((count.Rule, LimitPeriods.NameOf(count.Per, at, zone)));

    private void Count(ContactId contact, Member member, ImmutableArray<AccrualLine> lines, DateTimeOffset at)
    {
        foreach (var line in lines)
        {
            if (!_rules.TryGetValue(line.Rule, out var sum)) sum = (0, []);
            sum.Members.Add(contact);
            _rules[line.Rule] = (sum.Points + line.Points, sum.Members);
            var rule = draft.Rules?.FirstOrDefault(r => r.Key == line.Rule);
            foreach (var limit in rule?.Limits ?? []) Count(member.Used, line.Rule, limit.Per, line.Points, at);
            if (rule?.Budget is { } budget) Count(_budgets, line.Rule, budget.Per, line.Points, at);
        }
        var total = lines.Sum(l => l.Points);
        foreach (var limit in draft.Limits ?? []) Count(member.Used, "", limit.Per, total, at);
        if (draft.Budget is { } whole) Count(_budgets, "", whole.Per, total, at);
    }

    private void Count(Dictionary<(string, string), long> counts, string rule, LimitPeriod per, long points, DateTimeOffset at)
    {
        if (per is LimitPeriod.Receipt) return;
        var key = (rule, LimitPeriods.NameOf(per, at, zone));
        counts[key] = counts.GetValueOrDefault(key) + points;
    }

    private sealed class Member(List<Merit> merits, Standing person)
    {
        public List<Merit> Merits { get; } = merits;
        public Standing Person { get; } = person;
        public Dictionary<(string, string), long> Used { get; } = [];
        public int Receipts { get; set; }
        public DateOnly? LastDay { get; set; }
    }
}
