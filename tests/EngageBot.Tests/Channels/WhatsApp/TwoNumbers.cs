using EngageBot.Businesses;
using EngageBot.Channels.WhatsApp;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Channels.WhatsApp;

public sealed class TwoNumbers
{
    private const string NorthId = "106540352242923";
    private const string NorthToken = "EAAnorthnorthnorthnorthnorth2";

    [Fact]
    public async Task Each_number_of_the_app_answers_its_own_customers_by_its_own_token_and_one_customer_may_write_to_both()
    {
        await using var whatsApp = await FakeWhatsAppServer.StartAsync();
        whatsApp.Numbers[NorthId] = NorthToken;
        var folder = Directory.CreateTempSubdirectory("engagebot-test").FullName;
        SqliteTemplate.CopyInto(folder);
        await using (var first = await EngageHost.StartAsync(folder: folder))
        {
            var (rows, business) = (first.Services.GetRequiredService<NumberRows>(), first.Services.GetRequiredService<BusinessDirectory>().Business.Id);
            var token = rows.Seal(NorthToken);
            Assert.True(await WriteAsync(first, scope => NumberRows.Keep(scope, business, "north", NorthId, FakeWhatsAppServer.BusinessAccountId, token)));
            Assert.False(await WriteAsync(first, scope => NumberRows.Keep(scope, business, "south", NorthId, FakeWhatsAppServer.BusinessAccountId, token)));
            Assert.Equal(0, await first.CountAsync($"SELECT COUNT(*) FROM whatsapp_numbers WHERE access_token LIKE '%{NorthToken}%'"));
        }
        var port = FreePort.Next();
        whatsApp.Webhook = new Uri($"http://127.0.0.1:{port}/webhooks/whatsapp/main");
        await using (var host = await EngageHost.StartAsync(folder: folder, settings: [$"--urls=http://127.0.0.1:{port}", .. whatsApp.Settings()]))
        {
            var here = whatsApp.User("Ana", waId: "355691112223");
            await here.SendsAsync("/contacts");
            await here.WaitForTextAsync("+355");
            var there = whatsApp.User("Ana", waId: "355691112223", phoneNumberId: NorthId);
            await there.SendsAsync("/help");
            await there.WaitAsync(_ => true, "an answer of the other number");
            Assert.Contains(whatsApp.Calls, c => c is { What: "messages", PhoneNumberId: NorthId });
            Assert.Equal(2, await host.CountAsync("SELECT COUNT(*) FROM chats WHERE external_id = '355691112223'"));
            using var told = await host.Client.GetAsync(new Uri("/health/channels", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Contains("whatsapp: ok", await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        Assert.Empty(whatsApp.Violations);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_number_whose_token_is_refused_stops_says_so_and_goes_on_when_it_is_accepted_again()
    {
        var clock = new TestClock();
        await using var whatsApp = await FakeWhatsAppServer.StartAsync(clock);
        whatsApp.Receipts = [];
        (whatsApp.IsSubscribed, whatsApp.Tier) = (false, "TIER_2K");
        var port = FreePort.Next();
        whatsApp.Webhook = new Uri($"http://127.0.0.1:{port}/webhooks/whatsapp/main");
        await using var host = await EngageHost.StartAsync(clock, settings: [$"--urls=http://127.0.0.1:{port}", .. whatsApp.Settings()]);
        whatsApp.Fail("messages", new GraphFault.Refuse(190, 401), times: 1);
        var ana = whatsApp.User("Ana");
        await ana.SendsAsync("/contacts");
        await whatsApp.WhenAsync(() => whatsApp.Calls.Any(c => c.What == "messages"), "the refused call");
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var told = "";
        for (var look = 0; look < 500 && !told.Contains("access token", StringComparison.Ordinal); look++)
        {
            await looks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            using var answer = await host.Client.GetAsync(new Uri("/health/channels", UriKind.Relative), TestContext.Current.CancellationToken);
            told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        Assert.Contains("Meta refuses the access token", told, StringComparison.Ordinal);
        Assert.Empty(ana.Messages);
        clock.Advance(TimeSpan.FromMinutes(6));
        await ana.WaitForTextAsync("+355");
        // Its words are heard, but nobody would hear of a customer's: that is said until an app is subscribed.
        Assert.Contains("no app is subscribed to the WhatsApp Business account 102290129340398", await HealthAsync(host), StringComparison.Ordinal);
        whatsApp.IsSubscribed = true;
        for (var look = 0; look < 500 && told != "ok"; look++)
        {
            clock.Advance(TimeSpan.FromMinutes(6));
            await looks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            told = (await HealthAsync(host)).Contains("whatsapp: ok", StringComparison.Ordinal) ? "ok" : "";
        }
        Assert.Equal("ok", told);
        Assert.Equal(2000, await host.CountAsync("SELECT people_a_day FROM messaging_limits"));
    }

    private static async Task<string> HealthAsync(EngageHost host)
    {
        using var answer = await host.Client.GetAsync(new Uri("/health/channels", UriKind.Relative), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Task<bool> WriteAsync(EngageHost host, Func<WriteScope, bool> write) =>
        host.Services.GetRequiredService<IStore>().WriteAsync(scope => ValueTask.FromResult(write(scope)), CancellationToken.None);
}
