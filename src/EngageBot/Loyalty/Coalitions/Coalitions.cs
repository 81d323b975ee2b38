using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>A coalition in force.</summary>
/// <param name="Operator">In whose ledger its points are.</param>
/// <param name="Key">Of its rules, and of its wallet.</param>
internal sealed record Coalition(BusinessId Operator, string Key, int Version, CoalitionRules Rules);

/// <summary>A member's place in a coalition.</summary>
/// <param name="Id">What partners call them, and all they learn.</param>
internal sealed record CoalitionSeat(Guid Id, Coalition Coalition, ContactId Contact)
{
    public BusinessId Operator => Coalition.Operator;
}

/// <summary>How joining a coalition went.</summary>
internal abstract record CoalitionJoin
{
    private CoalitionJoin() { }

    public sealed record Joined(CoalitionSeat Seat) : CoalitionJoin;

    /// <summary>Their business belongs to no such coalition, or they are no member of it.</summary>
    public sealed record Unknown : CoalitionJoin;

    public sealed record Denied(Denial Why) : CoalitionJoin;
}

/// <summary>The one bridge between businesses: who is in which coalition. Nothing else of a member crosses it but points.</summary>
internal static class Coalitions
{
    /// <summary>The coalitions to which a business belongs.</summary>
    public static ImmutableArray<Coalition> Of(RowSource source, BusinessId business, DateTimeOffset now) =>
        [.. RuleBook.BusinessesWith(source, CoalitionRules.Kind)
            .SelectMany(by => RuleBook.All(source, by, CoalitionRules.Kind, now).Select(of => new Coalition(by, of.Key, of.Version, of.Rules)))
            .Where(coalition => coalition.Rules.Has(business))];

    /// <summary>A member's seat in a coalition to which this business belongs, too; they have agreed to be known there.</summary>
    /// <returns><see langword="null"/> if there is none: then this business knows nothing of them.</returns>
    public static CoalitionSeat? SeatOf(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        var home = People.BusinessOf(source, contact);
        return Of(source, business, now).Where(coalition => home is { } own && coalition.Rules.Has(own)).Select(coalition => Seat(source, coalition, contact)).FirstOrDefault(seat => seat is not null);
    }

    /// <summary>A member's seat in the coalition of that key, at a business that belongs to it.</summary>
    public static CoalitionSeat? SeatIn(RowSource source, BusinessId business, string key, ContactId contact, DateTimeOffset now) =>
        People.BusinessOf(source, contact) is { } home
            ? Of(source, business, now).Where(coalition => coalition.Key == key && coalition.Rules.Has(home)).Select(coalition => Seat(source, coalition, contact)).FirstOrDefault(seat => seat is not null)
            : null;

    /// <summary>A seat by the id that partners know.</summary>
    public static CoalitionSeat? SeatById(RowSource source, BusinessId business, Guid id, DateTimeOffset now) =>
        source.Query<ContactId?>("SELECT contact_id FROM coalition_members WHERE id = @id AND left_at IS NULL", command => command.Set("@id", id.ToString()),
            row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : null) is { } contact && SeatOf(source, business, contact, now) is { } seat && seat.Id == id ? seat : null;

    /// <summary>Whether a contact belongs to another business.</summary>
    public static bool IsForeign(RowSource source, BusinessId business, ContactId contact) => People.BusinessOf(source, contact) != business;

    /// <summary>Makes a member known in all partner shops; they were asked once and said yes.</summary>
    /// <param name="wording">What they said yes to.</param>
    /// <param name="actor">Who asked them: the member's own chat, or a till at which they stand.</param>
    public static CoalitionJoin Join(WriteScope scope, Actor actor, ContactId contact, string key, string wording, string language, DateTimeOffset now)
    {
        if (People.BusinessOf(scope, contact) is not { } home || Of(scope, home, now).FirstOrDefault(c => c.Key == key) is not { } coalition) return new CoalitionJoin.Unknown();
        if (Refusals.Check(scope, actor, new(Permission.LookUpMember, home, Member: contact), now) is { } denial) return new CoalitionJoin.Denied(denial);
        if (MemberLookup.ById(scope, home, contact.Value) is null) return new CoalitionJoin.Unknown();
        PointsLedger.Lock(scope, coalition.Operator);
        scope.Command("""
            INSERT INTO coalition_members (id, operator_id, coalition, contact_id, wording, language, joined_at) VALUES (@id, @operator, @key, @contact, @wording, @language, @now)
            ON CONFLICT DO NOTHING
            """).Set("@id", Guid.CreateVersion7(now).ToString()).Set("@operator", coalition.Operator.ToString()).Set("@key", key).Set("@contact", contact.ToString())
            .Set("@wording", wording).Set("@language", language).Set("@now", now).ExecuteNonQuery();
        scope.Command("UPDATE coalition_members SET left_at = NULL WHERE contact_id = @contact AND operator_id = @operator AND coalition = @key AND left_at IS NOT NULL")
            .Set("@contact", contact.ToString()).Set("@operator", coalition.Operator.ToString()).Set("@key", key).ExecuteNonQuery();
        return new CoalitionJoin.Joined(Seat(scope, coalition, contact)!);
    }

    /// <summary>Ends it: partners know the card no longer. The points stay the member's, in case they come back.</summary>
    public static bool Leave(WriteScope scope, ContactId contact, string key, DateTimeOffset now) =>
        scope.Command("UPDATE coalition_members SET left_at = @now WHERE contact_id = @contact AND coalition = @key AND left_at IS NULL")
            .Set("@contact", contact.ToString()).Set("@key", key).Set("@now", now).ExecuteNonQuery() > 0;

    /// <summary>The id by which partners know a member, whether the seat is still taken or not: what was done under it stays theirs.</summary>
    public static Guid SeatIdOf(RowSource source, ContactId contact, string key) =>
        source.Query("SELECT id FROM coalition_members WHERE contact_id = @contact AND coalition = @key", command => command.Set("@contact", contact.ToString()).Set("@key", key),
            row => row.Read() ? Guid.Parse(row.GetString(0)) : Guid.Empty);

    private static CoalitionSeat? Seat(RowSource source, Coalition coalition, ContactId contact) =>
        source.Query(
            "SELECT id FROM coalition_members WHERE contact_id = @contact AND operator_id = @operator AND coalition = @key AND left_at IS NULL",
            command => command.Set("@contact", contact.ToString()).Set("@operator", coalition.Operator.ToString()).Set("@key", coalition.Key),
            row => row.Read() ? new CoalitionSeat(Guid.Parse(row.GetString(0)), coalition, contact) : null);
}
