using System.Globalization;
using System.Text;
using EngageBot.Businesses;
using EngageBot.Loyalty.Imports;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty;

/// <summary>An import that is only tried, and one that is broken off.</summary>
public class DryImportTests : IAsyncLifetime
{
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private LoyaltyWorld _world = null!;
    private Business _business = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync(database: Database);
        _business = await _world.Store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.All(connection).Single()), LoyaltyWorld.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_dry_run_says_what_the_import_then_does_and_writes_nothing()
    {
        var members = Members(1300);
        var tried = await MembersAsync(members, dry: true);
        Assert.Equal("0 0 0 0", await RowsAsync());
        Assert.StartsWith("Nothing was written. Of 1304 rows", tried.Lines().First(), StringComparison.Ordinal);
        Assert.Equal(tried with { Dry = false, Refused = [] }, await MembersAsync(members) with { Refused = [] });
        var receipts = Receipts(700);
        var planned = await PurchasesAsync(receipts, dry: true);
        Assert.Equal(0, await _world.CountAsync("purchases"));
        var done = await PurchasesAsync(receipts);
        Assert.Equal(planned.Refused, done.Refused.AsEnumerable());
        Assert.Equal((planned.Added, planned.Changed, planned.Unchanged, planned.RefusedRows), (done.Added, done.Changed, done.Unchanged, done.RefusedRows));
        Assert.Equal((700, 1, 1), (done.Added, done.Unchanged, done.RefusedRows));
    }

    [Fact]
    public async Task Rows_that_hang_together_over_slices_are_judged_as_they_will_be()
    {
        // The number of the first row belongs to its member; the last row claims it for another, far behind.
        var file = new StringBuilder("phone,points,external_id\n+355690000000,5,C-1\n");
        for (var n = 1; n < 1100; n++) file.Append(CultureInfo.InvariantCulture, $"+3556910{n:D5},1,\n");
        file.Append("+355690000000,5,\n+355690000000,6,\n+355699999999,1,C-1\n");
        var tried = await MembersAsync(file.ToString(), dry: true);
        Assert.Equal((1100, 0, 1, 2), (tried.Added, tried.Changed, tried.Unchanged, tried.RefusedRows));
        Assert.Equal([1103, 1104], tried.Refused.Select(r => r.Line));
    }

    [Fact]
    public async Task An_import_that_breaks_off_and_is_repeated_ends_as_one_that_did_not()
    {
        var members = Members(1300);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(LoyaltyWorld.Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Imports.MembersAsync(_business, () => Open(members), _ => broken.Cancel(), broken.Token));
        Assert.InRange(await _world.CountAsync("contacts"), 1, 1000);
        await MembersAsync(members);
        var repeated = await RowsAsync();
        await using var other = await LoyaltyWorld.OpenAsync(database: Database);
        var business = await other.Store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.All(connection).Single()), LoyaltyWorld.Cancellation);
        await new CsvImports(other.Store, other.Purchases, other.Clock, NullLoggerFactory.Instance).MembersAsync(business, () => Open(members), null, LoyaltyWorld.Cancellation);
        Assert.Equal(await RowsAsync(other), repeated);
    }

    [Fact]
    public async Task Points_go_into_the_wallet_the_file_names_if_there_is_such_a_programme()
    {
        var report = await MembersAsync("phone,points,wallet\n+355691234567,5,points\n+355691234567,7,stamps\n");
        Assert.Equal("there is no programme stamps, so no such wallet.", Assert.Single(report.Refused).Reason);
        Assert.Equal(1, report.Added);
    }

    private static string Members(int count)
    {
        var file = new StringBuilder("phone,name,points,points_expire,external_id\n");
        for (var n = 0; n < count; n++) file.Append(CultureInfo.InvariantCulture, $"+35569{n:D7},M{n},10,2026-12-31,C-{n}\n");
        // A second expiry, the same again, a contradiction, and nobody's phone.
        return file.Append("+355690000000,,5,never,\n+355690000001,,10,2026-12-31,\n+355690000002,,11,2026-12-31,\nnobody,,1,,\n").ToString();
    }

    private static string Receipts(int count)
    {
        var file = new StringBuilder("shop;receipt;phone;amount;at\n");
        for (var n = 0; n < count; n++) file.Append(CultureInfo.InvariantCulture, $"main;{n};+35569{n:D7};12,50;2026-02-01\n");
        return file.Append("main;0;+355690000000;12,50;2026-02-01\nmain;1;+355690000001;99,50;2026-02-01\n").ToString();
    }

    private async Task<string> RowsAsync(LoyaltyWorld? world = null)
    {
        var counts = new List<long>();
        foreach (var table in (string[])["contacts", "member_numbers", "transfers", "batches"]) counts.Add(await (world ?? _world).CountAsync(table));
        return string.Join(' ', counts);
    }

    private CsvImports Imports => new(_world.Store, _world.Purchases, _world.Clock, NullLoggerFactory.Instance);

    private Task<ImportReport> MembersAsync(string file, bool dry = false) => Imports.MembersAsync(_business, () => Open(file), null, LoyaltyWorld.Cancellation, dry);

    private Task<ImportReport> PurchasesAsync(string file, bool dry = false) => Imports.PurchasesAsync(_business, () => Open(file), null, LoyaltyWorld.Cancellation, dry);

    private static MemoryStream Open(string file) => new(Encoding.UTF8.GetBytes(file));
}

public sealed class DryImportTestsOnPostgres : DryImportTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
