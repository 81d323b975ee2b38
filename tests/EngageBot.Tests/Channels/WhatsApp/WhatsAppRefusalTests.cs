using System.Text.Json.Nodes;
using EngageBot.Businesses.Rules;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations.Policy;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;
using EngageBot.Tests.Talks;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>What the platform refuses, from the outbox to what is done about it; and what customers see while an answer takes its time.</summary>
public sealed class WhatsAppRefusalTests(WhatsAppHost host) : IClassFixture<WhatsAppHost>
{
    private FakeWhatsAppServer WhatsApp => host.WhatsApp;

    [Fact]
    public async Task Where_meta_holds_offers_back_from_somebody_none_goes_there_for_a_day_and_others_get_theirs()
    {
        var ((ana, _), (ben, _)) = (await host.GuestAsync("Ana"), await host.GuestAsync());
        Refuse(131049, ana);
        await OfferAsync(ana, "held back");
        await host.UntilAsync(StateOf("held back"), "Dead");
        await OfferAsync(ana, "the next");
        await OfferAsync(ben, "somebody else's");
        await ben.WaitForTextAsync("somebody else's");
        await host.UntilAsync("SELECT state || deferred FROM outbox WHERE key = 'the next'", "Queued1");
        Assert.StartsWith("131049", Assert.Single(await host.TextsAsync($"SELECT why FROM offer_pauses WHERE chat_key = '{ana.WaId}'")), StringComparison.Ordinal);
        await ana.SendsAsync("/contacts");                                          // an answer is no offer
        await ana.WaitAsync(_ => ana.Messages.Count == 2, "the answer");
    }

    [Fact]
    public async Task Whoever_stopped_offers_at_meta_has_said_no()
    {
        var (ana, _) = await host.GuestAsync("Ana");
        Refuse(131050, ana);
        await OfferAsync(ana, "stopped");
        await host.UntilAsync(StateOf("stopped"), "Dead");
        await host.UntilAsync(
            $"SELECT COUNT(*) FROM consents s JOIN chats c ON c.contact_id = s.contact_id WHERE c.external_id = '{ana.WaId}' AND s.purpose = 'marketing' AND s.granted = 0 AND s.channel = 'whatsapp'", "1");
    }

    [Fact]
    public async Task Too_many_messages_a_second_rest_the_number_and_nothing_is_lost()
    {
        var ((ana, _), (ben, _)) = (await host.GuestAsync("Ana"), await host.GuestAsync());
        Refuse(130429, ana);
        await OfferAsync(ana, "too fast");
        await OfferAsync(ben, "after it");
        await ana.WaitForTextAsync("too fast");
        await ben.WaitForTextAsync("after it");
        Assert.Equal(2, WhatsApp.Calls.Count(call => call.To == ana.WaId && call.Body.GetRawText().Contains("too fast", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(132015, 400, "Paused")]
    [InlineData(132016, 400, "Disabled")]
    [InlineData(132001, 404, "Deleted")]
    public async Task A_template_that_is_not_sent_any_more_keeps_its_message_waiting_until_it_is_approved_again(int code, int status, string stands)
    {
        var (ana, template) = (await SilentAsync(), $"gift_{code}");
        await TemplateAsync(template);
        Refuse(code, ana, status);
        await ByTemplateAsync(ana, template);
        await host.UntilAsync($"SELECT status FROM message_templates WHERE name = '{template}'", stands);
        await host.UntilAsync($"SELECT state || deferred FROM outbox WHERE key = '{template}'", "Queued1");
        Assert.Equal(200, await WhatsApp.PostAsync(new JsonObject
        {
            ["field"] = "message_template_status_update",
            ["value"] = new JsonObject { ["event"] = "APPROVED", ["message_template_name"] = template, ["message_template_language"] = "en" },
        }));
        await host.UntilAsync($"SELECT status FROM message_templates WHERE name = '{template}'", "Approved");
        await host.Get<TemplateWatch>().SweepAsync(TestContext.Current.CancellationToken);
        await ana.WaitForTextAsync(template);
    }

    [Fact]
    public async Task Words_that_meta_finds_too_long_for_a_template_end_that_message_and_no_other()
    {
        var ana = await SilentAsync();
        await TemplateAsync("gift_long");
        Refuse(132005, ana);
        await ByTemplateAsync(ana, "gift_long");
        await host.UntilAsync(StateOf("gift_long"), "Dead");
        Assert.Contains("132005", Assert.Single(await host.TextsAsync("SELECT error FROM outbox WHERE key = 'gift_long'")), StringComparison.Ordinal);
        Assert.Equal(["Approved"], await host.TextsAsync("SELECT status FROM message_templates WHERE name = 'gift_long'"));
    }

    [Fact]
    public async Task An_answer_that_takes_its_time_is_announced_but_never_while_a_person_has_the_word()
    {
        var (ana, _) = await host.GuestAsync("Ana");
        var clock = new TestClock();
        var marks = new ReadMarks(host.Get<GraphApi>(), host.Store, clock);
        var number = host.Get<WhatsAppNumbers>().Main;
        marks.Arrived(number, ana.WaId!, "wamid.slow");
        clock.Advance(ReadMarks.Patience);
        await WhatsApp.WhenAsync(() => Marks("wamid.slow").Any(IsTyping), "the typing sign");
        marks.Answering(number, ana.WaId!);
        await WhatsApp.WhenAsync(() => Marks("wamid.slow").Any(call => !IsTyping(call)), "the read mark");

        await host.Store.WriteAsync(scope => ValueTask.FromResult(scope.Command("UPDATE chats SET held_at = 1 WHERE external_id = @chat").Set("@chat", ana.WaId).ExecuteNonQuery()), CancellationToken.None);
        marks.Arrived(number, ana.WaId!, "wamid.held");
        clock.Advance(ReadMarks.Patience);
        marks.Answering(number, ana.WaId!);
        await WhatsApp.WhenAsync(() => Marks("wamid.held").Any(), "the read mark");
        Assert.DoesNotContain(Marks("wamid.held"), IsTyping);
        Assert.Empty(WhatsApp.Violations);
    }

    [Fact]
    public async Task Bad_quality_rests_the_offers_of_the_number_while_answers_go_on_and_says_so()
    {
        await using var bot = await WhatsAppBotInTest.StartAsync();
        var (ana, ben) = (bot.WhatsApp.User("Ana"), bot.WhatsApp.User("Ben"));
        await ana.SendsAsync("/contacts");
        await ana.WaitForTextAsync("+355");
        await ben.SendsAsync("/contacts");
        await ben.WaitForTextAsync("+355");
        bot.WhatsApp.Fail("messages", new GraphFault.Refuse(131048), when: call => call.Body.GetRawText().Contains("bread", StringComparison.Ordinal));
        await AddAsync(bot.Host.Services, ana, "bread", OutboundKind.Promotion, Text("bread"));
        await bot.UntilAsync("SELECT COUNT(*) FROM offer_pauses WHERE chat_key = '' AND why LIKE '131048%'", 1);
        await AddAsync(bot.Host.Services, ben, "cake", OutboundKind.Promotion, Text("cake"));
        await ben.SendsAsync("/contacts");
        await ben.WaitAsync(_ => ben.Messages.Count >= 2, "an answer");
        Assert.DoesNotContain(ben.Messages, message => message.Text == "cake");
        Assert.Equal(2, await bot.Host.CountAsync("SELECT COUNT(*) FROM outbox WHERE key IN ('bread', 'cake') AND state = 'Queued'"));
        using var told = await bot.Host.Client.GetAsync(new Uri("/health/channels", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.NotEqual(System.Net.HttpStatusCode.InternalServerError, told.StatusCode);
    }

    private IEnumerable<GraphCall> Marks(string messageId) => WhatsApp.Calls.Where(call => call.What == "read" && call.Text("message_id") == messageId);

    private static bool IsTyping(GraphCall call) => call.Body.TryGetProperty("typing_indicator", out _);

    private void Refuse(int code, FakeWhatsAppUser user, int status = 400) =>
        WhatsApp.Fail("messages", new GraphFault.Refuse(code, status), when: call => call.To == user.WaId && call.Text("type") is "text" or "template");

    private static string StateOf(string key) => $"SELECT state FROM outbox WHERE key = '{key}'";

    private static OutgoingMessage Text(string words) => new() { Text = FormattedText.FromPlain(words), Language = "en" };

    private Task OfferAsync(FakeWhatsAppUser user, string words) => AddAsync(host.Get<IServiceProvider>(), user, words, OutboundKind.Promotion, Text(words));

    private Task ByTemplateAsync(FakeWhatsAppUser user, string template) =>
        AddAsync(host.Get<IServiceProvider>(), user, template, OutboundKind.Notice, Text("news") with { Template = template, TemplateWords = ["Ana"] });

    private static async Task AddAsync(IServiceProvider services, FakeWhatsAppUser user, string key, OutboundKind kind, OutgoingMessage content)
    {
        var (store, outbox, account) = (services.GetRequiredService<IStore>(), services.GetRequiredService<Outbox>(), services.GetRequiredService<WhatsAppChannel>().Account);
        await store.WriteAsync(async scope =>
        {
            Agree(scope, user, account.BusinessId);
            var chat = (long)scope.Command("SELECT id FROM chats WHERE account_id = @account AND external_id = @chat").Set("@account", account.Id).Set("@chat", user.WaId).ExecuteScalar()!;
            await outbox.AddAsync(scope, new Draft(account.BusinessId, account.Id, user.WaId!, chat, key, kind, content));
        }, CancellationToken.None);
    }

    /// <summary>They want offers, and the shop sends them at any hour and as often as it likes.</summary>
    private static void Agree(WriteScope scope, FakeWhatsAppUser user, BusinessId business)
    {
        RuleBook.Publish(scope, business, ContactPolicyRules.Kind, ContactPolicyRules.Key, ContactPolicyRules.Default with { Quiet = new("00:00", "00:00"), PerDay = null, PerWeek = null },
            DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow());
        scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            SELECT business_id, contact_id, 'marketing', 'whatsapp', 1, '', 'en', 'dialog', 0 FROM chats WHERE external_id = @chat
              AND NOT EXISTS (SELECT 1 FROM consents n WHERE n.contact_id = chats.contact_id AND n.purpose = 'marketing')
            """).Set("@chat", user.WaId).ExecuteNonQuery();
    }

    /// <summary>A customer who agreed to be written to, and wrote two days ago.</summary>
    private async Task<FakeWhatsAppUser> SilentAsync()
    {
        var (ana, _) = await host.GuestAsync("Ana");
        await host.Store.WriteAsync(scope => ValueTask.FromResult(
            scope.Command("UPDATE whatsapp_users SET heard_at = heard_at - 172800000 WHERE chat_key = @chat").Set("@chat", ana.WaId).ExecuteNonQuery()
            + scope.Command("""
                INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
                SELECT business_id, contact_id, 'membership', 'whatsapp', 1, '', 'en', 'dialog', 0 FROM chats WHERE external_id = @chat
                """).Set("@chat", ana.WaId).ExecuteNonQuery()), CancellationToken.None);
        return ana;
    }

    private Task TemplateAsync(string name) => host.Store.WriteAsync(scope =>
    {
        TemplateRows.Take(scope, new()
        {
            AccountId = host.Get<WhatsAppChannel>().Account.Id, Name = name, Language = "en", Category = TemplateCategory.Utility, Status = TemplateStatus.Approved, Variables = 1,
            Body = "A gift for {{1}} today.", SyncedAt = DateTimeOffset.UnixEpoch,
        });
        return ValueTask.CompletedTask;
    }, CancellationToken.None);
}
