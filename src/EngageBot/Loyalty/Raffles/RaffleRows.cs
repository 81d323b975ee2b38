using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Raffles;

/// <summary>A draw as its verbs see it, with the rules it is held under.</summary>
internal sealed record RaffleRow(
    long Id, BusinessId Business, string Key, int RuleVersion, RaffleRules Rules, RaffleState State, string Seed, string Commitment,
    DateTimeOffset OpensAt, DateTimeOffset DrawsAt, DateTimeOffset? DrawnAt, string? EntriesHash)
{
    /// <summary>Tickets are given and taken back from the beginning until the moment of the draw, whenever the clock gets to it.</summary>
    public bool IsOpen(DateTimeOffset now) => State is RaffleState.Open && OpensAt <= now && now < DrawsAt;
}

/// <summary>A ticket, as its holder sees it.</summary>
internal sealed record TicketView(long Number, RaffleRow Raffle, TicketState State);

/// <summary>The statements of draws; what they mean is decided in <see cref="RaffleBook"/>.</summary>
internal static class RaffleRows
{
    private const string Columns = "SELECT id, business_id, key, rule_version, state, seed, commitment, opens_at, draws_at, drawn_at, entries_hash FROM raffles";

    /// <summary>The draw of a key; begun now if rules for it are in force and nobody has looked before.</summary>
    /// <remarks>The caller holds <see cref="PointsLedger.Lock"/>.</remarks>
    public static RaffleRow? FindOrBegin(WriteScope scope, BusinessId business, string key, DateTimeOffset now)
    {
        if (Find(scope, business, key) is { } known) return known;
        return RuleBook.At(scope, business, RaffleRules.Kind, key, now) is { } rule ? Begin(scope, business, rule) : null;
    }

    /// <summary>Begins every draw whose rules are in force: from then on its commitment is public.</summary>
    public static void BeginAll(WriteScope scope, BusinessId business, DateTimeOffset now)
    {
        var rules = RuleBook.All(scope, business, RaffleRules.Kind, now);
        if (rules.IsEmpty) return;
        var begun = ((RowSource)scope).Rows("SELECT key FROM raffles WHERE business_id = @business", command => command.Set("@business", business.ToString()), row => row.GetString(0));
        foreach (var rule in rules)
            if (!begun.Contains(rule.Key)) Begin(scope, business, rule);
    }

    public static RaffleRow? Find(RowSource source, BusinessId business, string key) =>
        One(source.Rows($"{Columns} WHERE business_id = @business AND key = @key", command => command.Set("@business", business.ToString()).Set("@key", key), Read), source);

    public static RaffleRow? ById(RowSource source, long id) => One(source.Rows($"{Columns} WHERE id = @id", command => command.Set("@id", id), Read), source);

    /// <summary>All that are begun and not drawn.</summary>
    public static List<RaffleRow> Open(RowSource source, BusinessId business) =>
        [.. source.Rows($"{Columns} WHERE business_id = @business AND state = 'Open' ORDER BY draws_at, id", command => command.Set("@business", business.ToString()), Read)
            .Select(raw => WithRules(source, raw)).OfType<RaffleRow>()];

    public static List<long> Due(RowSource source, DateTimeOffset now) =>
        source.Rows("SELECT id FROM raffles WHERE state = 'Open' AND draws_at <= @now ORDER BY draws_at, id LIMIT 20", command => command.Set("@now", now), row => row.GetInt64(0));

    public static long InsertTicket(WriteScope scope, RaffleRow raffle, ContactId contact, string reference, PurchaseId? purchase, DateTimeOffset now)
    {
        var number = ((RowSource)scope).Query("SELECT COALESCE(MAX(number), 0) + 1 FROM raffle_tickets WHERE raffle_id = @raffle",
            command => command.Set("@raffle", raffle.Id), row => row.Read() ? row.GetInt64(0) : 1);
        // Whoever is new goes by the number of their first ticket: nobody else ever has it.
        var holder = HolderOf(scope, raffle.Id, contact) ?? number;
        scope.Command("""
            INSERT INTO raffle_tickets (business_id, raffle_id, number, holder, contact_id, state, reference, purchase_id, given_at)
            VALUES (@business, @raffle, @number, @holder, @contact, 'Valid', @reference, @purchase, @now)
            """)
            .Set("@business", raffle.Business.ToString()).Set("@raffle", raffle.Id).Set("@number", number).Set("@holder", holder)
            .Set("@contact", contact.ToString()).Set("@reference", reference).Set("@purchase", purchase?.ToString()).Set("@now", now).ExecuteNonQuery();
        return number;
    }

    public static long? NumberOf(RowSource source, long raffle, string reference) =>
        source.Query<long?>("SELECT number FROM raffle_tickets WHERE raffle_id = @raffle AND reference = @reference",
            command => command.Set("@raffle", raffle).Set("@reference", reference), row => row.Read() ? row.GetInt64(0) : null);

    /// <summary>Somebody's tickets of a draw.</summary>
    public static List<(long Number, TicketState State, string Reference)> Of(RowSource source, long raffle, ContactId contact) =>
        source.Rows("SELECT number, state, reference FROM raffle_tickets WHERE contact_id = @contact AND raffle_id = @raffle ORDER BY number",
            command => command.Set("@raffle", raffle).Set("@contact", contact.ToString()),
            row => (row.GetInt64(0), Enum.Parse<TicketState>(row.GetString(1)), row.GetString(2)));

    /// <summary>Whether somebody holds a valid ticket that they took themselves.</summary>
    public static bool HasTap(RowSource source, long raffle, ContactId contact) =>
        Of(source, raffle, contact).Exists(t => t.State is TicketState.Valid && t.Reference.StartsWith("tap:", StringComparison.Ordinal));

    /// <summary>Moves a valid ticket.</summary>
    public static bool Move(WriteScope scope, long raffle, long number, TicketState to) =>
        scope.Command("UPDATE raffle_tickets SET state = @to WHERE raffle_id = @raffle AND number = @number AND state = 'Valid'")
            .Set("@to", to.ToString()).Set("@raffle", raffle).Set("@number", number).ExecuteNonQuery() == 1;

    /// <summary>Somebody's newest tickets in draws that are open or were held lately.</summary>
    public static ImmutableArray<TicketView> Tickets(RowSource source, ContactId contact, DateTimeOffset since, int limit = 20)
    {
        var rows = source.Rows("""
            SELECT t.raffle_id, t.number, t.state FROM raffle_tickets t JOIN raffles r ON r.id = t.raffle_id
            WHERE t.contact_id = @contact AND t.state IN ('Valid', 'Won', 'Lost') AND (r.drawn_at IS NULL OR r.drawn_at > @since) ORDER BY r.draws_at, t.number LIMIT @limit
            """, command => command.Set("@contact", contact.ToString()).Set("@since", since).Set("@limit", limit),
            row => (Raffle: row.GetInt64(0), Number: row.GetInt64(1), State: Enum.Parse<TicketState>(row.GetString(2))));
        var raffles = rows.Select(r => r.Raffle).Distinct().ToDictionary(id => id, id => ById(source, id)!);
        return [.. rows.Select(r => new TicketView(r.Number, raffles[r.Raffle], r.State))];
    }

    private static long? HolderOf(RowSource source, long raffle, ContactId contact) =>
        source.Query<long?>(
            "SELECT holder FROM raffle_tickets WHERE contact_id = @contact AND raffle_id = @raffle ORDER BY CASE state WHEN 'Valid' THEN 0 ELSE 1 END, holder LIMIT 1",
            command => command.Set("@contact", contact.ToString()).Set("@raffle", raffle), row => row.Read() ? row.GetInt64(0) : null);

    private static RaffleRow Begin(WriteScope scope, BusinessId business, RuleInForce<RaffleRules> rule)
    {
        var (_, zone) = RecordPurchase.Home(scope, business);
        var seed = RandomNumberGenerator.GetBytes(DrawAlgorithm.SeedBytes);
        scope.Command("""
            INSERT INTO raffles (business_id, key, rule_version, state, seed, commitment, opens_at, draws_at)
            VALUES (@business, @key, @version, 'Open', @seed, @commitment, @opens, @draws)
            """)
            .Set("@business", business.ToString()).Set("@key", rule.Key).Set("@version", rule.Version).Set("@seed", Convert.ToHexStringLower(seed))
            .Set("@commitment", DrawAlgorithm.CommitmentOf(seed)).Set("@opens", LocalDays.At(rule.Rules.Opens, zone)).Set("@draws", LocalDays.At(rule.Rules.Draws, zone))
            .ExecuteNonQuery();
        return Find(scope, business, rule.Key)!;
    }

    private static RaffleRow? One(List<Raw> rows, RowSource source) => rows.Count == 0 ? null : WithRules(source, rows[0]);

    private static RaffleRow? WithRules(RowSource source, Raw raw) =>
        RuleBook.Of(source, raw.Business, RaffleRules.Kind, raw.Key, raw.Version) is { } rule
            ? new(raw.Id, raw.Business, raw.Key, raw.Version, rule.Rules, raw.State, raw.Seed, raw.Commitment, raw.OpensAt, raw.DrawsAt, raw.DrawnAt, raw.Hash)
            : null;

    private static Raw Read(DbDataReader row) => new(
        row.GetInt64(0), new(Guid.Parse(row.GetString(1))), row.GetString(2), (int)row.GetInt64(3), Enum.Parse<RaffleState>(row.GetString(4)), row.GetString(5),
        row.GetString(6), row.InstantAt(7), row.InstantAt(8), row.InstantOrNullAt(9), row.TextAt(10));

    private sealed record Raw(
        long Id, BusinessId Business, string Key, int Version, RaffleState State, string Seed, string Commitment, DateTimeOffset OpensAt, DateTimeOffset DrawsAt,
        DateTimeOffset? DrawnAt, string? Hash);
}
