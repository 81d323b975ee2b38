using EngageBot.Broadcasts;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Windows;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Broadcasts;

/// <summary>What happens to a broadcast before its first message: checked, counted, approved by somebody else, begun at its time.</summary>
public sealed class BroadcastDeskTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private BroadcastWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await BroadcastWorld.StartAsync(clock: _clock, contacts: 30);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_draft_that_is_wrong_is_refused_with_everything_that_is_wrong()
    {
        var draft = BroadcastWorld.Draft("You must come, {nmae}") with { Name = "", HoldoutPercent = 91, LastsHours = 0 };
        var errors = Assert.IsType<BroadcastOutcome.Invalid>(await CreateAsync(draft)).Errors;
        Assert.Equal(["holdoutPercent", "lastsHours", "name", "variants[0].text.en"], errors.Select(e => e.Path).Order(StringComparer.Ordinal));
        errors = Assert.IsType<BroadcastOutcome.Invalid>(await CreateAsync(BroadcastWorld.Draft("Come in.\n{voucher}") with { Audience = "customer.shoesize > 44", Reward = "none" })).Errors;
        Assert.Equal(["audience", "reward"], errors.Select(e => e.Path).Order(StringComparer.Ordinal));
        errors = Assert.IsType<BroadcastOutcome.Invalid>(await CreateAsync(BroadcastWorld.Draft("Calm down, it is only bread."))).Errors;
        Assert.Contains("not how we speak", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_schedules_what_was_not_counted_and_a_changed_draft_is_counted_again()
    {
        var id = Assert.IsType<BroadcastOutcome.Done>(await CreateAsync(BroadcastWorld.Draft("Bread."))).Broadcast.Id;
        Assert.IsType<BroadcastOutcome.NotCounted>(await ScheduleAsync(id));
        var (count, _) = await _world.Host.Services.GetRequiredService<BroadcastCount>().RunAsync(BroadcastWorld.Owner, _world.Business, id, Cancellation);
        Assert.Equal((30, 30, 30), (count!.People, count.Looked, count.Reachable));
        await _world.WriteAsync(scope => _world.Desk.Rewrite(scope, BroadcastWorld.Owner, _world.Business, id, BroadcastWorld.Draft("Wine."), _world.Now));
        Assert.IsType<BroadcastOutcome.NotCounted>(await ScheduleAsync(id));
    }

    [Fact]
    public async Task Staff_are_told_which_broadcasts_a_template_holds_up()
    {
        var own = await _world.BeginAsync("Fresh bread at four.", draft => draft with { Name = "Autumn", Content = draft.Content with { Template = new("autumn_sale") } }, _world.Now.AddDays(1));
        var other = await _world.BeginAsync("Fresh wine at five.", draft => draft with { Name = "Wine" }, _world.Now.AddDays(1));
        await _world.DraftAsync("A draft waits for nothing.", draft => draft with { Name = "Draft" });
        Assert.Equal([$"broadcast {own} (Autumn)"], await UsersAsync("autumn_sale"));
        Assert.Equal([$"broadcast {other} (Wine)"], await UsersAsync(TemplateDraft.Broadcasts));
        Assert.Empty(await UsersAsync("birthday_gift"));

        Task<string[]> UsersAsync(string template) => _world.Store.ReadAsync(source => ValueTask.FromResult(
            _world.Host.Services.GetServices<TemplateUsers>().SelectMany(ask => ask(source, _world.Business, template)).Where(name => name.StartsWith("broadcast", StringComparison.Ordinal)).ToArray()), Cancellation);
    }

    [Fact]
    public async Task The_count_says_who_would_be_left_out_and_why()
    {
        await _world.WriteAsync(scope => scope.Command("UPDATE chats SET unreachable_at = 1 WHERE external_id = @key").Set("@key", BroadcastWorld.ChatOf(3)).ExecuteNonQuery());
        await _world.WriteAsync(scope => scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at) VALUES (@business, @contact, 'marketing', 'telegram', 0, '', 'en', 'stop', 5)
            """).Set("@business", _world.Business.ToString()).Set("@contact", BroadcastWorld.ContactOf(4).ToString()).ExecuteNonQuery());
        var id = await _world.DraftAsync();
        var (count, _) = await _world.Host.Services.GetRequiredService<BroadcastCount>().RunAsync(BroadcastWorld.Owner, _world.Business, id, Cancellation);
        Assert.Equal(28, count!.Reachable);
        Assert.Equal(new Dictionary<string, int> { ["suppressed"] = 1, ["unreachable"] = 1 }, count.LeftOut);
    }

    [Fact]
    public async Task Above_the_shops_limit_a_second_person_decides_and_never_the_author()
    {
        await SetRulesAsync(new BroadcastRules(ApprovalAbove: 20));
        var (author, second, cashier) = (Person("a", Role.Marketer), Person("b", Role.Manager), Person("c", Role.Cashier));
        var id = Assert.IsType<BroadcastOutcome.Done>(await _world.WriteAsync(scope => _world.Desk.Create(scope, author, _world.Business, BroadcastWorld.Draft("Bread."), _world.Now))).Broadcast.Id;
        await _world.Host.Services.GetRequiredService<BroadcastCount>().RunAsync(author, _world.Business, id, Cancellation);
        Assert.IsType<BroadcastOutcome.NeedsApproval>(await ScheduleAsync(id, author));
        Assert.Equal(BroadcastState.Draft, (await _world.ShowAsync(id)).State);

        Assert.IsType<BroadcastOutcome.Denied>(await ApproveAsync(id, author));     // a marketer approves nothing
        Assert.IsType<BroadcastOutcome.Denied>(await ApproveAsync(id, cashier));
        Assert.IsType<BroadcastOutcome.OwnBroadcast>(await ApproveAsync(id, Person("a", Role.Owner)));
        var done = Assert.IsType<BroadcastOutcome.Done>(await ApproveAsync(id, second)).Broadcast;
        Assert.Equal((BroadcastState.Scheduled, second.Name), (done.State, done.ApprovedBy));
    }

    [Fact]
    public async Task Whoever_changed_the_words_last_is_no_second_person_for_them()
    {
        await SetRulesAsync(new BroadcastRules(ApprovalAbove: 20));
        var (author, editor) = (Person("a", Role.Owner), Person("b", Role.Owner));
        var id = Assert.IsType<BroadcastOutcome.Done>(await _world.WriteAsync(scope => _world.Desk.Create(scope, author, _world.Business, BroadcastWorld.Draft("Bread."), _world.Now))).Broadcast.Id;
        await _world.WriteAsync(scope => _world.Desk.Rewrite(scope, editor, _world.Business, id, BroadcastWorld.Draft("Wine."), _world.Now));
        await _world.Host.Services.GetRequiredService<BroadcastCount>().RunAsync(author, _world.Business, id, Cancellation);
        Assert.IsType<BroadcastOutcome.NeedsApproval>(await ScheduleAsync(id, author));
        Assert.IsType<BroadcastOutcome.OwnBroadcast>(await ApproveAsync(id, editor));
        Assert.IsType<BroadcastOutcome.OwnBroadcast>(await ApproveAsync(id, author));
        Assert.IsType<BroadcastOutcome.Done>(await ApproveAsync(id, Person("c", Role.Manager)));
    }

    [Theory]
    [InlineData("0001-01-01T00:00")]
    [InlineData("9999-12-31T23:59")]
    public async Task A_time_at_either_end_of_the_calendar_is_refused_with_a_sentence(string local)
    {
        var id = await _world.DraftAsync();
        var outcome = await _world.Store.WriteAsync(scope => _world.Desk.ScheduleAsync(scope, BroadcastWorld.Owner, _world.Business, id, null, local, _world.Now), Cancellation);
        Assert.Equal("startLocal", Assert.Single(Assert.IsType<BroadcastOutcome.Invalid>(outcome).Errors).Path);
    }

    [Fact]
    public async Task A_count_that_comes_after_the_audience_was_changed_counts_nobody()
    {
        var id = await _world.DraftAsync();
        await _world.WriteAsync(scope => _world.Desk.Rewrite(scope, BroadcastWorld.Owner, _world.Business, id, BroadcastWorld.Draft("Wine.") with { Audience = "customer.member" }, _world.Now));
        await _world.WriteAsync(scope =>
        {
            BroadcastRows.SetCount(scope, id, BroadcastCheck.Everybody, 30);
            return true;
        });
        Assert.IsType<BroadcastOutcome.NotCounted>(await ScheduleAsync(id));
    }

    [Fact]
    public async Task One_that_cannot_be_read_keeps_no_other_one_waiting()
    {
        var broken = await _world.BeginAsync(at: _clock.GetUtcNow().AddMinutes(3));
        await _world.WriteAsync(scope => scope.Command("UPDATE broadcasts SET content = '{}' WHERE id = @id").Set("@id", broken).ExecuteNonQuery());
        var whole = await _world.BeginAsync("Wine.", at: _clock.GetUtcNow().AddMinutes(3));
        _clock.Advance(TimeSpan.FromMinutes(3));
        await FinishAsync(whole);
        Assert.Equal(30, _world.ArrivedWith("Wine.").Count);
        Assert.Equal(BroadcastState.Running, (await _world.ShowAsync(broken)).State);
    }

    [Fact]
    public async Task An_audience_that_grew_beyond_the_limit_waits_for_a_second_person_after_all()
    {
        await SetRulesAsync(new BroadcastRules(ApprovalAbove: 40));
        var id = await _world.BeginAsync(at: _clock.GetUtcNow().AddMinutes(2));
        await _world.AddContactsAsync(30, 30);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await _world.UntilAsync($"SELECT COUNT(*) FROM broadcasts WHERE id = {id} AND state = 'Draft' AND approval_asked_at IS NOT NULL AND audience_count = 60", 1);
        Assert.Equal(0, await _world.Host.CountAsync("SELECT COUNT(*) FROM outbox WHERE source IS NOT NULL"));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(20, true)]
    public async Task Agreed_to_for_so_many_it_goes_to_a_few_more_and_asks_again_for_many_more(int more, bool asks)
    {
        await SetRulesAsync(new BroadcastRules(ApprovalAbove: 20, GrowthPercent: 15));
        var id = await _world.BeginAsync(at: _clock.GetUtcNow().AddMinutes(2));
        Assert.NotNull((await _world.ShowAsync(id)).ApprovedBy);
        await _world.AddContactsAsync(30, more);
        _clock.Advance(TimeSpan.FromMinutes(2));
        if (!asks) await FinishAsync(id);
        else await _world.UntilAsync($"SELECT COUNT(*) FROM broadcasts WHERE id = {id} AND state = 'Draft' AND approval_asked_at IS NOT NULL AND approved_by IS NULL AND audience_count = {30 + more}", 1);
        Assert.Equal(asks ? 0 : 30 + more, _world.ArrivedWith("Fresh bread").Count);
    }

    [Fact]
    [Trait("Row", "S95")]
    public async Task Nothing_is_scheduled_that_does_not_say_what_it_gives_its_readers()
    {
        var id = await _world.DraftAsync(change: draft => draft with { Content = draft.Content with { Value = null } });
        var error = Assert.Single(Assert.IsType<BroadcastOutcome.Invalid>(await ScheduleAsync(id)).Errors);
        Assert.Equal("value", error.Path);
        Assert.Contains("seminar", error.Message, StringComparison.Ordinal);
        Assert.Equal(BroadcastState.Draft, (await _world.ShowAsync(id)).State);
    }

    [Fact]
    [Trait("Row", "S95")]
    public async Task Service_news_can_be_of_no_use_too_but_ends_no_offers()
    {
        var id = await _world.BeginAsync(change: draft => draft with { Purpose = EngageBot.Dialogs.Model.Purpose.Service, Content = draft.Content with { Value = BroadcastValue.Notice } });
        await FinishAsync(id);
        Assert.Equal(["Not useful to me"], _world.Telegram.FindChat(BroadcastWorld.FirstChat + 3)!.FromBot.Single().Buttons);
    }

    [Fact]
    public async Task It_begins_at_its_time_and_not_before()
    {
        var id = await _world.BeginAsync(at: _clock.GetUtcNow().AddMinutes(3));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(BroadcastState.Scheduled, (await _world.ShowAsync(id)).State);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await FinishAsync(id);
        Assert.Equal(30, _world.ArrivedWith("Fresh bread").Count);
    }

    [Fact]
    public async Task On_the_customers_own_clock_each_zone_has_its_hour()
    {
        var start = _clock.GetUtcNow();
        await ZoneAsync(1, "Asia/Tokyo");
        await ZoneAsync(2, "America/New_York");
        var local = start.AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) + "T10:00";
        var id = await _world.BeginAsync(local: local);
        var zones = ((string Zone, int People)[])[("Asia/Tokyo", 1), (_world.Host.Services.GetRequiredService<EngageBot.Businesses.BusinessDirectory>().Business.Zone, 28), ("America/New_York", 1)];
        var ten = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
        var expected = 0;
        foreach (var (zone, people) in zones)
        {
            // Hours pass at once while nothing is on its way; a message under way would find its answer late.
            _clock.Advance(TimeZoneInfo.ConvertTimeToUtc(ten, TimeZoneInfo.FindSystemTimeZoneById(zone)) - _clock.GetUtcNow() - TimeSpan.FromSeconds(10));
            expected += people;
            for (var n = 0; n < 1200 && await SentAsync(id) < expected; n++) await StepAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(expected, await SentAsync(id));
        }
        for (var n = 0; n < 240 && (await _world.ShowAsync(id)).State is not BroadcastState.Finished; n++) await StepAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(30, _world.ArrivedWith("Fresh bread").Count);
        foreach (var (n, zone) in ((int, string)[])[(1, "Asia/Tokyo"), (2, "America/New_York")])
        {
            var at = await _world.Host.CountAsync($"SELECT sent_at FROM outbox WHERE chat_key = '{BroadcastWorld.ChatOf(n)}'");
            var here = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), TimeZoneInfo.FindSystemTimeZoneById(zone));
            Assert.InRange(here.TimeOfDay, new TimeSpan(10, 0, 0), new TimeSpan(10, 30, 0));
            Assert.Equal(local[..10], here.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Quiet_hours_put_off_and_what_would_be_too_late_is_left_out_with_its_reason()
    {
        await _world.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, EngageBot.Conversations.Policy.ContactPolicyRules.Kind, "main",
            new EngageBot.Conversations.Policy.ContactPolicyRules(new("00:00", "23:59"), PerDay: null, PerWeek: null), _world.Now, _world.Now));
        var id = await _world.BeginAsync(change: draft => draft with { LastsHours = 1 });
        for (var n = 0; n < 20 && (await _world.ShowAsync(id)).State is not BroadcastState.Finished; n++) await StepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(30, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'LeftOut' AND reason = 'too_late'"));
        Assert.Equal(30, await _world.Host.CountAsync($"SELECT COUNT(*) FROM not_sent WHERE source = 'broadcast:{id}' AND reason = 'TooLate'"));
    }

    [Fact]
    public async Task Variants_and_the_held_out_are_shared_out_by_hash_and_everybody_keeps_their_share()
    {
        await _world.AddContactsAsync(30, 370);
        var id = await _world.BeginAsync(change: draft => draft with { HoldoutPercent = 25, Content = draft.Content with { Variants = [BroadcastWorld.Say("Bread A."), BroadcastWorld.Say("Bread B.")] } });
        await FinishAsync(id);
        var (a, b, held) = (_world.ArrivedWith("Bread A").Count, _world.ArrivedWith("Bread B").Count, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Holdout'"));
        Assert.Equal(400, a + b + held);
        Assert.InRange(held, 70, 130);
        Assert.InRange(a, 115, 185);
        Assert.Equal(a, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE variant = 'a'"));
    }

    private Task<long> SentAsync(long id) => _world.Host.CountAsync($"SELECT COUNT(*) FROM outbox WHERE key = '{Broadcast.SourceOf(id)}' AND state = 'Sent'");

    private async Task FinishAsync(long id)
    {
        for (var n = 0; n < 600 && (await _world.ShowAsync(id)).State is not BroadcastState.Finished; n++) await StepAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(BroadcastState.Finished, (await _world.ShowAsync(id)).State);
    }

    /// <summary>Lets time pass, and everything that is due by then happen.</summary>
    private async Task StepAsync(TimeSpan span)
    {
        _clock.Advance(span);
        await _world.Host.Services.GetRequiredService<FanOut>().PassAsync(Cancellation);
        var sender = _world.Host.Services.GetRequiredService<EngageBot.Messaging.OutboxSender>();
        while (await sender.PassAsync(Cancellation)) await sender.DrainAsync();
    }

    private Task<BroadcastOutcome> CreateAsync(BroadcastDraft draft) => _world.WriteAsync(scope => _world.Desk.Create(scope, BroadcastWorld.Owner, _world.Business, draft, _world.Now));

    private Task<BroadcastOutcome> ScheduleAsync(long id, Actor? actor = null) =>
        _world.Store.WriteAsync(scope => _world.Desk.ScheduleAsync(scope, actor ?? BroadcastWorld.Owner, _world.Business, id, null, null, _world.Now), Cancellation);

    private Task<BroadcastOutcome> ApproveAsync(long id, Actor actor) => _world.Store.WriteAsync(scope => _world.Desk.ApproveAsync(scope, actor, _world.Business, id, _world.Now), Cancellation);

    private Actor.Staff Person(string letter, Role role) => new(new(new Guid($"{letter}0000000-0000-0000-0000-000000000000")), _world.Business, true, RoleBook.Default.Of(role), [], []);

    private Task<int> SetRulesAsync(BroadcastRules rules) => _world.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, BroadcastRules.Kind, BroadcastRules.Key, rules, _world.Now, _world.Now));

    private Task<int> ZoneAsync(int n, string zone) => _world.WriteAsync(scope => scope.Command(
        "INSERT INTO contact_preferences (contact_id, business_id, zone, changed_at) VALUES (@contact, @business, @zone, 0)")
        .Set("@contact", BroadcastWorld.ContactOf(n).ToString()).Set("@business", _world.Business.ToString()).Set("@zone", zone).ExecuteNonQuery());
}
