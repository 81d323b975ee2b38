using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Demo;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Commands;

/// <summary>Reports as whoever owns the machine reads them: the program's own commands on a database with a past.</summary>
public sealed class ReportCommandTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("engagebot-reports").FullName;
    private ContactId _member;
    private int _year;

    public async ValueTask InitializeAsync()
    {
        await using var host = await EngageHost.StartAsync(folder: _data);
        var (store, directory, now) = (host.Services.GetRequiredService<IStore>(), host.Services.GetRequiredService<BusinessDirectory>(), host.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var business = directory.Business.Id;
        _year = now.Year + 1;
        await store.WriteAsync(scope =>
        {
            _member = MemberLookup.ByPhone(scope, business, DemoPeople.Visitors[0].Phone)!.Value;
            RuleBook.Publish(scope, business, EventRules.Kind, "evening", new EventRules(Names("Evening"), Names("A stylist is there."), "Main Street 12", new(_year, 3, 20, 18, 0, 0), new(_year, 3, 20, 22, 0, 0), 5), now, now);
            Assert.IsType<ReplyOutcome.Taken>(EventBook.Reply(scope, business, _member, "evening", EventAnswer.PlusOne, now));
            var food = BusinessSetup.Open(scope, new() { Name = "Green Food" }, now);
            RuleBook.Publish(scope, business, CoalitionRules.Kind, "city", new CoalitionRules(Names("City Club"), "EUR", new(100, 1), new(ExpiryPolicy.Never), new(1, 3),
                [new(business.Value, "Aroma", ["coffee"]), new(food.Id.Value, "Green Food", ["food"])]), now, now);
            return ValueTask.CompletedTask;
        }, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_ledgers_reports_say_what_there_is_and_that_all_sums_are_right()
    {
        await SaysAsync(0, "all sums are right", "ledger", "verify");
        await SaysAsync(0, "outstanding", "ledger", "liability");
        await SaysAsync(0, "available", "ledger", "balance", DemoPeople.Visitors[0].Phone);
        await SaysAsync(0, "available", "ledger", "balance", _member.ToString());
        await SaysAsync(0, "batches are good until the end of", "ledger", "extend", "--until", $"{_year + 1}-01-31", "--note", "a hard year");
        var (code, _) = await RunAsync("ledger", "balance", "+355000000000");
        Assert.NotEqual(0, code);
    }

    [Fact]
    [Trait("Row", "S33")]
    public async Task An_events_report_counts_who_comes()
    {
        await SaysAsync(0, "coming 1 and 1 guests, refused 0", "event", "report", "evening");
        await SaysAsync(1, "There is no such event", "event", "report", "morning");
    }

    [Fact]
    [Trait("Row", "S28")]
    public async Task A_coalition_is_listed_with_its_partners_and_settles_to_a_file()
    {
        await SaysAsync(0, "city  City Club: Aroma (coffee), Green Food (food)", "coalition", "list");
        var csv = Path.Combine(_data, "month.csv");
        await SaysAsync(0, "City Club, 2026-01", "coalition", "settle", "--month", "2026-01", "--csv", csv);
        Assert.True(File.Exists(csv));
        await SaysAsync(2, "--month is a month such as", "coalition", "settle", "--month", "January");
    }

    [Fact]
    public async Task What_waits_for_a_decision_and_what_is_not_there_is_said_in_words()
    {
        await SaysAsync(0, "Nothing waits.", "referral", "list");
        await SaysAsync(1, "There is no such draw", "raffle", "show", "spring");
    }

    private async Task SaysAsync(int code, string words, params string[] arguments)
    {
        var (ended, output) = await RunAsync(arguments);
        Assert.True(ended == code && output.Contains(words, StringComparison.Ordinal), $"{string.Join(' ', arguments)}: {ended} {output}");
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) => Terminal.RunAsync([.. arguments, "--data", _data]);

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}
