using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Commands;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Rehearsals;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Rehearsals;

/// <summary>A shop's year before it happens, as somebody at a terminal plays it.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-simulate").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_invented_shop_shows_who_would_get_what_and_why_the_others_would_not()
    {
        var csv = Path.Combine(_folder, "sends.csv");
        var (code, output) = await RunAsync("--members", "60", "--days", "21", "--from", "2027-02-14", "--zones", "Europe/Tirane,Asia/Tokyo", "--play", "next_visit", "--play", "birthday", "--opt-outs", "60", "--csv", csv);
        Assert.True(code == 0, output);
        Assert.Contains("Nothing was sent to anybody.", output, StringComparison.Ordinal);
        Assert.Matches(@"next_visit +all +\d+ +\d+ +\d+  .*no_consent \d+", output);
        Assert.Matches(@"birthday +2027-0[23]", output);
        Assert.DoesNotContain("holiday_gift", output, StringComparison.Ordinal);
        Assert.Contains("quiet_hours", output, StringComparison.Ordinal);
        Assert.Matches(@"vouchers of rehearsal: \d+", output);
        var lines = (await File.ReadAllTextAsync(csv, Cancellation)).Split("\n20")[1..];
        Assert.Contains($"{lines.Length} messages would have been sent", output, StringComparison.Ordinal);
        // Nobody is written to at night where they live.
        Assert.All(lines, line => Assert.InRange(DateTime.Parse(line.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture).Hour, 9, 20));
        Assert.Contains(lines, line => line.Contains(",Asia/Tokyo,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_seed_plays_the_same_year_and_another_one_another()
    {
        string[] wish = ["--members", "30", "--days", "10", "--from", "2027-05-01", "--play", "next_visit"];
        var (_, first) = await RunAsync(wish);
        var (_, again) = await RunAsync(wish);
        var (_, other) = await RunAsync([.. wish, "--seed", "2"]);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task A_copy_is_played_while_the_server_works_and_neither_its_data_nor_a_platform_hears_of_it()
    {
        await using var telegram = await FakeTelegramServer.StartAsync();
        await using var host = await EngageHost.StartAsync(null, _folder, null, "--demo=false", "--Channels:WebChat:Enabled=false");
        var born = DateTimeOffset.UnixEpoch.AddYears(58).AddDays(9);      // 10 January 2028
        await MemberAsync(host, born);
        var temp = Directory.CreateDirectory(Path.Combine(_folder, "temp")).FullName;
        var settings = new Dictionary<string, string>
        {
            ["Dialogs:Directory"] = EngageHost.Dialogs, ["Channels:Telegram:Token"] = telegram.Token, ["Channels:Telegram:ApiRoot"] = telegram.Root.ToString(), ["TMPDIR"] = temp,
        };
        var (code, output) = await BotProcess.RunAsync(_folder, settings, "simulate", "--data", _folder, "--from", "2028-01-02", "--days", "14", "--play", "birthday");
        Assert.True(code == 0, output);
        Assert.Contains("1 member of the copy bought 0 times", output, StringComparison.Ordinal);
        Assert.Matches(@"birthday +2028-01 +1 |birthday +2028-01 +0 +1 ", output);
        Assert.Empty(telegram.Calls);
        Assert.Equal(0, await host.CountAsync("SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM play_runs) + (SELECT COUNT(*) FROM proactive_sends) + (SELECT COUNT(*) FROM rules WHERE kind = 'play')"));
        Assert.Empty(Directory.GetFileSystemEntries(temp, "engagebot*"));
    }

    [Fact]
    public async Task The_parts_of_a_rehearsal_hold_nothing_that_could_reach_a_platform()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Channels:Telegram:Token", "1:token"), new("Channels:WebChat:Enabled", "true")]).Build();
        await using var parts = SimulateCommand.Parts(new RehearsalClock(DateTimeOffset.UnixEpoch), settings, Directory.CreateDirectory(Path.Combine(_folder, "parts")).FullName);
        Assert.Empty(parts.GetServices<IChannel>());
        Assert.Null(parts.GetService<TelegramApi>());
        Assert.Null(parts.GetService<TelegramBot>());
        await parts.GetRequiredService<FirstStart>().RunAsync(withDemo: false, Cancellation);
        Assert.Empty(parts.GetRequiredService<ChannelList>().All);
    }

    [Fact]
    public async Task What_cannot_be_rehearsed_is_said_before_anything_is_done()
    {
        Assert.Contains("--days is between 1 and 400", (await RefusedAsync("--days", "401", "--members", "10")).Output, StringComparison.Ordinal);
        Assert.Contains("'Mars/Olympus' is no time zone", (await RefusedAsync("--members", "10", "--zones", "Mars/Olympus")).Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean birthday", (await RefusedAsync("--members", "1", "--days", "1", "--play", "birtday")).Output, StringComparison.Ordinal);
        Assert.Contains("There is no database", (await RefusedAsync("--data", Path.Combine(_folder, "nowhere"))).Output, StringComparison.Ordinal);
        var (code, output) = await BotProcess.RunAsync(_folder, new Dictionary<string, string> { ["Database:Provider"] = "postgres" }, "simulate");
        Assert.True(code == 2 && output.Contains("engagebot simulate --members 500", StringComparison.Ordinal), output);
    }

    private async Task<(int Code, string Output)> RefusedAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        Assert.True(code == 2, output);
        return (code, output);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) =>
        BotProcess.RunAsync(_folder, new Dictionary<string, string> { ["Dialogs:Directory"] = EngageHost.Dialogs }, ["simulate", .. arguments]);

    private static Task MemberAsync(EngageHost host, DateTimeOffset birthday)
    {
        var (directory, now) = (host.Services.GetRequiredService<BusinessDirectory>(), DateTimeOffset.UnixEpoch.AddYears(50));
        var contact = ContactId.New(now);
        return host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            scope.Command("INSERT INTO contacts (id, business_id, name, language, birthday, created_at) VALUES (@id, @business, 'Arta', 'en', @birthday, @now)")
                .Set("@id", contact.ToString()).Set("@business", directory.Business.Id.ToString()).Set("@birthday", birthday.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Set("@now", now).ExecuteNonQuery();
            scope.Command("INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @id, '77', 'Customer', '', @now)")
                .Set("@business", directory.Business.Id.ToString()).Set("@account", directory.Account("telegram").Id).Set("@id", contact.ToString()).Set("@now", now).ExecuteNonQuery();
            scope.Command("""
                INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
                VALUES (@business, @id, 'marketing', 'telegram', 1, '', 'en', 'dialog', @now)
                """).Set("@business", directory.Business.Id.ToString()).Set("@id", contact.ToString()).Set("@now", now).ExecuteNonQuery();
            scope.Command("UPDATE contacts SET joined_at = @now WHERE id = @id").Set("@now", now).Set("@id", contact.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
    }
}
