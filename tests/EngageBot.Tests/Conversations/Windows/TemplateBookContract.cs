using System.Text.Json;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Conversations.Policy;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Conversations.Windows;

/// <summary>What WhatsApp tells of templates is taken in, whatever form it has; staff hear of what stops and of what goes on, once.</summary>
public abstract class TemplateBookContract : PolicyContract
{
    private readonly List<StaffNote> _told = [];

    private static readonly string[] _users = ["play birthday_gift"];

    [Fact]
    public async Task The_list_of_templates_is_read_with_what_it_says_and_what_it_does_not()
    {
        await TakeAsync("""
            {"name":"gift","language":"ru","id":"77","status":"APPROVED","category":"MARKETING","quality_score":{"score":"GREEN","date":1},"rejected_reason":"NONE","components":[
              {"type":"HEADER","format":"TEXT","text":"Hello"},
              {"type":"BODY","text":"For {{1}}: the code {{2}}, for {{1}}.","example":{"body_text":[["Anna","K7"]]}},
              {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},{"type":"URL","text":"Shop","url":"https://x.example"}]}]}
            """);
        await TakeAsync("""{"name":"odd","language":"en","status":"SOMETHING_NEW","components":"none"}""");
        await TakeAsync("""{"language":"en"}""");
        var (gift, odd) = (await FindAsync("gift", "ru"), await FindAsync("odd", "en"));
        Assert.Equal((TemplateStatus.Approved, TemplateCategory.Marketing, "GREEN", 2L, 1L, null, "77"), (gift!.Status, gift.Category, gift.Quality, gift.Variables, gift.Buttons, gift.Reason, gift.PlatformId));
        Assert.Equal((TemplateStatus.Other, 0L, ""), (odd!.Status, odd.Variables, odd.Body));
    }

    [Fact]
    public async Task A_pause_is_told_once_with_what_waits_for_it_and_its_end_lets_that_go_on()
    {
        await RunAsync("UPDATE channel_accounts SET channel = 'whatsapp' WHERE id = 1");
        await TakeAsync("""{"name":"gift","language":"en","status":"APPROVED","category":"UTILITY","components":[{"type":"BODY","text":"A gift for {{1}} today."}]}""");
        await SweepAsync();
        Assert.Empty(_told);

        await HearAsync("message_template_status_update", """{"event":"PAUSED","message_template_id":77,"message_template_name":"gift","message_template_language":"en","reason":"LOW_QUALITY"}""");
        await SweepAsync();
        await SweepAsync();
        var note = Assert.Single(_told);
        Assert.Equal("staff.template_stopped", note.Text);
        Assert.Equal(["gift (en)", "LOW_QUALITY", "play birthday_gift"], note.Words.Select(word => word.Value));
        var held = Assert.Single(await HeldAsync("gift", "other"));
        Assert.Equal(("gift", "en", "paused", "LOW_QUALITY", (DateTimeOffset?)Clock.GetUtcNow()), (held.Template, held.Language, held.State, held.Reason, held.Since));
        Assert.Empty(await HeldAsync("other"));

        await RunAsync("""
            INSERT INTO outbox (business_id, account_id, chat_key, key, kind, priority, content, state, attempts, due_at, give_up_at, created_at, deferred, error)
            VALUES (@business, 1, 'ana', 'k', 'Notice', 5, '{}', 'Queued', 0, 99999999999999, 99999999999999, 0, 1, 'The template gift (en) is paused on the platform.')
            """, ("@business", SpineSeeds.Business.ToString()));
        await HearAsync("message_template_status_update", """{"event":"REINSTATED","message_template_name":"gift","message_template_language":"en","reason":null}""");
        await SweepAsync();
        Assert.Equal("staff.template_back", _told[1].Text);
        Assert.Empty(await HeldAsync("gift"));
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeMilliseconds(), await Spine.ScalarAsync<long>("SELECT due_at FROM outbox"));
    }

    [Fact]
    public async Task What_sending_finds_out_counts_as_well()
    {
        await TakeAsync("""{"name":"gift","language":"en","status":"APPROVED","category":"UTILITY","components":[]}""");
        await SweepAsync();
        await Spine.Store.WriteAsync(scope =>
        {
            new TemplateBook(Clock).Refused(scope, 1, "gift", "en", 132015);
            return ValueTask.CompletedTask;
        }, Cancellation);
        await SweepAsync();
        Assert.Equal("staff.template_stopped", Assert.Single(_told).Text);
    }

    [Theory]
    [InlineData("message_template_status_update", "not json")]
    [InlineData("message_template_status_update", "{}")]
    [InlineData("message_template_status_update", """{"event":"WHAT","message_template_name":"gift","message_template_language":"en"}""")]
    [InlineData("something_else", """{"event":"PAUSED","message_template_name":"gift","message_template_language":"en"}""")]
    public async Task What_nobody_knows_changes_nothing(string field, string value)
    {
        await TakeAsync("""{"name":"gift","language":"en","status":"APPROVED","category":"UTILITY","components":[]}""");
        await HearAsync(field, value);
        Assert.Equal(TemplateStatus.Approved, (await FindAsync("gift", "en"))!.Status);
    }

    [Fact]
    public async Task Quality_and_category_are_kept_and_a_template_made_elsewhere_waits_for_its_words()
    {
        await TakeAsync("""{"name":"gift","language":"en","status":"APPROVED","category":"UTILITY","components":[]}""");
        await HearAsync("message_template_quality_update", """{"previous_quality_score":"GREEN","new_quality_score":"YELLOW","message_template_name":"gift","message_template_language":"en"}""");
        await HearAsync("template_category_update", """{"message_template_name":"gift","message_template_language":"en","previous_category":"UTILITY","new_category":"MARKETING"}""");
        await HearAsync("message_template_status_update", """{"event":"APPROVED","message_template_name":"other","message_template_language":"en"}""");
        var gift = await FindAsync("gift", "en");
        Assert.Equal(("YELLOW", TemplateCategory.Marketing), (gift!.Quality, gift.Category));
        Assert.Equal(TemplateStatus.Pending, (await FindAsync("other", "en"))!.Status);
    }

    [Theory]
    [InlineData("phone_number_quality_update", """{"display_phone_number":"15550783881","event":"UPGRADE","current_limit":"TIER_10K"}""", 10_000L)]
    [InlineData("business_capability_update", """{"max_daily_conversation_per_phone":2000,"max_phone_numbers_per_business":2}""", 2_000L)]
    [InlineData("business_capability_update", """{"max_daily_conversations_per_business":"TIER_UNLIMITED"}""", 0L)]
    [InlineData("business_capability_update", """{"max_daily_conversations_per_business":-1}""", 0L)]
    public async Task How_many_people_may_be_written_to_first_is_taken_in_whichever_word_it_comes(string field, string value, long people)
    {
        await HearAsync("phone_number_quality_update", """{"event":"FLAGGED","current_limit":"TIER_ODD"}""");
        await HearAsync("account_update", """{"current_limit":"TIER_1K"}""");
        Assert.Null(await Spine.Store.ReadAsync(connection => ValueTask.FromResult(MessagingLimits.Newest(connection)), Cancellation));
        await HearAsync(field, value);
        Assert.Equal(people, await Spine.Store.ReadAsync(connection => ValueTask.FromResult(MessagingLimits.Newest(connection)), Cancellation));
    }

    private Task<System.Collections.Immutable.ImmutableArray<TemplateHold>> HeldAsync(params string[] templates) =>
        Spine.Store.ReadAsync(connection => ValueTask.FromResult(TemplateHold.Of(connection, SpineSeeds.Business, templates)), Cancellation);

    private Task TakeAsync(string item) => Spine.Store.WriteAsync(scope =>
    {
        if (TemplateJson.Read(JsonElement.Parse(item), 1, Clock.GetUtcNow()) is { } read) TemplateRows.Take(scope, read);
        return ValueTask.CompletedTask;
    }, Cancellation);

    private Task HearAsync(string field, string value) => Spine.Store.WriteAsync(scope =>
    {
        new TemplateBook(Clock).Hear(scope, 1, field, value);
        return ValueTask.CompletedTask;
    }, Cancellation);

    private Task<MessageTemplate?> FindAsync(string name, string language) =>
        Spine.Store.ReadAsync(connection => ValueTask.FromResult(TemplateRows.Find(connection, 1, name, language)), Cancellation);

    private Task<int> SweepAsync() => new TemplateWatch(Spine.Store, [(_, _, _) => _users], (_, note) =>
    {
        _told.Add(note);
        return ValueTask.FromResult(true);
    }, Spine.Get<SpineSignals>(), Clock, NullLogger<TemplateWatch>.Instance).SweepAsync(Cancellation);
}

public sealed class TemplateBookOnSqlite : TemplateBookContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class TemplateBookOnPostgres : TemplateBookContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
