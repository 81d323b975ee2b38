using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>Whether a programme lives: what its owner looks at.</summary>
/// <param name="ActiveMembers">With a receipt in the days that were asked for.</param>
/// <param name="LastAccrual">When something was last given, by a receipt or otherwise.</param>
/// <param name="LastRedemption">When something was last spent.</param>
/// <param name="Alert">Nothing was spent for too long, although there is something to spend: customers do not use what they were promised.</param>
internal sealed record ProgrammeHealth(
    long Members, long ActiveMembers, int ActiveDays, DateTimeOffset? LastAccrual, DateTimeOffset? LastRedemption, long OutstandingPoints, int AlertDays, bool Alert)
{
    /// <summary>In percent, rounded down; absent without members.</summary>
    public long? ActivePercent => Members == 0 ? null : ActiveMembers * 100 / Members;

    /// <param name="alertDays">So many days without a redemption are an alert.</param>
    public static ProgrammeHealth Read(RowSource source, BusinessId business, string programme, DateTimeOffset now, int activeDays = 90, int alertDays = 30)
    {
        var members = source.Query(
            "SELECT COUNT(*) FROM contacts WHERE business_id = @business AND joined_at IS NOT NULL", command => command.Set("@business", business.ToString()), Number);
        var active = source.Query(
            "SELECT COUNT(DISTINCT contact_id) FROM purchases WHERE business_id = @business AND bought_at > @since AND contact_id IS NOT NULL",
            command => command.Set("@business", business.ToString()).Set("@since", now.AddDays(-activeDays)), Number);
        // What a house account gave or took last is found by its index, however many transfers there are.
        var given = Last(source, business, programme, "SELECT MAX(t.posted_at) FROM transfers t WHERE t.debit_account_id = (SELECT id FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND kind = 'Issued')");
        var spent = Last(source, business, programme, "SELECT MAX(t.posted_at) FROM transfers t WHERE t.credit_account_id = (SELECT id FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND kind = 'Redeemed')");
        var outstanding = source.Query(
            "SELECT CAST(-COALESCE(SUM(balance_points), 0) AS BIGINT) FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND contact_id IS NULL",
            command => command.Set("@business", business.ToString()).Set("@wallet", programme), Number);
        var first = Last(source, business, programme, "SELECT MIN(t.posted_at) FROM transfers t WHERE t.debit_account_id = (SELECT id FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND kind = 'Issued')");
        return new(members, active, activeDays, given, spent, outstanding, alertDays, outstanding > 0 && (spent ?? first) < now.AddDays(-alertDays));
    }

    private static DateTimeOffset? Last(RowSource source, BusinessId business, string programme, string sql) => source.Query(
        sql, command => command.Set("@business", business.ToString()).Set("@wallet", programme), row => row.Read() ? row.InstantOrNullAt(0) : null);

    private static long Number(System.Data.Common.DbDataReader row) => row.Read() ? row.GetInt64(0) : 0;
}
