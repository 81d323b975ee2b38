using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>What a discount programme takes off a basket.</summary>
/// <param name="Level">Whose discount it is; absent where a rule gave it.</param>
internal sealed record Discount(string Programme, decimal Percent, long OffMinor, string? Level);

/// <summary>What the till takes off before the customer pays: the best of the business's discount programmes, never their sum.</summary>
internal static class DiscountQuote
{
    /// <param name="contact">Who buys, if the till knows; a personal card's owner.</param>
    /// <param name="bearer">A card was shown that anybody may show.</param>
    /// <returns><see langword="null"/> if nothing is taken off.</returns>
    public static Discount? Of(RowSource source, BusinessId business, ContactId? contact, bool bearer, Receipt basket, TimeZoneInfo zone)
    {
        Discount? best = null;
        foreach (var programme in Programmes.All(source, business, basket.BoughtAt).Where(p => p.Rules.Mode is ProgrammeMode.Discount))
        {
            var standing = StandingOf(source, programme.Key, programme.Rules, contact, bearer, basket.BoughtAt, zone);
            var percent = Accruals.DiscountPercent(programme.Rules, basket, standing, zone);
            var off = Accruals.DiscountMinor(programme.Rules, basket, percent);
            if (off > (best?.OffMinor ?? 0)) best = new(programme.Key, percent, off, standing.Levels.IsEmpty ? null : standing.Levels[0]);
        }
        return best;
    }

    /// <summary>A bearer card gives the small discount whoever shows it; a member's own level counts if it is higher.</summary>
    private static Standing StandingOf(RowSource source, string programme, ProgrammeRules rules, ContactId? contact, bool bearer, DateTimeOffset at, TimeZoneInfo zone)
    {
        if (contact is { } member)
            return MemberStanding.Read(source, member, rules, LevelQuery.Read(source, member, programme, rules, at, zone), at, zone, except: null);
        return bearer && rules.BearerLevel is { } level ? new([level]) : Standing.None;
    }
}
