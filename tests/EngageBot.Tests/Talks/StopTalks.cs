using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>Stop, breaks and quiet hours, said in the chat of the real program.</summary>
public sealed class StopTalks : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private EngageHost _host = null!;
    private HouseTalk _arta = null!;
    private ContactId _contact;
    private long _chat;

    private IStore Store => _host.Services.GetRequiredService<IStore>();
    private Business Business => _host.Services.GetRequiredService<BusinessDirectory>().Business;
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(_clock, settings: ["--demo=false", "--Business:Zone=Europe/Tirane"]);
        _arta = new HouseTalk(_host);
        await _arta.SaysAsync("/help");
        (_contact, _chat) = (await Store.ReadRowsAsync("SELECT contact_id, id FROM chats WHERE external_id = 'house-talk'", _ => { },
            row => (new ContactId(Guid.Parse(row.GetString(0))), row.GetInt64(1)), Cancellation)).Single();
        foreach (var channel in (string[])["telegram", "web"]) await AgreeAsync(channel);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("Pitfall", "P28")]
    public async Task Stop_calls_off_what_waits_on_every_channel_and_keeps_the_proof()
    {
        await OfferAsync("broadcast:1");
        await OfferAsync("broadcast:2");
        await _arta.SaysAsync("STOP");
        Assert.Contains("no more offers", _arta.Words, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, await _host.CountAsync("SELECT COUNT(*) FROM outbox WHERE kind = 'Promotion' AND state = 'Cancelled' AND error LIKE '%said stop%'"));
        Assert.Equal(2, await _host.CountAsync("SELECT COUNT(*) FROM not_sent WHERE reason = 'Suppressed'"));
        Assert.Equal(2, await _host.CountAsync("SELECT COUNT(*) FROM consents WHERE granted = 0 AND source = 'stop' AND purpose = 'marketing' AND inbox_id IS NOT NULL"));
        Assert.Equal(NoSend.Suppressed, Assert.IsType<SendPermit.No>(await AskAsync(Purpose.Marketing)).Reason);
    }

    [Fact]
    [Trait("Pitfall", "P30")]
    [Trait("Pitfall", "P31")]
    public async Task After_a_stop_the_customers_own_conversation_and_service_messages_go_on()
    {
        await _arta.SaysAsync("/stop");
        await _arta.SaysAsync("/help");
        Assert.NotEmpty(_arta.Heard);
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM outbox WHERE kind <> 'Reply'"));
        Assert.IsType<SendPermit.Yes>(await AskAsync(Purpose.Service));
        await _arta.SaysAsync("/news");
        await _arta.TapsAsync("Yes, send them");
        Assert.IsType<SendPermit.Yes>(await AskAsync(Purpose.Marketing));
    }

    [Theory]
    [Trait("Pitfall", "P29")]
    [InlineData("Thank you for your message. I am away until Monday and will stop by then.")]
    [InlineData("Automatic reply: out of office. To unsubscribe from this list write to postmaster.")]
    [InlineData("Автоответ: я в отпуске, стоп, вернусь в понедельник.")]
    public async Task An_automatic_answer_is_no_stop(string words)
    {
        await OfferAsync("broadcast:1");
        await _arta.SaysAsync(words);
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM consents WHERE granted = 0"));
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM outbox WHERE kind = 'Promotion' AND state = 'Queued'"));
    }

    [Fact]
    public async Task No_to_a_question_here_is_no_stop_elsewhere()
    {
        await _arta.SaysAsync("/news");
        await _arta.TapsAsync("No, thanks");
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM consents WHERE granted = 0 AND channel = 'telegram' AND source = 'dialog'"));
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM consents WHERE granted = 0 AND channel = 'web'"));
    }

    [Fact]
    [Trait("Row", "S106")]
    public async Task A_break_ends_on_its_day_with_one_warm_word_that_waits_for_the_morning()
    {
        await _arta.SaysAsync("take a break");
        await _arta.TapsAsync("Pause until…");
        await _arta.TapsAsync("A week");
        Assert.Contains("9 March", _arta.Words, StringComparison.Ordinal);
        Assert.Equal(NoSend.Paused, Assert.IsType<SendPermit.Later>(await AskAsync(Purpose.Marketing)).Reason);
        var breaks = _host.Services.GetRequiredService<BreakClock>();
        _clock.Set(new DateTimeOffset(2026, 3, 8, 22, 59, 0, TimeSpan.Zero) - _clock.GetUtcNow());
        Assert.Equal(0, await breaks.SweepAsync(Cancellation));
        _clock.Set(TimeSpan.FromMinutes(2));
        await breaks.SweepAsync(Cancellation);
        Assert.Equal(0, await breaks.SweepAsync(Cancellation));
        await SpineUnderTest.PassTimeUntilAsync(_clock, async () => await _host.CountAsync("SELECT COUNT(*) FROM outbox WHERE kind = 'Promotion'") > 0, Cancellation);
        await _arta.HearAsync();
        var word = Assert.Single(_arta.Heard);
        Assert.Contains("break is over", word.Text.Plain, StringComparison.Ordinal);
        var later = Assert.IsType<SendPermit.Later>(await AskAsync(Purpose.Marketing));
        Assert.Equal((NoSend.QuietHours, new DateTimeOffset(2026, 3, 9, 8, 0, 0, TimeSpan.Zero)), (later.Reason, later.Until));
    }

    [Fact]
    [Trait("Row", "S94")]
    public async Task Quiet_hours_and_zone_said_in_the_chat_are_what_the_gate_goes_by()
    {
        await _arta.SaysAsync("/messages");
        await _arta.TapsAsync("Quiet hours");
        await _arta.TapsAsync("My own hours");
        await _arta.SaysAsync("10:30");
        await _arta.SaysAsync("14:00");
        Assert.Contains("10:30–14:00", _arta.Words, StringComparison.Ordinal);
        await _arta.SaysAsync("/messages");
        await _arta.TapsAsync("Time zone");
        await _arta.SaysAsync("London");
        Assert.Contains("London", _arta.Words, StringComparison.Ordinal);
        Assert.IsType<SendPermit.Yes>(await AskAsync(Purpose.Marketing));
        _clock.Set(TimeSpan.FromHours(1));
        var later = Assert.IsType<SendPermit.Later>(await AskAsync(Purpose.Marketing));
        Assert.Equal((NoSend.QuietHours, new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero)), (later.Reason, later.Until));
        await _arta.SaysAsync("/messages");
        await _arta.TapsAsync("Where we write");
        await _arta.TapsAsync("By phone");
        Assert.Equal(NoSend.ChannelOff, Assert.IsType<SendPermit.No>(await AskAsync(Purpose.Marketing)).Reason);
    }

    [Fact]
    public async Task Whoever_asks_why_is_told_by_what_yes_it_came_and_what_stayed_out()
    {
        await Store.WriteAsync(scope =>
        {
            NotSent.Record(scope, Business.Id, _contact, new("broadcast:3"), new SendPermit.No(NoSend.TopicOff, "x"), _clock.GetUtcNow());
            return ValueTask.CompletedTask;
        }, Cancellation);
        await _arta.SaysAsync("why do i get this");
        Assert.Contains("you said yes to them on", _arta.Words, StringComparison.Ordinal);
        Assert.Contains("its topic is switched off", _arta.Words, StringComparison.Ordinal);
        Assert.Contains("21:00–09:00", _arta.Words, StringComparison.Ordinal);
    }

    private Task<int> AgreeAsync(string channel) => Store.WriteAsync(async scope => await scope.Command("""
        INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
        VALUES (@business, @contact, 'marketing', @channel, 1, 'May we?', 'en', 'dialog', @now)
        """).Set("@business", Business.Id.ToString()).Set("@contact", _contact.ToString()).Set("@channel", channel).Set("@now", _clock.GetUtcNow()).ExecuteNonQueryAsync(), Cancellation);

    private Task<long?> OfferAsync(string source) => Store.WriteAsync(async scope => await _host.Services.GetRequiredService<Outbox>().AddAsync(scope, new Draft(
        Business.Id, _host.Services.GetRequiredService<BusinessDirectory>().Account("telegram").Id, "house-talk", _chat, source, OutboundKind.Promotion, SpineSeeds.Message("Offer"))
    {
        About = new Proactive(source),
    }), Cancellation);

    private async Task<SendPermit> AskAsync(Purpose purpose) => (await Store.ReadAsync(connection => ValueTask.FromResult(
        ContactPolicy.Ask(connection, new(Business.Id, purpose, new("test")), [_contact], _clock.GetUtcNow())), Cancellation))[0].Permit;
}
