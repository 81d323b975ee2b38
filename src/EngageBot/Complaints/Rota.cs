using System.Collections.Immutable;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Who works now, and whose a case should be.</summary>
internal static class Rota
{
    /// <summary>People who are on shift at that instant and not away.</summary>
    public static ImmutableArray<StaffId> OnShift(RowSource source, BusinessId business, DateTimeOffset at, ShopId? shop = null) =>
        [.. source.Rows(
            """
            SELECT DISTINCT f.staff_id, m.name FROM shifts f JOIN staff_members m ON m.id = f.staff_id
            WHERE f.business_id = @business AND f.starts_at <= @at AND f.ends_at > @at AND m.state = 'Active'
              AND (CAST(@shop AS TEXT) IS NULL OR f.shop_id IS NULL OR f.shop_id = @shop)
              AND NOT EXISTS (SELECT 1 FROM absences a WHERE a.staff_id = f.staff_id AND a.starts_at <= @at AND a.ends_at > @at)
            ORDER BY m.name, f.staff_id
            """,
            command => command.Set("@business", business.ToString()).Set("@at", at).Set("@shop", shop?.ToString()), row => new StaffId(Guid.Parse(row.GetString(0))))];

    /// <summary>Whether somebody is away at that instant.</summary>
    public static bool IsAway(RowSource source, StaffId staff, DateTimeOffset at) =>
        source.Query("SELECT 1 FROM absences WHERE staff_id = @staff AND starts_at <= @at AND ends_at > @at LIMIT 1",
            command => command.Set("@staff", staff.ToString()).Set("@at", at), row => row.Read());

    /// <summary>Whether the business plans shifts at all.</summary>
    public static bool IsKept(RowSource source, BusinessId business, DateTimeOffset at) =>
        source.Query("SELECT 1 FROM shifts WHERE business_id = @business AND ends_at > @at LIMIT 1", command => command.Set("@business", business.ToString()).Set("@at", at), row => row.Read());

    /// <summary>Whose the case should be: the customer's own manager if they are here, else of those on shift one who speaks the customer's language, and of these
    /// whoever has the fewest open cases.</summary>
    /// <param name="not">People who are not asked.</param>
    /// <returns><see langword="null"/> if nobody is on shift: whoever sees it first takes it.</returns>
    public static CaseHand? Choose(RowSource source, Case of, string language, DateTimeOffset now, params ReadOnlySpan<string?> not)
    {
        var left = new List<string?>([of.Avoid, .. not]);
        var here = OnShift(source, of.BusinessId, now, of.ShopId);
        if (Own(source, of) is { } own && !left.Contains($"staff:{own}") && (here.Contains(own) || !IsKept(source, of.BusinessId, now) && !IsAway(source, own, now)) && Able(source, of, own, now) is { } known)
            return known;
        return here.Where(id => !left.Contains($"staff:{id}"))
            .Select(id => (Member: StaffRows.Find(source, id), Hand: Able(source, of, id, now)))
            .Where(one => one.Member is not null && one.Hand is not null)
            .OrderBy(one => one.Member!.Language != language).ThenBy(one => Load(source, of.BusinessId, one.Hand!.Who.Name)).ThenBy(one => one.Member!.CreatedAt)
            .Select(one => one.Hand).FirstOrDefault();
    }

    /// <summary>Somebody who may have the case: active, with the right, and not its customer.</summary>
    public static CaseHand? Able(RowSource source, Case of, StaffId id, DateTimeOffset now) =>
        CaseHand.Of(source, id, now) is { } hand && hand.Who.Denies(new(Permission.HandleCases, of.BusinessId, of.ShopId, of.ContactId)) is null ? hand : null;

    /// <summary>Who handled the customer's last case.</summary>
    private static StaffId? Own(RowSource source, Case of) =>
        source.Query("SELECT owner FROM cases WHERE contact_id = @contact AND id <> @id AND claimed_at IS NOT NULL ORDER BY number DESC LIMIT 1",
            command => command.Set("@contact", of.ContactId.ToString()).Set("@id", of.Id.ToString()), row => row.Read() ? CaseHand.StaffOf(row.TextAt(0)) : null);

    private static long Load(RowSource source, BusinessId business, string owner) =>
        source.Query("SELECT COUNT(*) FROM cases WHERE owner = @owner AND business_id = @business AND state NOT IN ('Resolved', 'Closed')",
            command => command.Set("@owner", owner).Set("@business", business.ToString()), row => row.Read() ? row.GetInt64(0) : 0);
}
