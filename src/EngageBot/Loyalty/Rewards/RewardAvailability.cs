using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Why somebody cannot have a reward now.</summary>
internal enum RewardDenial
{
    /// <summary>There is no such reward, or it was withdrawn.</summary>
    Unknown,
    /// <summary>Its first day has not come.</summary>
    NotYet,
    /// <summary>Its last day is over.</summary>
    Over,
    NotMember,
    OtherLevel,
    /// <summary>For people who bought more, less or lately.</summary>
    OtherAudience,
    /// <summary>Had as often as allowed.</summary>
    LimitReached,
    /// <summary>Nothing is left, or those it was for have all had it.</summary>
    NoneLeft,
    /// <summary>It needs a birthday, and none is known.</summary>
    NoBirthday,
    /// <summary>Not in this shop, or the shop has to be named.</summary>
    OtherShop,
    /// <summary>It is not taken but issued.</summary>
    NotForSale,
}

/// <summary>Decides who can have a reward. Whoever acts on it holds <see cref="PointsLedger.Lock"/> before asking.</summary>
internal static class RewardAvailability
{
    /// <param name="shop">The code of the shop for which it is, where the stock is kept by shop.</param>
    /// <returns><see langword="null"/> if they can have it.</returns>
    public static RewardDenial? Check(RewardSeeker seeker, RewardOffer offer, string? shop)
    {
        var (rules, today) = (offer.Rules, LocalDays.DayOf(seeker.Now, offer.Zone));
        if (rules.From > today) return RewardDenial.NotYet;
        if (rules.To < today) return RewardDenial.Over;
        if (seeker.JoinedAt is not { } joined) return RewardDenial.NotMember;
        if (rules.Valid.Birthday is not null && seeker.Birthday is null) return RewardDenial.NoBirthday;
        if (VoucherSpan.Of(rules, seeker.Birthday, seeker.Now, offer.Zone) is null) return RewardDenial.Over;
        if (!rules.Levels.IsEmpty && !(seeker.Level is { } level && rules.Levels.Contains(level))) return RewardDenial.OtherLevel;
        if (rules.For is { } audience && !Belongs(seeker, rules, audience, joined)) return RewardDenial.OtherAudience;
        if (LimitReached(seeker.Source, offer, seeker.Contact, seeker.Now)) return RewardDenial.LimitReached;
        return LeftOf(seeker.Source, offer, seeker.Contact, shop);
    }

    /// <summary>How many pieces are left.</summary>
    /// <returns><see langword="null"/> if they are not counted.</returns>
    public static long? Left(RowSource source, RewardOffer offer, string? shop)
    {
        if (offer.Rules.Stock is not { } stock) return null;
        if (stock.Shops is not { } shops) return Math.Max(0, stock.Total!.Value - RewardCounts.Read(source, offer.Business, offer.Key, "").Taken);
        return shop is not null && shops.TryGetValue(shop, out var pieces) ? Math.Max(0, pieces - RewardCounts.Read(source, offer.Business, offer.Key, shop).Taken) : 0;
    }

    private static RewardDenial? LeftOf(RowSource source, RewardOffer offer, ContactId contact, string? shop)
    {
        if (offer.Rules.Stock?.Shops is { } shops && (shop is null || !shops.ContainsKey(shop))) return RewardDenial.OtherShop;
        if (Left(source, offer, shop) == 0) return RewardDenial.NoneLeft;
        if (offer.Rules.First is { } first && RewardCounts.Read(source, offer.Business, offer.Key, "").People >= first && !RewardCounts.Had(source, offer.Key, contact)) return RewardDenial.NoneLeft;
        return null;
    }

    private static bool Belongs(RewardSeeker seeker, RewardRules rules, RewardAudience audience, DateTimeOffset joined)
    {
        if (audience.MemberDays is { } days && joined > seeker.Now.AddDays(-days)) return false;
        var bought = seeker.Bought;
        return (audience.PurchasesAtLeast is not { } least || bought.Count >= least)
            && (audience.PurchasesAtMost is not { } most || bought.Count <= most)
            && (audience.SpentAtLeast is not { } spent || bought.Minor >= RewardChecks.Minor(rules, spent))
            && (audience.BoughtWithinDays is not { } within || bought.LastAt >= seeker.Now.AddDays(-within));
    }

    private static bool LimitReached(RowSource source, RewardOffer offer, ContactId contact, DateTimeOffset now)
    {
        if (offer.Rules.Limit is not { } limit) return false;
        var since = SinceOf(limit.Per, LocalDays.DayOf(now, offer.Zone)) is { } day ? LocalDays.StartOf(day, offer.Zone) : DateTimeOffset.UnixEpoch;
        return source.Query(
            "SELECT COUNT(*) FROM vouchers WHERE contact_id = @contact AND reward = @reward AND issued_at >= @since AND state <> 'Cancelled'",
            command => command.Set("@contact", contact.ToString()).Set("@reward", offer.Key).Set("@since", since),
            row => row.Read() && row.GetInt64(0) >= limit.Times);
    }

    /// <summary>The first day of the span in which a day falls; weeks begin on Monday.</summary>
    private static DateOnly? SinceOf(RewardPeriod period, DateOnly today) => period switch
    {
        RewardPeriod.Day => today,
        RewardPeriod.Week => LocalDays.WeekOf(today),
        RewardPeriod.Month => new DateOnly(today.Year, today.Month, 1),
        RewardPeriod.Quarter => LocalDays.QuarterOf(today),
        RewardPeriod.Year => new DateOnly(today.Year, 1, 1),
        _ => null,
    };
}
