using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Activities;

/// <summary>How telling of an activity ended.</summary>
internal abstract record ActivityOutcome
{
    private ActivityOutcome() { }

    public sealed record Paid(long Points) : ActivityOutcome;

    /// <summary>The reference was told before; nothing was written.</summary>
    public sealed record AlreadyPaid : ActivityOutcome;

    public sealed record Unknown : ActivityOutcome;

    public sealed record TooOften(int Times, ActivitySpan Per) : ActivityOutcome;

    public sealed record Denied(Denial Why) : ActivityOutcome;
}

/// <summary>A way to points that is still open to somebody.</summary>
internal sealed record ActivityView(string Key, ActivityRules Rules, long TimesLeft);

/// <summary>Points for what members do elsewhere, so often and no more.</summary>
internal sealed class ActivityBook(Bonuses bonuses)
{
    /// <param name="reference">Unique for the member and the activity: the same one again pays nothing.</param>
    public async ValueTask<ActivityOutcome> RecordAsync(
        WriteScope scope, Actor actor, BusinessId business, ContactId contact, string key, string reference, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, business, Member: contact), now) is { } denial) return new ActivityOutcome.Denied(denial);
        PointsLedger.Lock(scope, business);
        if (RuleBook.At(scope, business, ActivityRules.Kind, key, now) is not { } rule) return new ActivityOutcome.Unknown();
        if (((RowSource)scope).Query("SELECT 1 FROM activities WHERE contact_id = @contact AND key = @key AND reference = @reference",
            command => command.Set("@contact", contact.ToString()).Set("@key", key).Set("@reference", reference), row => row.Read())) return new ActivityOutcome.AlreadyPaid();
        if (Left(scope, contact, rule, RecordPurchase.Home(scope, business).Zone, now) == 0) return new ActivityOutcome.TooOften(rule.Rules.Times, rule.Rules.Per);
        var id = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO activities (business_id, contact_id, key, reference, actor, done_at) VALUES (@business, @contact, @key, @reference, @actor, @now)
            """)
            .Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@key", key).Set("@reference", reference)
            .Set("@actor", actor.Name).Set("@now", now))!.Value;
        return new ActivityOutcome.Paid(await bonuses.GiveAsync(scope, new(business, contact, rule.Rules.Gives, $"event:{key}", $"activity:{id}", rule.Version, now)
        {
            Name = rule.Rules.Name,
        }));
    }

    /// <summary>What still pays for somebody now; what is used up is not shown.</summary>
    public static ImmutableArray<ActivityView> Open(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now) =>
        RuleBook.All(source, business, ActivityRules.Kind, now) is { IsEmpty: false } rules && RecordPurchase.Home(source, business).Zone is var zone
            ? [.. rules.Select(rule => new ActivityView(rule.Key, rule.Rules, Left(source, contact, rule, zone, now))).Where(a => a.TimesLeft > 0)]
            : [];

    private static long Left(RowSource source, ContactId contact, RuleInForce<ActivityRules> rule, TimeZoneInfo zone, DateTimeOffset now)
    {
        var since = StartOf(rule.Rules.Per, LocalDays.DayOf(now, zone)) is { } day ? LocalDays.StartOf(day, zone) : DateTimeOffset.UnixEpoch;
        var done = source.Query("SELECT COUNT(*) FROM activities WHERE contact_id = @contact AND key = @key AND done_at >= @since",
            command => command.Set("@contact", contact.ToString()).Set("@key", rule.Key).Set("@since", since), row => row.Read() ? row.GetInt64(0) : 0);
        return Math.Max(0, rule.Rules.Times - done);
    }

    private static DateOnly? StartOf(ActivitySpan per, DateOnly today) => per switch
    {
        ActivitySpan.Day => today,
        ActivitySpan.Week => LocalDays.WeekOf(today),
        ActivitySpan.Month => new(today.Year, today.Month, 1),
        _ => null,
    };
}
