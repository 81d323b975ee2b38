using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Points given or taken by the shop's own hand.</summary>
/// <param name="AmountPoints">Above zero to give, below to take; at most <see cref="AdjustPoints.Most"/> either way.</param>
/// <param name="Note">Why, in the shop's words: the member may ask.</param>
/// <param name="Reference">Unique in the business; the same one again changes nothing.</param>
internal sealed record Adjustment(BusinessId Business, ContactId Contact, long AmountPoints, string Note, string Reference, DateTimeOffset At)
{
    public string Wallet { get; init; } = Wallets.Default;
    public ShopId? Shop { get; init; }

    /// <summary>What stands behind it, such as <c>case:…</c>; <see langword="null"/> for whoever did it.</summary>
    public string? Cause { get; init; }

    /// <summary>Of points given; <see langword="null"/> for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>How adjusting ended.</summary>
internal abstract record AdjustOutcome
{
    private AdjustOutcome() { }

    public sealed record Adjusted(long TransferId) : AdjustOutcome;

    /// <inheritdoc cref="PostOutcome.AlreadyPosted"/>
    public sealed record AlreadyAdjusted(long TransferId, long AmountPoints) : AdjustOutcome;

    /// <summary>More would be taken than there is: only a return leaves a member owing.</summary>
    public sealed record InsufficientPoints(long AvailablePoints) : AdjustOutcome;

    /// <summary>This person has made as many corrections today as one may; tomorrow they may go on, or somebody else today.</summary>
    public sealed record TooMany(int PerDay) : AdjustOutcome;

    /// <summary>Whoever asked may not; nothing but the refusal was written.</summary>
    public sealed record Denied(Denial Why) : AdjustOutcome;
}

/// <summary>The only way to give or take points without a rule: by somebody, with a reason.</summary>
internal static class AdjustPoints
{
    /// <summary>In one go; more than that is a mistake of the keyboard.</summary>
    public const long Most = 1_000_000_000;

    public static AdjustOutcome Run(WriteScope scope, Actor actor, Adjustment wanted, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(wanted.Note);
        ArgumentOutOfRangeException.ThrowIfZero(wanted.AmountPoints);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(wanted.AmountPoints), Most);
        var deed = new Deed(Permission.AdjustPoints, wanted.Business, wanted.Shop, wanted.Contact);
        if (Refusals.Check(scope, actor, deed, now) is { } denial) return new AdjustOutcome.Denied(denial);
        PointsLedger.Lock(scope, wanted.Business);
        var today = LocalDays.DayOf(now, RecordPurchase.Home(scope, wanted.Business).Zone).DayNumber;
        if (actor is not Actor.System && !LedgerOriginals.IsKnown(scope, wanted.Business, wanted.Reference))
        {
            var most = RoleRules.At(scope, wanted.Business, now)?.CorrectionsPerDay ?? RoleRules.CorrectionsDefault;
            if (MadeOn(scope, wanted.Business, actor, today) >= most)
            {
                Refusals.Write(scope, actor, deed, "too_many_corrections", null, now);
                return new AdjustOutcome.TooMany(most);
            }
        }
        var (ledger, cause) = (new PointsLedger(scope), wanted.Cause ?? actor.Name);
        var outcome = wanted.AmountPoints > 0
            ? ledger.Post(new(wanted.Business, wanted.Contact, wanted.AmountPoints, TransferReason.Adjustment, wanted.Reference, wanted.At)
            {
                Wallet = wanted.Wallet, Cause = cause, Shop = wanted.Shop, Note = wanted.Note, ExpiresAt = wanted.ExpiresAt,
            })
            : ledger.Redeem(new(wanted.Business, wanted.Contact, -wanted.AmountPoints, wanted.Reference, wanted.At)
            {
                Wallet = wanted.Wallet, Cause = cause, Shop = wanted.Shop, Note = wanted.Note, Reason = TransferReason.Adjustment,
            });
        if (outcome is PostOutcome.Posted && actor is not Actor.System) Count(scope, wanted.Business, actor, today);
        return outcome switch
        {
            PostOutcome.Posted posted => new AdjustOutcome.Adjusted(posted.TransferId),
            PostOutcome.AlreadyPosted known => new AdjustOutcome.AlreadyAdjusted(known.TransferId, known.AmountPoints),
            PostOutcome.InsufficientPoints few => new AdjustOutcome.InsufficientPoints(few.AvailablePoints),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static long MadeOn(RowSource source, BusinessId business, Actor actor, int day) =>
        source.Query("SELECT times FROM correction_counts WHERE business_id = @business AND actor = @actor AND day = @day",
            command => command.Set("@business", business.ToString()).Set("@actor", actor.Name).Set("@day", (long)day), row => row.Read() ? row.GetInt64(0) : 0);

    private static void Count(WriteScope scope, BusinessId business, Actor actor, int day) =>
        scope.Command("""
            INSERT INTO correction_counts (business_id, actor, day, times) VALUES (@business, @actor, @day, 1)
            ON CONFLICT (business_id, actor, day) DO UPDATE SET times = correction_counts.times + 1
            """).Set("@business", business.ToString()).Set("@actor", actor.Name).Set("@day", (long)day).ExecuteNonQuery();
}
