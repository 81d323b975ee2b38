using System.Text;
using EngageBot.Businesses;
using EngageBot.Loyalty.Imports;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty;

public class ImportTests : IAsyncLifetime
{
    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    private const string Members = """
        phone,name,language,birthday,points,points_expire,external_id
        +355691234567,Arta,sq,14.06,120,2026-12-31,C-1001
        +355691234567,,,,30,31.12.2027,
        00355 69 765 43 21,"Besnik ""Beni"" Hoxha",en,--11-03,,,C-1002
        """;

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
    public async Task Members_come_with_their_points_and_a_second_run_changes_nothing()
    {
        var first = await MembersAsync(Members);
        Assert.Equal((3L, 2L, 1L, 0L, true), (first.Rows, first.Added, first.Changed, first.Unchanged, first.Complete));
        var again = await MembersAsync(Members);
        Assert.Equal((3L, 0L, 0L, 3L), (again.Rows, again.Added, again.Changed, again.Unchanged));
        var arta = await ByPhoneAsync("+355691234567");
        Assert.Equal([new(120, new(2026, 12, 31)), new(30, new(2027, 12, 31))], (await _world.BalanceAsync(arta)).Batches.AsEnumerable());
        var people = await _world.Store.ReadRowsAsync("SELECT phone, name, language, birthday FROM contacts ORDER BY phone", _ => { },
            row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), LoyaltyWorld.Cancellation);
        Assert.Equal([("+355691234567", "Arta", "sq", "06-14"), ("+355697654321", "Besnik \"Beni\" Hoxha", "en", "11-03")], people);
    }

    [Fact]
    public async Task A_level_and_a_card_come_along_and_both_work_from_that_day()
    {
        await LevelsAsync();
        const string File = "phone,name,level,card\n+355691234567,Arta,gold,C-77\n+355697654321,Besnik,,\n";
        Assert.Equal((2L, true), ((await MembersAsync(File)).Added, (await MembersAsync(File)).Complete));
        var arta = await ByPhoneAsync("+355691234567");
        Assert.Equal("gold", (await _world.BalanceAsync(arta)).Level.Current?.Key);
        Assert.Equal("bronze", (await _world.BalanceAsync(await ByPhoneAsync("+355697654321"))).Level.Current?.Key);
        Assert.Equal((CardKind.Personal, arta), await _world.Store.ReadAsync(connection => ValueTask.FromResult(Cards.Find(connection, _world.Business, "C-77")!.Value), LoyaltyWorld.Cancellation));
        var bought = Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(arta, 10_00, "A-1"));
        Assert.Equal(15, bought.Points);    // gold is worth half as much again
        Assert.Equal(0, (await MembersAsync(File)).Changed);
        _world.Clock.Advance(TimeSpan.FromDays(370));
        Assert.Equal("bronze", (await _world.BalanceAsync(arta)).Level.Current?.Key);    // by the programme's own year
    }

    [Fact]
    public async Task A_level_nobody_knows_and_a_card_of_somebody_else_are_refused_and_nothing_of_their_rows_is_in()
    {
        await LevelsAsync();
        const string File = "phone,level,card\n+355691234567,gold,C-1\n+355691234568,platinum,\n+355691234569,silver,C-1\n+355691234570,,4111111111111111\n+355691234567,silver,C-1\n";
        var dry = await MembersAsync(File, dry: true);
        var report = await MembersAsync(File);
        Assert.Equal(report.Refused.AsEnumerable(), dry.Refused.AsEnumerable());
        Assert.Equal((1L, 4L), (report.Added, report.RefusedRows));
        Assert.Equal([3L, 4L, 5L, 6L], report.Refused.Select(r => r.Line));
        Assert.Contains("levels are bronze, silver, gold", report.Refused[0].Reason, StringComparison.Ordinal);
        Assert.Contains("belongs to somebody else", report.Refused[1].Reason, StringComparison.Ordinal);
        Assert.Contains("payment card", report.Refused[2].Reason, StringComparison.Ordinal);
        Assert.Contains("brought along once", report.Refused[3].Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (await _world.CountAsync("contacts"), await _world.CountAsync("cards"), await _world.CountAsync("brought_levels")));
    }

    [Fact]
    public async Task What_a_member_said_is_kept_and_only_gaps_are_filled()
    {
        var ana = await _world.MemberAsync("+355691234567");
        await _world.WriteAsync(scope => scope.Command("UPDATE contacts SET name = 'Ana'").ExecuteNonQuery());
        Assert.Equal(1, (await MembersAsync("phone,name,language\n+355691234567,Anna,sq\n")).Changed);
        Assert.Equal(("Ana", "sq"), (await _world.Store.ReadRowsAsync("SELECT name, language FROM contacts", _ => { }, row => (row.GetString(0), row.GetString(1)), LoyaltyWorld.Cancellation)).Single());
        Assert.Equal(0, (await _world.BalanceAsync(ana)).AvailablePoints);
    }

    [Theory]
    [InlineData("phone,points\n0691234567,1\n", "country code")]
    [InlineData("phone,points\n,1\n", "phone is empty")]
    [InlineData("phone,points\n+355691234567,1.5\n", "no whole number")]
    [InlineData("phone,points\n+355691234567,-5\n", "no whole number")]
    [InlineData("phone,points,points_expire\n+355691234567,5,2020-01-01\n", "has passed")]
    [InlineData("phone,points,points_expire\n+355691234567,5,soon\n", "no date")]
    [InlineData("phone,birthday\n+355691234567,30.02\n", "no day")]
    [InlineData("phone,language\n+355691234567,de\n", "none of en, ru, sq")]
    [InlineData("phone,name\n+355691234567\n", "1 fields, the header has 2")]
    [InlineData("phone,name\n+355691234567,a,b\n", "3 fields, the header has 2")]
    [InlineData("phone,name\n+355691234567,\"a\"b\n", "quotes")]
    [InlineData("phone,name\n+355691234567,a\0b\n", "NUL")]
    public async Task A_row_that_cannot_be_taken_is_named_with_its_line_and_a_plain_reason(string file, string reason)
    {
        var report = await MembersAsync(file);
        var row = Assert.Single(report.Refused);
        Assert.Equal(2, row.Line);
        Assert.Contains(reason, row.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await _world.CountAsync("contacts"));
    }

    [Fact]
    public async Task Rows_around_a_refused_one_are_taken()
    {
        var report = await MembersAsync("phone;name\n+355691111111;A\n\nnobody;B\n\"+355692222222;C\n+355693333333;D\n");
        Assert.Equal([4L, 5L], report.Refused.Select(r => r.Line));
        Assert.Equal((4L, 2L, 2L), (report.Rows, report.Added, report.RefusedRows));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("name,points\nA,1\n", "no column phone")]
    [InlineData("phone,email\n+355691234567,a@b\n", "\"email\"")]
    [InlineData("phone,phone\n+355691234567,1\n", "two columns called phone")]
    public async Task A_file_with_the_wrong_columns_gets_one_clear_answer(string file, string problem)
    {
        var report = await MembersAsync(file);
        Assert.Contains(problem, report.FileProblem!, StringComparison.Ordinal);
        Assert.Equal((0L, false), (report.Rows, report.Complete));
    }

    [Fact]
    public async Task A_huge_row_stops_the_import_with_a_clear_answer_and_keeps_what_came_before()
    {
        var lines = string.Concat(Enumerable.Range(0, 600).Select(n => $"+35569{n:0000000},A\n"));
        var report = await MembersAsync("phone,name\n" + lines + "+355699999999," + new string('x', 300_000) + "\n");
        Assert.Contains("64 KiB", report.FileProblem!, StringComparison.Ordinal);
        Assert.Equal(500, await _world.CountAsync("contacts"));
    }

    [Fact]
    public async Task A_file_that_is_not_utf8_is_told_so_row_by_row()
    {
        var report = await new ImportMembers(_world.Store, _business, _world.Clock, NullLogger.Instance).RunAsync(
            () => new MemoryStream([.. "phone,name\n+355691234567,"u8, 0xC0, 0xE0, .. "\n+355697654321,B\n"u8]), null, LoyaltyWorld.Cancellation);
        Assert.Contains("UTF-8", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(1, report.Added);
    }

    [Fact]
    public async Task A_byte_order_mark_a_semicolon_and_windows_line_ends_are_fine()
    {
        var report = await new ImportMembers(_world.Store, _business, _world.Clock, NullLogger.Instance).RunAsync(
            () => new MemoryStream([.. Encoding.UTF8.GetPreamble(), .. "Phone;Points Expire;Points\r\n+355691234567;never;5\r\n"u8]), null, LoyaltyWorld.Cancellation);
        Assert.Equal(1, report.Added);
        Assert.Equal(5, (await _world.BalanceAsync(await ByPhoneAsync("+355691234567"))).NeverExpiringPoints);
    }

    [Fact]
    public async Task Other_points_for_the_same_expiry_are_refused_and_a_number_belongs_to_one_member()
    {
        await MembersAsync(Members);
        var report = await MembersAsync("phone,points,points_expire,external_id\n+355691234567,121,2026-12-31,\n+355697654321,,,C-1001\n");
        Assert.Equal(["120 points", "another phone"], report.Refused.Select(r => r.Reason.Contains("120 points", StringComparison.Ordinal) ? "120 points" : "another phone"));
        Assert.Equal(0, report.Changed);
    }

    [Fact]
    public async Task Progress_is_told_after_each_slice()
    {
        var told = new List<ImportProgress>();
        await MembersAsync("phone\n" + string.Concat(Enumerable.Range(0, 1_200).Select(n => $"+35569{n:0000000}\n")), told.Add);
        Assert.Equal([500L, 1_000, 1_200], told.Select(p => p.Rows));
        Assert.Equal(1_200, await _world.CountAsync("contacts"));
    }

    [Fact]
    public async Task Purchases_earn_what_the_rules_give_and_a_second_run_changes_nothing()
    {
        await MembersAsync(Members);
        const string file = "shop;receipt;phone;amount;currency;at\nmain;1;+355691234567;12,50;EUR;01.03.2026 10:15\nmain;2;+355691234567;1.000,00;;2026-02-28\n";
        Assert.Equal(2, (await PurchasesAsync(file)).Added);
        Assert.Equal(2, (await PurchasesAsync(file)).Unchanged);
        var arta = await ByPhoneAsync("+355691234567");
        Assert.Equal(150 + 12 + 1_000, (await _world.BalanceAsync(arta)).AvailablePoints);
        Assert.Equal(0, await _world.CountAsync("inbox"));
        Assert.Equal(new DateOnly(2026, 2, 28), (await _world.HistoryAsync(arta)).Single(h => h.Receipt == "2").Day);
    }

    [Fact]
    public async Task A_purchase_may_name_its_member_by_number_and_bring_its_own_points()
    {
        await MembersAsync(Members);
        Assert.Equal(1, (await PurchasesAsync("shop,receipt,external_id,amount,at,points\nmain,1,C-1002,99.00,2026-03-01,7\n")).Added);
        Assert.Equal(7, (await _world.BalanceAsync(await ByPhoneAsync("+355697654321"))).AvailablePoints);
    }

    [Theory]
    [InlineData("cellar,1,+355691234567,5.00,2026-03-01", "no shop with the code cellar")]
    [InlineData("main,1,+355699999999,5.00,2026-03-01", "no member with the phone")]
    [InlineData("main,1,+355691234567,5.0011,2026-03-01", "no amount of EUR")]
    [InlineData("main,1,+355691234567,0.00,2026-03-01", "no amount of EUR")]
    [InlineData("main,1,+355691234567,five,2026-03-01", "no amount of EUR")]
    [InlineData("main,1,+355691234567,5.00,2026-13-01", "no date")]
    [InlineData("main,1,+355691234567,5.00,2027-01-01", "in the future")]
    [InlineData("main,1,,5.00,2026-03-01", "neither phone nor external_id")]
    public async Task A_purchase_that_cannot_be_taken_is_named(string row, string reason)
    {
        await MembersAsync(Members);
        var report = await PurchasesAsync("shop,receipt,phone,amount,at\n" + row + "\n");
        Assert.Contains(reason, Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(0, await _world.CountAsync("purchases"));
    }

    [Theory]
    [InlineData("5,000|12.50", 5_000_00, null)]
    [InlineData("5,000|12,50", null, "no amount")]
    [InlineData("5,000|7", null, "thousands or a fraction")]
    [InlineData("5.000,50", 5_000_50, null)]
    [InlineData("5 000.50", 5_000_50, null)]
    [InlineData("1,234,567", 1_234_567_00, null)]
    [InlineData("1.234.567", 1_234_567_00, null)]
    [InlineData("5000", 5_000_00, null)]
    [InlineData("12,34.50", null, "no amount")]
    public void Amounts_are_read_by_the_files_own_decimal_sign(string amounts, int? minor, string? reason)
    {
        var written = amounts.Split('|');
        var (read, wrong) = DecimalSign.Parse(written[0], DecimalSign.Of(written), "EUR");
        Assert.Equal(minor, read);
        if (reason is not null) Assert.Contains(reason, wrong!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_decimal_signs_in_one_file_are_refused()
    {
        var report = await PurchasesAsync("shop;receipt;phone;amount;at\nmain;1;+355691234567;5.50;2026-03-01\nmain;2;+355691234567;5,50;2026-03-01\n");
        Assert.Contains("decimal comma", report.FileProblem!, StringComparison.Ordinal);
    }

    private Task<ImportReport> MembersAsync(string file, Action<ImportProgress>? progress = null, bool dry = false) => Imports.MembersAsync(_business, () => Open(file), progress, LoyaltyWorld.Cancellation, dry);

    private Task<int> LevelsAsync() => _world.WriteAsync(scope => Programmes.Publish(scope, _world.Business, LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers }, _world.Now));

    private Task<ImportReport> PurchasesAsync(string file) => Imports.PurchasesAsync(_business, () => Open(file), null, LoyaltyWorld.Cancellation);

    private CsvImports Imports => new(_world.Store, _world.Purchases, _world.Clock, NullLoggerFactory.Instance);

    private async Task<ContactId> ByPhoneAsync(string phone) =>
        await _world.Store.ReadAsync(connection => ValueTask.FromResult(MemberLookup.ByPhone(connection, _world.Business, phone)!.Value), LoyaltyWorld.Cancellation);

    private static MemoryStream Open(string file) => new(Encoding.UTF8.GetBytes(file));
}

public sealed class ImportTestsOnPostgres : ImportTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
