using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Insights;

namespace EngageBot.Commands;

/// <summary><c>engagebot measures …</c>: what plays and broadcasts brought.</summary>
internal static class MeasureCommands
{
    public static Command Build() => new("measures", "What plays and broadcasts brought, against those held out of them.") { List(), Show() };

    private static Command List() =>
        Verb.Of("list", "Plays that were tried on anybody and the last broadcasts that began, with the verdict on each.", [], async verb =>
        {
            var book = verb.Part<MeasureBook>();
            foreach (var measure in await verb.ReadAsync(source => book.All(source, verb.Business.Id)))
            {
                var report = await verb.ReadAsync(source => MeasureReport.Read(source, verb.Business.Id, measure, verb.Now));
                Console.WriteLine($"{measure.Kind,-10} {measure.Key,-24} {Words(report)}");
            }
            return 0;
        });

    private static Command Show()
    {
        var kind = new Argument<string>("kind") { Description = "play or broadcast." };
        var key = new Argument<string>("key") { Description = "The play's name, or the broadcast's number." };
        return Verb.Of("show", "The result page of one of them.", [kind, key], async verb =>
        {
            var book = verb.Part<MeasureBook>();
            if (await verb.ReadAsync(source => book.Find(source, verb.Business.Id, verb.Required(kind), verb.Required(key))) is not { } measure)
                return await Verb.FailAsync("There is no such play, and no such broadcast that has begun; engagebot measures list shows them.", code: 1);
            Print(await verb.ReadAsync(source => MeasureReport.Read(source, verb.Business.Id, measure, verb.Now)), verb.Business.Currency);
            return 0;
        });
    }

    private static string Words(MeasureReport report) => report.Effect.State switch
    {
        EffectState.NotMeasured => "not measured: nobody was held out",
        EffectState.TooEarly => "nobody's time is over yet",
        EffectState.TooFew => $"too few people for a verdict: {report.Effect.Treated.People} and {report.Effect.Held.People} held out",
        _ => (report.Effect.Verdict switch { EffectVerdict.Works => "works", EffectVerdict.Harms => "harms", _ => "no effect shown" })
            + (report.WornOut ? ", worn out" : "") + (report.Effect.LosesMoney ? ", loses money" : ""),
    };

    private static void Print(MeasureReport report, string currency)
    {
        var effect = report.Effect;
        string Money(double minor) => $"{MinorUnits.Format((long)Math.Round(minor), currency)} {currency}";
        string Between(double? value, Interval? interval, Func<double, string> show) => value is { } v && interval is { } i ? $"{show(v)}, with 95 % confidence between {show(i.Low)} and {show(i.High)}" : "not known";
        Console.WriteLine($"{report.Measure.Kind} {report.Measure.Key}: {Words(report)}");
        Console.WriteLine($"  it was for   {effect.Treated.People,8} people, {effect.Treated.Buyers} bought within {report.Measure.Window.TotalDays:0} days: {Percent(effect.Treated.Rate.Value)}");
        Console.WriteLine($"  held out     {effect.Held.People,8} people, {effect.Held.Buyers} bought: {Percent(effect.Held.Rate.Value)}; {report.Waiting} people's time is not over");
        if (effect.State is EffectState.NotMeasured or EffectState.TooEarly) return;
        Console.WriteLine($"  difference   {Between(effect.RateDifference, effect.RateInterval, Percent)}");
        Console.WriteLine($"  spent a head {Between(effect.SpentDifferenceMinor, effect.SpentIntervalMinor, Money)} more");
        Console.WriteLine($"  cost         {(effect.CostMinor is { } cost ? Money(cost) : "not known: say what a point is worth")} ({report.CostPoints} points, {Money(report.DiscountMinor)} taken off)");
        Console.WriteLine($"  net          {(effect.MarginPerBuyerMinor is null ? "not known: say your margin" : Between(effect.NetMinor, effect.NetIntervalMinor, Money))}{(effect.Roi is { } roi ? $"; {Percent(roi)} of the cost" : "")}");
        foreach (var variant in report.Variants)
            Console.WriteLine($"  text {variant.Key,-8} {variant.Group.People,8} people, {Percent(variant.Group.Rate.Value)} bought{(variant.Key == report.Winner ? ": the better one" : "")}");
        foreach (var week in report.Weeks.TakeLast(26))
            Console.WriteLine($"  week of {week.Monday:yyyy-MM-dd}: {Percent(week.Treated.Rate.Value)} of {week.Treated.People} against {Percent(week.Held.Rate.Value)} of {week.Held.People}");
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
