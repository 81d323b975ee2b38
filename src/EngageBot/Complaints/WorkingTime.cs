using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>When people of a business work: its shops' hours, without its holidays. The one calendar of promises, of the ladder and of the timers of dialogs.</summary>
internal static class WorkingTime
{
    /// <summary>Of any shop: somebody works while one of them is open.</summary>
    public static WorkingHours Of(RowSource source, BusinessPage page, DateTimeOffset now) => Of(page, ServiceRules.At(source, page.Business.Id, now));

    /// <summary>The same, with the rules at hand.</summary>
    /// <param name="shop">Of this one alone.</param>
    public static WorkingHours Of(BusinessPage page, ServiceRules rules, ShopId? shop = null)
    {
        var holidays = rules.Holidays.Select(Holiday.Parse).OfType<Holiday>().ToImmutableArray();
        return new WorkingHours(
            page.Zone,
            day => page.Shops.Where(s => s.ClosedAt is null && (shop is null || s.Id == shop)).SelectMany(s => Spans(s.OpeningHours.On(day))),
            holidays.IsEmpty ? null : day => holidays.FirstOrDefault(h => h.Is(day)) is { } holiday ? [.. Spans(holiday.Open)] : null);
    }

    private static IEnumerable<WorkingSpan> Spans(ImmutableArray<OpenInterval> open) =>
        open.Select(i => new WorkingSpan(TimeSpan.FromMinutes(i.Opens), TimeSpan.FromMinutes(i.Closes)));
}

/// <summary>Which times a business may honestly tell a customer.</summary>
internal sealed record ServiceTimes(ServiceRules Rules, WorkingHours Hours)
{
    public static ServiceTimes Of(RowSource source, BusinessPage page, DateTimeOffset now)
    {
        var rules = ServiceRules.At(source, page.Business.Id, now);
        return new(rules, WorkingTime.Of(page, rules));
    }

    /// <summary>A first word: so long from now by the clock; while nobody works so long from the next opening.</summary>
    /// <returns><see langword="null"/> if nobody will work within a year: then no time is told.</returns>
    public DateTimeOffset? FirstReply(DateTimeOffset now) => Hours.NextOpening(now)?.AddMinutes(Rules.FirstReplyMinutes);

    /// <summary>An answer, so many working hours from now.</summary>
    public DateTimeOffset? Answer(DateTimeOffset now) => Hours.AfterWork(now, TimeSpan.FromHours(Rules.AnswerHours));

    /// <summary>The next news in a rhythm; absent where the customer wants the result alone.</summary>
    public DateTimeOffset? Update(CaseRhythm rhythm, DateTimeOffset now) => rhythm switch
    {
        CaseRhythm.Hourly => now.AddHours(1),
        CaseRhythm.Daily => now.AddHours(Rules.UpdateHours),
        _ => null,
    };

    /// <summary>When a step of the ladder is due for somebody who waits.</summary>
    public DateTimeOffset? Step(int step, DateTimeOffset since) => Hours.AfterWork(since, TimeSpan.FromMinutes(Rules.Ladder[step].AfterMinutes));
}
