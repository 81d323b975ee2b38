using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Years;
using EngageBot.Storage;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>What members do besides buying, as dialogs may show it.</summary>
internal static class DeedFacts
{
    /// <summary>How long tickets of a draw that is over are shown.</summary>
    private const int TicketsShownDays = 30;

    /// <summary>As many buttons as a question has at most.</summary>
    private const int ChoicesMax = 24;

    /// <summary><c>achievements.*</c>: what is reached, and how far the rest is.</summary>
    public static Value.Record Achievements(FactSource source)
    {
        var all = source.Chat.JoinedAt is null ? [] : AchievementBook.Of(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now);
        var (open, currency) = (all.Where(a => a.EarnedOn is null).ToList(), source.Page.Business.Currency);
        return Record(
            ("earned", List(all.Where(a => a.EarnedOn is not null).Select(a => Record(
                ("badge", new Value.Text(a.Rules.Badge)), ("name", source.Words(a.Rules.Name)), ("day", new Value.Date(a.EarnedOn!.Value)))))),
            ("counting", List(open.Where(a => a.Rules.Count is not AchievementCount.Spend).Select(a => Record(
                ("badge", new Value.Text(a.Rules.Badge)), ("name", source.Words(a.Rules.Name)), ("done", new Value.Int(a.Done)), ("goal", new Value.Int(a.Rules.Goal)),
                ("gives", new Value.Int(a.Rules.Gives.Points)), ("voucher", VoucherName(source, a.Rules.Gives)))))),
            ("paying", List(open.Where(a => a.Rules.Count is AchievementCount.Spend).Select(a => Record(
                ("badge", new Value.Text(a.Rules.Badge)), ("name", source.Words(a.Rules.Name)), ("done", new Value.Money(a.Done, currency)), ("goal", new Value.Money(a.Rules.Goal, currency)),
                ("gives", new Value.Int(a.Rules.Gives.Points)), ("voucher", VoucherName(source, a.Rules.Gives)))))));
    }

    /// <summary>What a bonus gives besides points, by its name.</summary>
    internal static Value.Text? VoucherName(FactSource source, BonusRule gives) =>
        gives.Voucher is { } reward && RewardOffer.At(source.Scope, source.Page.Business.Id, reward, source.Now) is { } offer ? Text(offer.Rules.NameIn(source.Language)) : null;

    /// <summary><c>raffles.*</c>: somebody's tickets, and the draw they may enter next.</summary>
    public static Value.Record Raffles(FactSource source)
    {
        var (business, contact, now) = (source.Page.Business.Id, source.Chat.ContactId, source.Now);
        var tickets = RaffleRows.Tickets(source.Scope, contact, now.AddDays(-TicketsShownDays));
        var entered = tickets.Where(t => t.State is TicketState.Valid).ToList();
        // Rules become a draw by the clock, within half a minute: before that there is nothing to offer.
        var offer = RaffleRows.Open(source.Scope, business).FirstOrDefault(r =>
            r.IsOpen(now) && RaffleBook.WhyNot(source.Scope, r, contact, now) is null && !RaffleRows.HasTap(source.Scope, r.Id, contact));
        return Record(
            ("tickets", List(tickets.Select(t => Record(
                ("number", new Value.Int(t.Number)), ("name", source.Words(t.Raffle.Rules.Name)), ("draws", new Value.Instant(t.Raffle.DrawsAt)),
                ("state", new Value.Text(SnakeCase.Of(t.State.ToString()))))))),
            ("terms", List(entered.DistinctBy(t => t.Raffle.Id).Select(t => Record(("name", source.Words(t.Raffle.Rules.Name)), ("terms", source.Words(t.Raffle.Rules.Terms)))))),
            ("offer", offer is null ? null : new Value.Text(offer.Key)),
            ("offer_name", source.Words(offer?.Rules.Name)),
            ("offer_terms", source.Words(offer?.Rules.Terms)),
            ("offer_draws", new Value.Instant(offer?.DrawsAt ?? now)));
    }

    /// <summary><c>year.*</c>: what the programme brought this year, to the cent.</summary>
    public static Value.Record Year(FactSource source)
    {
        var (business, currency) = (source.Page.Business.Id, source.Page.Business.Currency);
        var year = YearSummary.Of(source.Scope, business, source.Chat.ContactId, source.Now);
        var start = LocalDays.StartOf(new(year.Year, 1, 1), source.Page.Zone);
        return Record(
            ("number", new Value.Text(year.Year.ToString(CultureInfo.InvariantCulture))),
            ("purchases", new Value.Int(year.Purchases)), ("paid", new Value.Money(year.PaidMinor, currency)),
            ("earned", new Value.Int(year.EarnedPoints)), ("given", new Value.Int(year.GivenPoints)), ("spent", new Value.Int(year.SpentPoints)),
            ("donated", new Value.Int(year.DonatedPoints)), ("expired", new Value.Int(year.ExpiredPoints)),
            ("vouchers", new Value.Int(year.VouchersUsed)), ("saved", new Value.Money(year.SavedMinor, currency)),
            ("hand_ins", List(CauseBook.HandedIn(source.Scope, business, source.Chat.ContactId, start, source.Now).Select(h => Record(
                ("name", source.Words(h.Rules.Name)), ("amount", new Value.Text(AmountOf(h.Rules.Unit, h.Quantity, source.Language))))))));
    }

    /// <summary><c>causes.*</c>: what points can be given to, and the amounts that the customer has.</summary>
    public static Value.Record Causes(FactSource source)
    {
        var causes = CauseBook.Offered(source.Scope, source.Page.Business.Id, source.Now);
        var available = source.Balance?.AvailablePoints ?? 0;
        return Record(
            ("items", List(causes.Select(c => Record(
                ("name", source.Words(c.Rules.Name)), ("about", source.Words(c.Rules.About)), ("total", new Value.Int(c.TotalPoints)), ("givers", new Value.Int(c.Givers)))))),
            ("choices", List(causes.SelectMany(c => c.Rules.Steps.Where(step => step <= available).Select(step => Record(
                ("id", new Value.Text(string.Create(CultureInfo.InvariantCulture, $"{c.Key}:{step}"))), ("name", source.Words(c.Rules.Name)), ("points", new Value.Int(step)))))
                .Take(ChoicesMax))));
    }

    /// <summary>Grams as kilograms with the language's decimal sign.</summary>
    private static string AmountOf(HandInUnit unit, long quantity, string language) => unit is HandInUnit.Pieces
        ? quantity.ToString(CultureInfo.InvariantCulture)
        : (quantity / 1000m).ToString("0.###", CultureInfo.InvariantCulture).Replace(".", language == "en" ? "." : ",", StringComparison.Ordinal) + (language == "ru" ? " кг" : " kg");
}
