using EngageBot.Conversations.Policy;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Conversations.Policy;
using EngageBot.Tests.Support;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Conversations.Windows;

/// <summary>On a channel with a window: free words while it is open; outside of it an approved template, later, or nothing, and the reason is kept.</summary>
public abstract class WindowContract : PolicyContract
{
    private WindowSettings _settings = new();

    private async Task WhatsAppAsync(WindowSettings? settings = null)
    {
        if (settings is not null) _settings = settings;
        await RunAsync("UPDATE channel_accounts SET channel = 'whatsapp' WHERE id = 1");
        Spine.Channels[0] = new ScriptedChannel(1, "whatsapp");
        Spine.Policy = (scope, message) => ContactPolicy.MaySendAsync(scope, message, Clock.GetUtcNow(), new WindowGate(_settings));
        await RulesAsync(ContactPolicyRules.Default with { PerDay = null, PerWeek = null });
        foreach (var chat in (string[])["ana", "ben", "cem"])
        {
            await RunAsync("INSERT INTO whatsapp_users (account_id, chat_key, wa_id) VALUES (1, @chat, @chat)", ("@chat", chat));
            await RunAsync("""
                INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
                SELECT business_id, contact_id, 'marketing', 'whatsapp', 1, '', 'en', 'dialog', 0 FROM chats WHERE external_id = @chat
                """, ("@chat", chat));
        }
    }

    private Task HeardAsync(string chat, TimeSpan ago = default) =>
        RunAsync("UPDATE whatsapp_users SET heard_at = @at WHERE chat_key = @chat", ("@chat", chat), ("@at", (Clock.GetUtcNow() - ago).ToUnixTimeMilliseconds()));

    private Task TemplateAsync(string name, string language = "en", TemplateStatus status = TemplateStatus.Approved, int variables = 1, int buttons = 0) =>
        Spine.Store.WriteAsync(scope =>
        {
            TemplateRows.Take(scope, new()
            {
                AccountId = 1, Name = name, Language = language, Category = TemplateCategory.Marketing, Status = status, Variables = variables, Buttons = buttons,
                Body = string.Concat("Come by, ", string.Join(" or ", Enumerable.Range(1, variables).Select(n => $"{{{{{n}}}}}")), " today."), SyncedAt = Clock.GetUtcNow(),
            });
            return ValueTask.CompletedTask;
        }, Cancellation);

    private static Draft With(Draft draft, string template, params string[] words) =>
        draft with { Content = draft.Content with { Template = template, TemplateWords = [.. words] } };

    private Draft Offer(string chat, string key, string template, params string[] words) => With(Offer(chat, key), template, words);

    private Task<List<string>> StatesAsync() => Spine.OutboxAsync();

    [Fact]
    public async Task While_the_window_is_open_words_leave_as_they_are_and_after_it_nothing_is_even_tried()
    {
        await WhatsAppAsync();
        await HeardAsync("ana", TimeSpan.FromHours(23));
        await HeardAsync("ben", TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10));
        await Spine.AddAsync(Offer("ana", "inside"), Offer("ben", "outside"), Offer("cem", "never heard"));
        await SendAsync();
        Assert.Equal(["inside:Sent", "outside:Cancelled", "never heard:Cancelled"], await StatesAsync());
        Assert.Equal(["outside:WindowClosed", "never heard:WindowClosed"], await NotSentAsync());
        Assert.False(Assert.Single(Spine.Channel.Calls).ByTemplate);
    }

    [Fact]
    public async Task Outside_the_window_an_approved_template_leaves_shaped_as_the_platform_takes_it()
    {
        await WhatsAppAsync();
        await TemplateAsync("bread", variables: 2, buttons: 1);
        var offer = Offer("ana", "offer", "bread", "fresh\n\tbread     from 7", " ");
        await Spine.AddAsync(offer with { Content = offer.Content with { Buttons = [new Button("Yes", "t1"), new Button("Stop", "t2")] } });
        await SendAsync();
        var sent = Assert.Single(Spine.Channel.Calls);
        Assert.True(sent.ByTemplate);
        Assert.Equal(["fresh bread from 7", "–"], sent.Content.TemplateWords!.Value);
        Assert.Equal(["t1"], sent.Content.Buttons.Select(b => b.Token));
        Assert.Equal(["offer:Sent"], await StatesAsync());
    }

    [Fact]
    public async Task A_language_never_stands_in_for_another()
    {
        await WhatsAppAsync(new() { Languages = { ["en"] = "en_US" } });
        await TemplateAsync("bread");
        await Spine.AddAsync(Offer("ana", "1", "bread", "bread"));
        await SendAsync();
        Assert.Equal(["1:NoTemplate"], await NotSentAsync());
        await TemplateAsync("bread", "en_US");
        await Spine.AddAsync(Offer("ana", "2", "bread", "bread"));
        await SendAsync();
        Assert.Equal("en_US", Assert.Single(Spine.Channel.Calls).Content.Language);
    }

    [Theory]
    [InlineData(TemplateStatus.Pending)]
    [InlineData(TemplateStatus.Paused)]
    [InlineData(TemplateStatus.Rejected)]
    [InlineData(TemplateStatus.Disabled)]
    internal async Task What_a_template_stops_waits_and_goes_on_when_it_is_approved_again(TemplateStatus status)
    {
        await WhatsAppAsync();
        await TemplateAsync("bread", status: status);
        await Spine.AddAsync(Offer("ana", "offer", "bread", "bread"));
        await SendAsync();
        Assert.Equal(["offer:TemplateNotApproved"], await NotSentAsync());
        Assert.Contains(status.ToString(), await Spine.ScalarAsync<string>("SELECT error FROM outbox"), StringComparison.OrdinalIgnoreCase);
        await TemplateAsync("bread");
        Clock.Advance(TimeSpan.FromHours(2));
        await SendAsync();
        Assert.Equal(["offer:Sent"], await StatesAsync());
        Assert.True(Assert.Single(Spine.Channel.Calls).ByTemplate);
    }

    [Fact]
    public async Task Words_that_do_not_fit_the_template_are_found_before_a_request()
    {
        await WhatsAppAsync();
        await TemplateAsync("bread", variables: 2);
        await Spine.AddAsync(Offer("ana", "few", "bread", "one"), Offer("ben", "long", "bread", new string('x', 600), new string('y', 500)));
        await SendAsync();
        Assert.Equal(["few:TemplateUnfit", "long:TemplateUnfit"], await NotSentAsync());
        Assert.Empty(Spine.Channel.Calls);
    }

    [Fact]
    public async Task A_managers_words_wait_for_the_customer_and_go_before_the_answer()
    {
        await WhatsAppAsync();
        await Spine.AddAsync(Draft("ana", "manager", OutboundKind.Case));
        await SendAsync();
        Assert.Equal(["manager:Queued"], await StatesAsync());
        Assert.Empty(Spine.Channel.Calls);
        Clock.Advance(TimeSpan.FromDays(20));
        await SendAsync();
        await HeardAsync("ana");
        await Spine.Store.WriteAsync(scope => ValueTask.FromResult(HeldWords.Release(scope, 1, "ana", Clock.GetUtcNow())), Cancellation);
        await Spine.AddAsync(Draft("ana", "answer"));
        await SendAsync();
        Assert.Equal(["manager", "answer"], Spine.Channel.Texts);
    }

    [Fact]
    public async Task Words_written_after_those_that_wait_never_overtake_them_however_soon_the_customer_is_back()
    {
        await WhatsAppAsync();
        await Spine.AddAsync(Draft("ana", "first", OutboundKind.Case));
        await SendAsync();
        // The platform has told that they wrote, and their turn has not come yet.
        await HeardAsync("ana");
        await Spine.AddAsync(Draft("ana", "second", OutboundKind.Case));
        await SendAsync();
        Assert.Equal(["first", "second"], Spine.Channel.Calls.Select(call => call.Key));
        Assert.Equal(["first:Sent", "second:Sent"], await StatesAsync());
    }

    [Fact]
    public async Task Words_that_a_template_announced_follow_once_the_customer_has_answered()
    {
        await WhatsAppAsync();
        await TemplateAsync("news");
        var news = Offer("ana", "all the news", "news", "bread");
        await Spine.AddAsync(news with { Content = news.Content with { WordsFollow = true } });
        await SendAsync();
        Assert.Equal(["all the news:Sent", "all the news+:Queued"], await StatesAsync());
        await HeardAsync("ana");
        await Spine.Store.WriteAsync(scope => ValueTask.FromResult(HeldWords.Release(scope, 1, "ana", Clock.GetUtcNow())), Cancellation);
        await SendAsync();
        Assert.Equal([true, false], Spine.Channel.Calls.Select(call => call.ByTemplate));
        Assert.Null(Spine.Channel.Calls[1].Content.Template);
    }

    [Fact]
    public async Task Of_the_people_that_may_be_written_to_first_in_a_day_a_tenth_is_kept_from_offers()
    {
        await WhatsAppAsync(new() { PeopleADay = 2 });
        _settings = new() { PeopleADay = 2 };
        await TemplateAsync("bread");
        await RunAsync("INSERT INTO template_sends (account_id, chat_key, sent_at) VALUES (1, 'cem', @at)", ("@at", (Clock.GetUtcNow() - TimeSpan.FromHours(20)).ToUnixTimeMilliseconds()));
        await Spine.AddAsync(Offer("ana", "first", "bread", "bread"), Offer("ben", "one too many", "bread", "bread"), Offer("ana", "the same person", "bread", "bread"));
        await SendAsync();
        Assert.Equal(["first:Sent", "one too many:Queued", "the same person:Sent"], await StatesAsync());
        Assert.Equal(["one too many:MessagingLimit"], await NotSentAsync());
        Clock.Advance(TimeSpan.FromHours(5));
        await SendAsync();
        Assert.Equal(3, Spine.Channel.Calls.Count);
    }

    [Fact]
    public async Task The_limit_that_the_platform_tells_holds_unless_the_settings_say_another()
    {
        await WhatsAppAsync();
        await TemplateAsync("bread");
        await Spine.Store.WriteAsync(scope =>
        {
            MessagingLimits.Keep(scope, 1, 1, Clock.GetUtcNow());
            return ValueTask.CompletedTask;
        }, Cancellation);
        await Spine.AddAsync(Offer("ana", "first", "bread", "bread"), Offer("ben", "one too many", "bread", "bread"));
        await SendAsync();
        Assert.Equal(["first:Sent", "one too many:Queued"], await StatesAsync());
        _settings = new() { PeopleADay = 0 };
        Clock.Advance(TimeSpan.FromDays(1));
        await SendAsync();
        Assert.Equal(["first:Sent", "one too many:Sent"], await StatesAsync());
    }

    [Fact]
    public async Task A_list_is_told_beforehand_who_gets_the_words_who_the_template_and_why_the_others_wait_or_get_nothing()
    {
        await WhatsAppAsync();
        await HeardAsync("ana", TimeSpan.FromHours(1));
        await TemplateAsync("bread");
        Assert.Equal("1 open, 2 by template", await ForecastAsync("bread"));
        await RunAsync("UPDATE consents SET granted = 0 WHERE contact_id = (SELECT contact_id FROM chats WHERE external_id = 'cem')");
        Assert.Equal("1 open, 1 by template, never no_consent 1", await ForecastAsync("bread"));
        Assert.Equal("1 open, 0 by template, never no_template 2", await ForecastAsync("cake"));
        await TemplateAsync("bread", status: TemplateStatus.Paused);
        Assert.Equal("1 open, 0 by template, later template_not_approved 2", await ForecastAsync("bread"));
        await TemplateAsync("bread");
        await RunAsync("UPDATE consents SET granted = 1");
        await RunAsync("INSERT INTO template_sends (account_id, chat_key, sent_at) VALUES (1, 'x', @now)", ("@now", Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        _settings = new() { PeopleADay = 2 };
        Assert.Equal("1 open, 1 by template, later messaging_limit 1", await ForecastAsync("bread"));
        await Spine.Store.WriteAsync(scope =>
        {
            TemplateRows.PauseOffers(scope, 1, "", Clock.GetUtcNow().AddHours(1), "131048");
            return ValueTask.CompletedTask;
        }, Cancellation);
        Assert.Equal("0 open, 0 by template, later platform_pause 3", await ForecastAsync("bread"));
    }

    private async Task<string> ForecastAsync(string template)
    {
        var chats = await Spine.Store.ReadRowsAsync("SELECT id, account_id, external_id FROM chats ORDER BY id", _ => { }, row => new ChatAddress(row.GetInt64(0), row.GetInt64(1), row.GetString(2), "whatsapp"), Cancellation);
        var tally = new WindowTally(_settings, template, _ => "en");
        var forecast = await Spine.Store.ReadAsync(connection =>
        {
            tally.Add(connection, chats, isOffer: true, Clock.GetUtcNow());
            return ValueTask.FromResult(tally.Result(connection, isOffer: true, Clock.GetUtcNow())!);
        }, Cancellation);
        return string.Join(", ", new[] { $"{forecast.Open} open", $"{forecast.ByTemplate} by template" }
            .Concat(forecast.Later.Select(l => $"later {l.Key} {l.Value}")).Concat(forecast.LeftOut.Select(l => $"never {l.Key} {l.Value}")));
    }

    [Fact]
    public async Task A_chat_says_until_when_free_words_are_taken_and_one_of_another_channel_has_no_end()
    {
        await WhatsAppAsync();
        await HeardAsync("ana", TimeSpan.FromHours(1));
        Assert.Equal([Clock.GetUtcNow().AddHours(23).AddMinutes(-10), DateTimeOffset.UnixEpoch.AddDays(1).AddMinutes(-10), DateTimeOffset.UnixEpoch.AddDays(1).AddMinutes(-10)], await UntilAsync());
        await RunAsync("UPDATE channel_accounts SET channel = 'telegram' WHERE id = 1");
        Assert.Equal([null, null, null], await UntilAsync());
    }

    private Task<List<DateTimeOffset?>> UntilAsync() => Spine.Store.ReadAsync(connection => ValueTask.FromResult(
        ((RowSource)connection).Rows("SELECT id FROM chats ORDER BY id", _ => { }, row => row.GetInt64(0)).ConvertAll(chat => WindowReader.OpenUntil(connection, _settings, chat))), Cancellation);

    [Fact]
    public async Task What_the_platform_counts_no_more_is_forgotten()
    {
        await WhatsAppAsync();
        foreach (var (chat, days) in ((string, int)[])[("ana", 3), ("ben", 0)])
            await RunAsync("INSERT INTO template_sends (account_id, chat_key, sent_at) VALUES (1, @chat, @at)", ("@chat", chat), ("@at", Clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds()));
        await Spine.Store.WriteAsync(scope =>
        {
            TemplateRows.PauseOffers(scope, 1, "ana", Clock.GetUtcNow().AddHours(-1), "131049");
            TemplateRows.PauseOffers(scope, 1, "ben", Clock.GetUtcNow().AddHours(1), "131049");
            return ValueTask.CompletedTask;
        }, Cancellation);
        Assert.Equal(2, await TemplateRows.PruneAsync(Spine.Store, Clock.GetUtcNow(), Cancellation));
        Assert.Equal("ben", await Spine.ScalarAsync<string>("SELECT s.chat_key FROM template_sends s JOIN offer_pauses p ON p.chat_key = s.chat_key"));
    }

    [Fact]
    public async Task A_sign_under_old_words_is_not_even_tried_while_the_window_is_closed()
    {
        await WhatsAppAsync();
        await HeardAsync("ana", TimeSpan.FromHours(1));
        await HeardAsync("ben", TimeSpan.FromHours(25));
        foreach (var chat in (string[])["ana", "ben"])
        {
            var sign = Draft(chat, $"sign {chat}", OutboundKind.Case);
            await Spine.AddAsync(sign with { Content = sign.Content with { Change = MessageChange.Mark, Attachment = new("mark", "wamid.1", "👍") } });
        }
        await SendAsync();
        Assert.Equal(["sign ana:Sent", "sign ben:Cancelled"], await StatesAsync());
    }

    [Fact]
    public async Task Where_the_platform_takes_no_offers_for_a_day_service_goes_on()
    {
        await WhatsAppAsync();
        await TemplateAsync("bread");
        await Spine.Store.WriteAsync(scope =>
        {
            TemplateRows.PauseOffers(scope, 1, "ana", Clock.GetUtcNow().AddDays(1), "131049");
            return ValueTask.CompletedTask;
        }, Cancellation);
        await Spine.AddAsync(Offer("ana", "offer", "bread", "bread"), Offer("ben", "other", "bread", "bread"), With(Draft("ana", "service", OutboundKind.Notice), "bread", "bread") with { ChatId = Offer("ana", "x").ChatId });
        await SendAsync();
        Assert.Equal(["offer:Queued", "other:Sent", "service:Sent"], await StatesAsync());
        Assert.Equal(["offer:PlatformPause"], await NotSentAsync());
        Clock.Advance(TimeSpan.FromDays(1));
        await SendAsync();
        Assert.Equal(["offer:Sent", "other:Sent", "service:Sent"], await StatesAsync());
    }

    [Fact]
    public async Task Nobody_is_written_to_first_who_never_agreed_to_it_on_that_channel()
    {
        await WhatsAppAsync();
        await TemplateAsync("bread");
        await RunAsync("UPDATE consents SET granted = 0 WHERE contact_id = (SELECT contact_id FROM chats WHERE external_id = 'ben')");
        await Spine.AddAsync(
            With(Draft("ana", "agreed", OutboundKind.Notice), "bread", "bread") with { ChatId = Offer("ana", "x").ChatId },
            With(Draft("ben", "did not", OutboundKind.Notice), "bread", "bread") with { ChatId = Offer("ben", "x").ChatId });
        await SendAsync();
        Assert.Equal(["agreed:Sent", "did not:Cancelled"], await StatesAsync());
        Assert.Equal(["did not:NoConsent"], await Spine.Store.ReadRowsAsync("SELECT occasion || ':' || reason FROM not_sent", _ => { }, row => row.GetString(0), Cancellation));
    }

    [Fact]
    public async Task A_question_that_cannot_be_put_is_not_waited_for()
    {
        await WhatsAppAsync();
        var asked = Offer("ana", "3:7:0");
        await Spine.AddAsync(asked with { Content = asked.Content with { Expect = Expect.Words } }, Offer("ben", "3:7:1"));
        await SendAsync();
        Assert.Equal(["3:7 unsent"], await Spine.Store.ReadRowsAsync(
            "SELECT run, epoch, what FROM timers", _ => { }, row => $"{row.GetInt64(0)}:{row.GetInt64(1)} {row.GetString(2)}", Cancellation));
    }
}

public sealed class WindowOnSqlite : WindowContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class WindowOnPostgres : WindowContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
