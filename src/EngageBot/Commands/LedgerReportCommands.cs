using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Reports;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot ledger liability|balance</c>: what the business owed, and what a member had, at the end of any day.</summary>
internal static class LedgerReportCommands
{
    public static Option<string> WalletOption() => new("--wallet") { Description = "Default: points.", DefaultValueFactory = _ => Wallets.Default };

    private static Option<DateOnly?> DayOption() => new("--day") { Description = "The end of that day, such as 2026-12-31; default: now." };

    public static Command Liability()
    {
        var (day, wallet) = (DayOption(), WalletOption());
        var value = new Option<string?>("--value") { Description = "What --per units are worth in money, such as 5.00; default: a minor unit each." };
        var per = new Option<long>("--per") { Description = "Default: 1.", DefaultValueFactory = _ => 1 };
        var breakage = new Option<decimal?>("--breakage") { Description = "Percent that is expected to expire; default: what the months had of whose points nothing is left." };
        return Verb.Of("liability", "What members have and what it is worth, by age, with and without what is expected to expire.", [day, wallet, value, per, breakage], async verb =>
        {
            var business = verb.Business;
            var minor = verb.Value(value) is { } text ? MinorUnits.Parse(text, business.Currency) : 1;
            if (minor is null || verb.Required(per) is < 1 or > 1_000_000) return await Verb.FailAsync($"--value is an amount in {business.Currency} such as 5.00, --per between 1 and 1,000,000.");
            if (verb.Value(breakage) is < 0 or > 100) return await Verb.FailAsync("--breakage is between 0 and 100.");
            var share = verb.Value(breakage) is { } percent ? new Share((int)(percent * 100)) : (Share?)null;
            if (DayOf(verb, verb.Value(day)) is not { } asked) return await Verb.FailAsync("--day has not begun.");
            var report = await verb.ReadAsync(source => LiabilityReport.Read(
                source, business.Id, asked, new(minor.Value, verb.Required(per)), share, verb.Required(wallet)));
            Print(report, business.Currency);
            return 0;
        });
    }

    public static Command Balance()
    {
        var member = new Argument<string>("member") { Description = "Phone or id." };
        var (day, wallet) = (DayOption(), WalletOption());
        return Verb.Of("balance", "What a member had at the end of a day.", [member, day, wallet], async verb =>
        {
            if (DayOf(verb, verb.Value(day)) is not { } asked) return await Verb.FailAsync("--day has not begun.");
            if (await MemberAsync(verb, verb.Required(member)) is not { } contact) return 2;
            var had = await verb.ReadAsync(source => BalanceAt.Read(source, contact, asked, verb.Required(wallet)));
            Console.WriteLine($"{asked.Day:yyyy-MM-dd}: {had.AvailablePoints} available, {had.PendingPoints} on the way, {had.ReservedPoints} set aside");
            return 0;
        });
    }

    public static (Business Business, IStore Store, DateTimeOffset Now) Parts(IServiceProvider provider) =>
        (provider.GetRequiredService<BusinessDirectory>().Business, provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>The member, or <see langword="null"/> after one line.</summary>
    public static async Task<ContactId?> MemberAsync(Verb verb, string text)
    {
        var found = await verb.ReadAsync(source =>
            Guid.TryParse(text, out var id) ? MemberLookup.ById(source, verb.Business.Id, id)
            : PhoneNumber.Parse(text, verb.Business.CallingCode) is { } phone ? MemberLookup.ByPhone(source, verb.Business.Id, phone) : null);
        if (found is null) await Verb.FailAsync("There is no such member; give the phone with its country code, or the id.");
        return found;
    }

    private static LedgerDay? DayOf(Verb verb, DateOnly? day)
    {
        var (zone, now) = (verb.Directory.Zone, verb.Now);
        return LedgerDay.Of(day ?? LocalDays.DayOf(now, zone), zone, now);
    }

    private static void Print(LiabilityReport report, string currency)
    {
        string Money(long minor) => $"{MinorUnits.Format(minor, currency)} {currency}";
        static string Percent(Share share) => (share.BasisPoints / 100m).ToString("0.00", CultureInfo.InvariantCulture) + " %";
        Console.WriteLine($"{report.Wallet} at the end of {report.Day:yyyy-MM-dd}, up to transfer {report.LastTransferId}");
        foreach (var age in report.Ages)
            Console.WriteLine($"  {age.FromDays,4}{(age.ToDays is { } to ? $"-{to}" : "+"),-5} days {age.Points,14} {Money(age.ValueMinor),18}");
        Console.WriteLine($"  outstanding     {report.OutstandingPoints,14} {Money(report.ValueMinor),18}   of these never expire {report.NeverExpiringPoints}, members owe {report.OwedPoints}");
        Console.WriteLine(report.ExpectedBreakage is { } breakage
            ? $"  less {Percent(breakage)} expected to expire: {Money(report.ValueAfterBreakageMinor)}"
            : "  no month's points have all come to their end yet: nothing is taken off for breakage");
        var totals = report.Totals;
        Console.WriteLine($"  issued {totals.IssuedPoints}: active {totals.ActivePoints}, pending {totals.PendingPoints}, blocked {totals.BlockedPoints}, spent {totals.SpentPoints}, expired {totals.ExpiredPoints}, donated {totals.DonatedPoints}");
        foreach (var cohort in report.Cohorts.TakeLast(36))
            Console.WriteLine($"  {cohort.Month:yyyy-MM}: issued {cohort.IssuedPoints}, expired {cohort.ExpiredPoints}, left {cohort.OutstandingPoints}{(cohort.Ended ? $", breakage {Percent(cohort.Breakage)}" : "")}");
    }
}
