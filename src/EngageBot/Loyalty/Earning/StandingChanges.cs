using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>What a receipt changes in a member's standing: a level that is told once, a status that a large receipt brings.</summary>
internal static class StandingChanges
{
    /// <summary>A member came to a level for the first time.</summary>
    public const string LevelEvent = "level.reached";

    /// <summary>A status began.</summary>
    public const string StatusEvent = "status.started";

    public static async ValueTask AfterPurchaseAsync(
        WriteScope scope, Occasions occasions, Actor actor, PurchaseId id, NewPurchase purchase, ImmutableArray<Earned> earned, TimeZoneInfo zone, DateTimeOffset now)
    {
        foreach (var of in earned)
        {
            if (of.After.Current is { } level && level != of.Before.Current && IsFirst(scope, purchase.Contact, of.Programme.Key, level.Key, now) && purchase.Announced)
                await occasions.TellAsync(scope, purchase.Contact, LevelEvent, $"level:{of.Programme.Key}:{level.Key}", Occasions.Data(
                    ("programme", new Value.Text(of.Programme.Key)), ("level", new Value.Text(level.Key)), ("multiplier_percent", new Value.Int(level.MultiplierPercent))));
            foreach (var status in (of.Programme.Rules.Statuses ?? []).Where(s => purchase.AmountMinor >= s.ReceiptMinor && of.Before.Statuses.All(h => h.Rule.Key != s.Key)))
                await StartAsync(scope, occasions, new(purchase.Business, purchase.Contact, of.Programme.Key, status, $"status:{status.Key}:{id}", actor, purchase.BoughtAt) { Purchase = id }, zone, purchase.Announced);
        }
    }

    /// <summary>Begins a status; it ends by itself at the end of its last day.</summary>
    /// <returns>The first instant at which it is over; <see langword="null"/> if the same reference began one before.</returns>
    public static async ValueTask<DateTimeOffset?> StartAsync(WriteScope scope, Occasions occasions, NewStatus started, TimeZoneInfo zone, bool told)
    {
        var last = LocalDays.DayOf(started.At, zone).AddDays(started.Rule.Days - 1);
        var ends = EarnRules.EndOf(last, zone);
        var notice = started.Rule.NoticeDays == 0 ? (DateTimeOffset?)null : LocalDays.StartOf(last.AddDays(-started.Rule.NoticeDays), zone);
        var added = scope.Command("""
            INSERT INTO member_statuses (business_id, contact_id, programme, status, reference, fee_minor, purchase_id, granted_by, starts_at, ends_at, notice_at)
            VALUES (@business, @contact, @programme, @status, @reference, @fee, @purchase, @by, @starts, @ends, @notice) ON CONFLICT DO NOTHING
            """)
            .Set("@business", started.Business.ToString()).Set("@contact", started.Contact.ToString()).Set("@programme", started.Programme).Set("@status", started.Rule.Key)
            .Set("@reference", started.Reference).Set("@fee", started.FeeMinor).Set("@purchase", started.Purchase?.ToString()).Set("@by", started.By.Name)
            .Set("@starts", started.At).Set("@ends", ends).Set("@notice", notice).ExecuteNonQuery() == 1;
        if (!added) return null;
        if (told)
            await occasions.TellAsync(scope, started.Contact, StatusEvent, started.Reference, Occasions.Data(
                ("programme", new Value.Text(started.Programme)), ("status", new Value.Text(started.Rule.Key)), ("until", new Value.Date(last))));
        return ends;
    }

    private static bool IsFirst(WriteScope scope, ContactId contact, string programme, string level, DateTimeOffset now) =>
        scope.Command("INSERT INTO levels_reached (contact_id, programme, level, reached_at) VALUES (@contact, @programme, @level, @now) ON CONFLICT DO NOTHING")
            .Set("@contact", contact.ToString()).Set("@programme", programme).Set("@level", level).Set("@now", now).ExecuteNonQuery() == 1;
}

/// <summary>A status that is to begin.</summary>
/// <param name="Reference">What makes it once-only in the business.</param>
internal sealed record NewStatus(BusinessId Business, ContactId Contact, string Programme, StatusRule Rule, string Reference, Actor By, DateTimeOffset At)
{
    public long FeeMinor { get; init; }
    public PurchaseId? Purchase { get; init; }
}
