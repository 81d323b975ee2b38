using EngageBot.Businesses;
using EngageBot.Conversations.Windows;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A manager in Telegram answers a customer on a channel whose window is closed, or closes soon. The whole program.</summary>
public sealed class ClosedWindowTalks : IAsyncLifetime
{
    private const string Customer = "355691234567";

    private TelegramBotInTest _bot = null!;
    private ScriptedChannel _channel = null!;
    private int _said;

    private static readonly string[] _answers = ["Bring it in", "Today until six"];

    public async ValueTask InitializeAsync()
    {
        _bot = await TelegramBotInTest.StartAsync("polling");
        var directory = Get<BusinessDirectory>();
        var account = await Store.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO channel_accounts (business_id, channel, name) VALUES (@business, 'whatsapp', 'second') ON CONFLICT DO NOTHING")
                .Set("@business", directory.Business.Id.ToString()).ExecuteNonQuery();
            return ValueTask.FromResult((long)scope.Command("SELECT id FROM channel_accounts WHERE channel = 'whatsapp' AND name = 'second'").ExecuteScalar()!);
        }, Cancellation);
        await directory.LoadAsync(Cancellation);
        _channel = new(account, "whatsapp", directory.Business.Id);
        Get<ChannelList>().Add(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bot is null) return;
        Assert.Empty(_bot.Telegram.Violations);
        await _bot.DisposeAsync();
    }

    [Fact]
    public async Task A_manager_learns_at_once_that_the_words_wait_and_they_go_out_when_the_customer_writes()
    {
        await SaysAsync("/human");
        await SaysAsync("My kettle leaks");
        var shown = await _bot.StaffRoom.WaitForTextAsync("My kettle leaks");
        Assert.Contains("WhatsApp takes free words until", shown.Text, StringComparison.Ordinal);
        await SilentAsync(TimeSpan.FromHours(30));

        await _bot.StaffRoom.SaysAsync(_bot.Drita, "Bring it in, we exchange it.", replyTo: shown);
        var told = await _bot.StaffRoom.WaitForTextAsync("has not written for 24 hours");
        Assert.Contains("Bring it in, we exchange it.", told.Text, StringComparison.Ordinal);
        Assert.Contains("engagebot whatsapp templates push", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_channel.Texts, text => text.Contains("Bring it in", StringComparison.Ordinal));

        await SaysAsync("Hello?");
        await UntilSentAsync("Bring it in, we exchange it.");
    }

    [Fact]
    public async Task Where_the_template_is_approved_the_customer_is_told_once_that_an_answer_is_here()
    {
        await SaysAsync("/human");
        await SaysAsync("My kettle leaks");
        var shown = await _bot.StaffRoom.WaitForTextAsync("My kettle leaks");
        await SilentAsync(TimeSpan.FromHours(30));
        await Store.WriteAsync(scope =>
        {
            TemplateRows.Take(scope, new()
            {
                AccountId = _channel.Account.Id, Name = OptIns.AnswerWaiting, Language = "en", Category = TemplateCategory.Utility, Status = TemplateStatus.Approved, Variables = 1,
                Body = "There is an answer for you from {{1}}. Write one word here.", SyncedAt = DateTimeOffset.UnixEpoch,
            });
            return ValueTask.CompletedTask;
        }, Cancellation);
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "Bring it in, we exchange it.", replyTo: shown);
        await _bot.StaffRoom.WaitForTextAsync("The customer is told at once");
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "Today until six.", replyTo: shown);
        await UntilSentAsync("There is an answer for you");
        await SaysAsync("ok");
        await UntilSentAsync("Today until six.");
        Assert.Single(_channel.Calls, call => call.ByTemplate);
        var words = _channel.Texts.ToList();
        Assert.Equal(["Bring it in", "Today until six"], words.SelectMany(text => _answers.Where(part => text.Contains(part, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Staff_are_warned_once_before_the_window_closes_on_somebody_who_waits()
    {
        await SaysAsync("/human");
        await SaysAsync("My kettle leaks");
        await _bot.StaffRoom.WaitForTextAsync("My kettle leaks");
        Assert.Equal(0, await Get<WindowWatch>().SweepAsync(Cancellation));
        await SilentAsync(TimeSpan.FromHours(22.5));
        Assert.Equal(1, await Get<WindowWatch>().SweepAsync(Cancellation));
        Assert.Equal(0, await Get<WindowWatch>().SweepAsync(Cancellation));
        await _bot.StaffRoom.WaitForTextAsync("takes free words only until");
    }

    private T Get<T>() where T : notnull => _bot.Host.Services.GetRequiredService<T>();

    private IStore Store => Get<IStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The customer writes, and the platform says when.</summary>
    private async Task SaysAsync(string words)
    {
        var id = FormattableString.Invariant($"wamid.{++_said}");
        await Store.WriteAsync(async scope =>
        {
            scope.Command("""
                INSERT INTO whatsapp_users (account_id, chat_key, wa_id, heard_at) VALUES (@account, @chat, @chat, @now)
                ON CONFLICT (account_id, chat_key) DO UPDATE SET heard_at = excluded.heard_at
                """).Set("@account", _channel.Account.Id).Set("@chat", Customer).Set("@now", Get<TimeProvider>().GetUtcNow()).ExecuteNonQuery();
            await Get<Inbox>().AddAsync(scope, new(_channel.Account.Id, id, Customer, new InboundContent.Said(new Sender(Customer, "Arta", "en"), words, id)));
        }, Cancellation);
        using var patience = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await _bot.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')") > 0) await patience.WaitForNextTickAsync(Cancellation);
    }

    /// <summary>So long ago they wrote.</summary>
    private Task<int> SilentAsync(TimeSpan ago) => Store.WriteAsync(scope => ValueTask.FromResult(
        scope.Command("UPDATE whatsapp_users SET heard_at = @at").Set("@at", Get<TimeProvider>().GetUtcNow() - ago).ExecuteNonQuery()), Cancellation);

    private Task UntilSentAsync(string words) => SpineUnderTest.UntilAsync(() => _channel.Texts.Any(text => text.Contains(words, StringComparison.Ordinal)), Cancellation);
}
