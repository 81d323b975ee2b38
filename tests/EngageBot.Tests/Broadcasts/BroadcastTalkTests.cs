using EngageBot.Broadcasts;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Tests.Staff;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Broadcasts;

/// <summary>A broadcast from the first word to the last inside Telegram: written, shown, counted, agreed to by a second person, sent, looked at, taken back.</summary>
public sealed class BroadcastTalkTests : IAsyncLifetime
{
    private const int Customers = 30;
    private BroadcastWorld _world = null!;
    private FakeUser _ben = null!;
    private FakeUser _drita = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await BroadcastWorld.StartAsync(contacts: Customers);
        await _world.WriteAsync(scope => RuleBook.Publish(scope, _world.Business, BroadcastRules.Kind, BroadcastRules.Key, new BroadcastRules(ApprovalAbove: 10), _world.Now, _world.Now));
        (_drita, _ben) = (await StaffAsync("Drita", Role.Owner), await StaffAsync("Ben", Role.Marketer));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_marketer_writes_a_normal_message_a_second_person_agrees_and_everybody_gets_it_in_their_language()
    {
        await WriteAsync();
        await _ben.PressesAsync("Choose the audience");
        await _ben.PressesAsync("A better price");
        await _ben.PressesAsync("everybody");
        var count = await _ben.WaitForTextAsync("Can be reached now: 30.");
        Assert.Contains("32 people", count.Text, StringComparison.Ordinal);        // the staff are contacts too, and have not agreed to offers
        Assert.Contains("without a yes to offers: 2", count.Text, StringComparison.Ordinal);
        await _ben.PressesAsync("At once");
        await _ben.WaitForTextAsync("Shall it?");
        await _ben.PressesAsync("Yes");
        await _ben.WaitForTextAsync("a matter for two");
        Assert.Equal(0, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients"));

        await _drita.WaitAsync(m => m.Kind == "photo" && m.Text.Contains("Bukë", StringComparison.Ordinal), "the preview");
        await _drita.WaitForTextAsync("needs a second word");
        await _drita.PressesAsync("Agreed");
        await _drita.WaitForTextAsync("It goes out at its time");
        await _world.UntilAsync(1, BroadcastState.Finished);
        await _ben.WaitForTextAsync("30 messages of 32 people");

        var arrived = _world.Telegram.CallsOf("sendPhoto").Where(c => c.Status == 200 && c.ChatId >= BroadcastWorld.FirstChat && c.ChatId < BroadcastWorld.FirstChat + Customers).ToList();
        Assert.Equal(Customers, arrived.Select(c => c.ChatId).Distinct().Count());
        Assert.Equal(Customers, arrived.Count);
        var (english, albanian) = (ChatOf(3).FromBot.Single(), ChatOf(2).FromBot.Single());
        Assert.Equal(("Dear Guest 3,\nFresh bread at four.", "I dashur Guest 2,\nBukë e freskët në orën katër."), (english.Text, albanian.Text));
        Assert.Equal(["Fresh bread"], english.Bold);
        Assert.Equal(["The page", "Not useful to me"], english.Buttons.Take(2));
        Assert.Equal("Faqja", albanian.Buttons[0]);
        Assert.Equal("Fresh bread at four.", ChatOf(0).FromBot.Single().Text);        // has no name: the line with it is left out

        // It is looked at, and taken back.
        await _ben.SendsAsync("/broadcast");
        await _ben.PressesAsync("Look at one");
        await _ben.WaitForTextAsync("Which one?");
        await _ben.PressesAsync("Dear {name}");
        var stand = await _ben.WaitForTextAsync("Finished.");
        Assert.Contains("32 of 32 people are done.", stand.Text, StringComparison.Ordinal);
        await _ben.PressesAsync("Delete what was sent");
        await _ben.WaitForTextAsync("disappear from all chats");
        await _ben.PressesAsync("Yes");
        await _ben.WaitForTextAsync("They are being deleted");
        await _world.UntilAsync("SELECT COUNT(*) FROM broadcast_changes WHERE ended_at IS NOT NULL", 1);
        Assert.All(Enumerable.Range(0, Customers), n => Assert.Empty(ChatOf(n).FromBot));
        Assert.Empty(_world.Telegram.Violations);
    }

    [Fact]
    public async Task A_second_person_who_does_not_agree_leaves_a_draft_and_a_time_can_be_said_in_words()
    {
        await WriteAsync();
        await _ben.PressesAsync("Choose the audience");
        await _ben.PressesAsync("A better price");
        await _ben.PressesAsync("everybody");
        await _ben.PressesAsync("At a time");
        await _ben.SendsAsync("tomorrow 10:00");
        await _ben.WaitForTextAsync("a matter for two");
        await _drita.WaitForTextAsync("needs a second word");
        await _drita.PressesAsync("Not like that");
        await _drita.SendsAsync("Too early, say five.");
        await _drita.WaitForTextAsync("It stays a draft");
        var told = await _ben.WaitForTextAsync("It was not agreed to and is a draft again.");
        Assert.Contains("“Too early, say five.”", told.Text, StringComparison.Ordinal);
        Assert.Equal(BroadcastState.Draft, (await _world.ShowAsync(1)).State);
    }

    [Fact]
    [Trait("Row", "S95")]
    public async Task With_a_few_taps_there_are_two_wordings_a_voucher_for_each_and_some_who_get_nothing()
    {
        await _world.WriteAsync(scope =>
        {
            RuleBook.Publish(scope, _world.Business, BroadcastRules.Kind, BroadcastRules.Key, new BroadcastRules(), _world.Now, _world.Now);
            scope.Command("UPDATE contacts SET joined_at = created_at").ExecuteNonQuery();      // rewards are for members
            var (coffee, _) = RewardRules.Kind.Parse("""{"name": {"en": "Coffee"}, "gives": {"kind": "gift"}}""");
            return RuleBook.Publish(scope, _world.Business, RewardRules.Kind, "coffee", coffee!, _world.Now, _world.Now);
        });
        await _ben.SendsAsync("/broadcast");
        await _ben.PressesAsync("English");
        await _ben.SendsAsync("Fresh bread at four.");
        await _ben.PressesAsync("Another wording");
        await _ben.WaitAsync(m => m.Buttons.Contains("Albanian") && m.Buttons.Contains("Back"), "the question for the language");
        await _ben.PressesAsync("English");
        await _ben.SendsAsync("The bread of the day.");
        var asked = await AskedAsync(await _ben.WaitAsync(m => m.Text == "The bread of the day." && m.Buttons.Contains("Not useful to me"), "the second preview"));
        await _ben.PressesAsync(asked, "A voucher for each");
        await _ben.PressesAsync("Coffee");
        asked = await AskedAsync(await _ben.WaitAsync(m => m.Text.StartsWith("The bread of the day.\n🎁 DEMO-12345", StringComparison.Ordinal), "the preview with the voucher"));
        await _ben.PressesAsync(asked, "Hold some back");
        await _ben.PressesAsync("20 of 100");
        await AskedAsync(asked);
        await _ben.PressesAsync("Choose the audience");
        await _ben.PressesAsync("A better price");
        await _ben.PressesAsync("everybody");
        await _ben.PressesAsync("At once");
        await _ben.WaitForTextAsync("Shall it?");
        await _ben.PressesAsync("Yes");
        await _world.UntilAsync(1, BroadcastState.Finished);

        var (first, second) = (_world.ArrivedWith("Fresh bread at four.\n🎁"), _world.ArrivedWith("The bread of the day.\n🎁"));
        var held = await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Holdout'");
        Assert.Equal(Customers, first.Keys.Union(second.Keys).Count(chat => chat >= BroadcastWorld.FirstChat && chat < BroadcastWorld.FirstChat + Customers) + held);
        Assert.All((long[])[first.Count, second.Count, held], count => Assert.True(count > 0));
        Assert.Equal(Customers - held, await _world.Host.CountAsync("SELECT COUNT(DISTINCT code) FROM vouchers WHERE state = 'Issued'"));
        await _ben.PressesAsync("Look again");
        await _ben.WaitForTextAsync($"Arrived: {Customers - held}.");
    }

    [Fact]
    public async Task Words_we_do_not_use_are_refused_with_the_reason_and_customers_never_hear_of_the_command()
    {
        await _ben.SendsAsync("/broadcast");
        await _ben.PressesAsync("English");
        await _ben.SendsAsync("Calm down, it is only bread.");
        await _ben.WaitForTextAsync("not how we speak");
        var arta = _world.Telegram.User("Arta");
        await arta.SendsAsync("/broadcast");
        await arta.NextAsync();
        Assert.DoesNotContain("In which language", string.Join('\n', arta.FromBot.Select(m => m.Text)), StringComparison.Ordinal);
    }

    /// <summary>The question what shall happen with it, below what was shown.</summary>
    private Task<FakeMessage> AskedAsync(FakeMessage below) =>
        _ben.WaitAsync(m => m.Id > below.Id && m.Buttons.Contains("A voucher for each"), "the question below it");

    /// <summary>In two languages, with a picture and a button, each shown as customers will read it.</summary>
    private async Task WriteAsync()
    {
        await _ben.SendsAsync("/broadcast");
        await _ben.PressesAsync("English");
        await _ben.WaitForTextAsync("as customers shall read it");
        await _ben.SendsPhotoAsync("bread-photo", "Dear {name},\n*Fresh bread* at four.\n[The page](https://example.com/bread)");
        var shown = await _ben.WaitAsync(m => m.Kind == "photo", "the preview");
        Assert.Equal(("Dear Arta,\nFresh bread at four.", "bread-photo"), (shown.Text, shown.File));
        Assert.Equal("The page", shown.Buttons[0]);
        await _ben.PressesAsync("Another language");
        await _ben.WaitAsync(m => m.Id > shown.Id && m.Text.Contains("In which language", StringComparison.Ordinal), "the question for the second language");
        await _ben.PressesAsync("Albanian");
        await _ben.SendsAsync("I dashur {name},\n*Bukë e freskët* në orën katër.\n[Faqja](https://example.com/bread)");
        var second = await _ben.WaitAsync(m => m.Kind == "photo" && m.Text.Contains("Bukë", StringComparison.Ordinal), "the second preview");
        await _ben.WaitAsync(m => m.Id > second.Id && m.Text.Contains("What shall happen", StringComparison.Ordinal), "the question below it");
    }

    private FakeChat ChatOf(int n) => _world.Telegram.FindChat(BroadcastWorld.FirstChat + n)!;

    private async Task<FakeUser> StaffAsync(string name, Role role)
    {
        var user = _world.Telegram.User(name);
        await user.SendsAsync($"/start {LinkToken.Prefix}{await _world.Host.InviteAsync(role, name)}");
        await user.PressesAsync("Yes, I accept");
        await _world.UntilAsync($"SELECT COUNT(*) FROM staff_chats c JOIN chats h ON h.id = c.chat_id WHERE h.external_id = '{user.Key}'", 1);
        return user;
    }
}
