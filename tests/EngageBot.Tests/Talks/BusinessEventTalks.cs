using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>What happens in the business reaches the dialogs that start on it or wait for it.</summary>
public sealed class BusinessEventTalks : IAsyncLifetime
{
    private EngageHost _host = null!;
    private HouseTalk _talk = null!;

    public async ValueTask InitializeAsync()
    {
        var dialogs = Repository.CopyOfDialogs();
        Write(dialogs, "watch", """
            dialog: watch
            version: 1
            start: waiting
            starts: {command: watch}
            slots: {heard: {type: text}}
            states:
              waiting:
                wait: anything
                events:
                  consent.changed: {when: event.granted, set: {heard: event.purpose}, say: heard, go: waiting}
                  purchase.recorded: {set: {heard: event.id}, say: bought, go: waiting}
                  staff.replied: {set: {heard: event.words}, say: heard, go: waiting}
                timeout: {after: 30d, go: over}
              over: {final: over}
            """, "words.command: {name: watch, description: Watch}\nheard: \"Heard {heard}.\"\nbought: Heard of a purchase.");
        Write(dialogs, "visit", """
            dialog: visit
            version: 1
            purpose: survey
            start: how
            starts: {event: purchase.recorded}
            instances: many
            slots: {points: {type: int, start: 0}, how: {type: int, min: 1, max: 5}}
            defaults: {retries: {max: 1, go: person}, timeout: {after: 2d, go: over}}
            states:
              how:    {ask: how, next: over}
              person: {call: human, next: over}
              over:   {final: over}
            """, "how: {ask: \"How was it, for {points} points?\"}");
        _host = await EngageHost.StartAsync(settings: [$"--Dialogs:Directory={dialogs}", "--demo=false"]);
        _talk = new HouseTalk(_host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_purchase_starts_every_dialog_that_names_it_once_and_is_told_to_those_that_wait()
    {
        await _talk.SaysAsync("/watch");
        var purchase = Purchase;
        await _talk.HappensAsync(purchase);
        Assert.Contains("Heard of a purchase.", _talk.Words, StringComparison.Ordinal);
        Assert.Contains("40", _talk.Words, StringComparison.Ordinal);
        Assert.Contains((await _talk.StateAsync()).Runs, run => run.Dialog == "visit");
        await _talk.HappensAsync(purchase);
        Assert.Equal("Heard of a purchase.", _talk.Words);
    }

    [Fact]
    public async Task A_consent_is_told_to_those_that_wait_once_the_action_that_took_it_has_its_result()
    {
        await _talk.SaysAsync("/watch");
        await _talk.SaysAsync("/news");
        await _talk.TapsAsync(_talk.Heard[^1].Buttons[0].Label);
        Assert.Equal("Heard marketing.", _talk.Heard[^1].Text.Plain);
        Assert.Equal(2, _talk.Heard.Count);
    }

    [Fact]
    public async Task Words_of_staff_are_heard_by_dialogs_when_the_chat_is_the_bots_again()
    {
        await _talk.SaysAsync("/watch");
        await _talk.HappensAsync(new InboundContent.StaffReplied("Ben", "All is well", "-100", "7"));
        Assert.Contains("All is well", Assert.Single(_talk.Heard).Text.Plain, StringComparison.Ordinal);
        await _talk.SaysAsync("thank you");
        Assert.Empty(_talk.Heard);
        await _talk.HappensAsync(new InboundContent.StaffReplied("Ben", "/done", "-100", "8"));
        Assert.Equal("Heard All is well.", _talk.Heard[^1].Text.Plain);
    }

    [Fact]
    public async Task A_question_nobody_asked_for_is_sent_only_to_those_who_agreed_to_questions()
    {
        await _talk.SaysAsync("/help");
        await _talk.HappensAsync(Purchase);
        var survey = _talk.Heard.Single(m => m.Purpose == Purpose.Survey);
        var thanks = _talk.Heard.Single(m => m.Purpose is null);
        Assert.Equal(NoSend.NoConsent, Assert.IsType<SendPermit.No>(await MaySendAsync(survey)).Reason);
        Assert.IsType<SendPermit.Yes>(await MaySendAsync(thanks));
        await Store.WriteAsync(async scope => await scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            SELECT business_id, contact_id, 'surveys', 'telegram', 1, '', 'en', 'dialog', 0 FROM chats WHERE external_id = 'house-talk'
            """).ExecuteNonQueryAsync(), TestContext.Current.CancellationToken);
        Assert.IsType<SendPermit.Yes>(await MaySendAsync(survey));
    }

    private static InboundContent.Occurred Purchase { get; } = new(RecordPurchase.Event, RecordJson.Write(Occasions.Data(
        ("id", new Value.Text("019c")), ("points", new Value.Int(40)), ("pending", new Value.Bool(false)))));

    private IStore Store => _host.Services.GetRequiredService<IStore>();

    private async Task<SendPermit> MaySendAsync(EngageBot.Dialogs.Engine.OutgoingMessage message)
    {
        var chat = (await Store.ReadRowsAsync("SELECT id FROM chats WHERE external_id = 'house-talk'", _ => { }, row => row.GetInt64(0), TestContext.Current.CancellationToken)).Single();
        SendPermit? permit = null;
        await Store.WriteAsync(async scope => permit = await ContactPolicy.MaySendAsync(scope, new OutboundMessage(
            1, _host.Services.GetRequiredService<BusinessDirectory>().Business.Id, 1, "house-talk", chat, "k", OutboundKind.Notice, message, 1, null, null), new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero)), TestContext.Current.CancellationToken);
        return permit!;
    }

    private static void Write(string dialogs, string name, string machine, string texts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dialogs, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "dialog.yaml"), machine + "\n");
        foreach (var language in (string[])["en", "ru", "sq"]) File.WriteAllText(Path.Combine(folder, language + ".yaml"), texts + "\n");
    }
}
