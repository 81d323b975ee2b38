using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Referrals;

/// <summary>A referral as its verbs see it.</summary>
internal sealed record ReferralRow(
    long Id, ContactId Referrer, ContactId Invited, string Source, ReferralState State, string? Why, DateTimeOffset CameAt, PurchaseId? Purchase, DateTimeOffset? SettledAt,
    long PaidTimes);

/// <summary>The statements of referrals; what they mean is decided in <see cref="ReferralBook"/>.</summary>
internal static class ReferralRows
{
    private const string Columns = "SELECT id, referrer_id, invited_id, source, state, why, came_at, purchase_id, settled_at, paid_times FROM referrals";

    /// <summary>A chain of invitations is followed so far; nobody's is longer.</summary>
    private const int ChainMax = 64;

    public static ReferralRow? OfInvited(RowSource source, ContactId invited) =>
        source.Query($"{Columns} WHERE invited_id = @invited", command => command.Set("@invited", invited.ToString()), ReadOne);

    public static ReferralRow? ById(RowSource source, BusinessId business, long id) =>
        source.Query($"{Columns} WHERE id = @id AND business_id = @business", command => command.Set("@id", id).Set("@business", business.ToString()), ReadOne);

    /// <returns><see langword="false"/> if the person was invited before.</returns>
    public static bool Insert(WriteScope scope, BusinessId business, ContactId referrer, ContactId invited, string source, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO referrals (business_id, referrer_id, invited_id, source, state, came_at)
            VALUES (@business, @referrer, @invited, @source, 'Invited', @now) ON CONFLICT DO NOTHING
            """)
            .Set("@business", business.ToString()).Set("@referrer", referrer.ToString()).Set("@invited", invited.ToString())
            .Set("@source", source).Set("@now", now).ExecuteNonQuery() == 1;

    public static void Move(WriteScope scope, long id, ReferralState state, string? why, PurchaseId? purchase, DateTimeOffset? settledAt) =>
        scope.Command("UPDATE referrals SET state = @state, why = @why, purchase_id = @purchase, settled_at = @settled WHERE id = @id")
            .Set("@state", state.ToString()).Set("@why", why).Set("@purchase", purchase?.ToString()).Set("@settled", settledAt).Set("@id", id).ExecuteNonQuery();

    public static void Brought(WriteScope scope, long id, long points, long times) =>
        scope.Command("UPDATE referrals SET brought_points = brought_points + @points, paid_times = paid_times + @times WHERE id = @id")
            .Set("@points", points).Set("@times", times).Set("@id", id).ExecuteNonQuery();

    public static void Decided(WriteScope scope, long id, string by, string because) =>
        scope.Command("UPDATE referrals SET decided_by = @by, decided_because = @because WHERE id = @id")
            .Set("@by", by).Set("@because", because).Set("@id", id).ExecuteNonQuery();

    /// <summary>Friends of one member that were paid or held since an instant.</summary>
    public static long SettledByReferrer(RowSource source, ContactId referrer, DateTimeOffset since) =>
        source.Query("SELECT COUNT(*) FROM referrals WHERE referrer_id = @referrer AND settled_at > @since AND state IN ('Paid', 'Held')",
            command => command.Set("@referrer", referrer.ToString()).Set("@since", since), row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>The same for everybody's links with one tag, or of one channel.</summary>
    public static long SettledBySource(RowSource source, BusinessId business, string from, DateTimeOffset since) =>
        source.Query("SELECT COUNT(*) FROM referrals WHERE business_id = @business AND source = @source AND settled_at > @since AND state IN ('Paid', 'Held')",
            command => command.Set("@business", business.ToString()).Set("@source", from).Set("@since", since), row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>Whether the chain of those who invited <paramref name="referrer"/> leads to <paramref name="invited"/>.</summary>
    public static bool LeadsTo(RowSource source, ContactId referrer, ContactId invited)
    {
        var at = referrer;
        for (var step = 0; step < ChainMax; step++)
        {
            if (OfInvited(source, at) is not { } row) return false;
            if (row.Referrer == invited) return true;
            at = row.Referrer;
        }
        return true;
    }

    /// <summary>Whether somebody bought here, or is a member.</summary>
    public static bool IsCustomer(RowSource source, ContactId contact) =>
        source.Query("""
            SELECT 1 FROM contacts WHERE id = @contact AND joined_at IS NOT NULL UNION ALL
            SELECT 1 FROM purchases WHERE contact_id = @contact LIMIT 1
            """, command => command.Set("@contact", contact.ToString()), row => row.Read());

    /// <summary>Whether both say the same name and birthday: one person with two phones, or twins.</summary>
    public static bool LookLikeOne(RowSource source, ContactId one, ContactId other) =>
        source.Query(
            "SELECT 1 FROM contacts a JOIN contacts b ON b.id = @other AND b.birthday = a.birthday AND LOWER(b.name) = LOWER(a.name) WHERE a.id = @one",
            command => command.Set("@one", one.ToString()).Set("@other", other.ToString()), row => row.Read());

    public static Invitations Of(RowSource source, ContactId referrer, string code) =>
        source.Query("""
            SELECT COUNT(*), COUNT(c.joined_at), COALESCE(SUM(CASE WHEN r.state = 'Paid' THEN 1 ELSE 0 END), 0), COALESCE(SUM(r.brought_points), 0)
            FROM referrals r JOIN contacts c ON c.id = r.invited_id WHERE r.referrer_id = @referrer AND r.state <> 'Refused'
            """, command => command.Set("@referrer", referrer.ToString()),
            row => row.Read() ? new Invitations(code, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)) : new(code, 0, 0, 0, 0));

    /// <summary>What waits for a person, oldest first.</summary>
    /// <param name="limit">At most 200.</param>
    public static ImmutableArray<HeldReferral> Held(RowSource source, BusinessId business, int limit = 200) =>
        [.. source.Rows("""
            SELECT r.id, r.referrer_id, r.invited_id, r.source, r.why, r.came_at, r.settled_at, r.purchase_id,
              (SELECT COUNT(*) FROM referrals s WHERE s.referrer_id = r.referrer_id AND s.settled_at > r.settled_at - 604800000 AND s.state IN ('Paid', 'Held'))
            FROM referrals r WHERE r.business_id = @business AND r.state = 'Held' ORDER BY r.id LIMIT @limit
            """, command => command.Set("@business", business.ToString()).Set("@limit", limit),
            row => new HeldReferral(row.GetInt64(0), new(Guid.Parse(row.GetString(1))), new(Guid.Parse(row.GetString(2))), row.GetString(3), row.GetString(4),
                row.InstantAt(5), row.InstantAt(6), row.TextAt(7) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, row.GetInt64(8)))];

    private static ReferralRow? ReadOne(DbDataReader row) =>
        row.Read()
            ? new(row.GetInt64(0), new(Guid.Parse(row.GetString(1))), new(Guid.Parse(row.GetString(2))), row.GetString(3), Enum.Parse<ReferralState>(row.GetString(4)),
                row.TextAt(5), row.InstantAt(6), row.TextAt(7) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, row.InstantOrNullAt(8), row.GetInt64(9))
            : null;
}
