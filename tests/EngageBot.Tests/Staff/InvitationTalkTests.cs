using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Staff;

/// <summary>A link opened in a chat of the real program.</summary>
public sealed class InvitationTalkTests
{
    private static readonly Sender _ben = new("4712", "Ben", null);

    [Fact]
    public async Task The_link_says_who_invites_to_what_asks_and_makes_the_chat_one_of_the_staffs()
    {
        await using var host = await EngageHost.StartAsync();
        var token = await host.InviteAsync(Role.Cashier, "Ben");
        var ben = new HouseTalk(host, "ben");
        await ben.HappensAsync(new InboundContent.Opened(_ben, LinkToken.Prefix + token));
        Assert.Contains("for Ben to work at", ben.Words, StringComparison.Ordinal);
        Assert.Contains("Role: cashier", ben.Words, StringComparison.Ordinal);
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM staff_chats"));
        await ben.TapsAsync("Yes, I accept");
        Assert.Contains("/till", ben.Words, StringComparison.Ordinal);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM staff_chats"));
        await ben.HappensAsync(new InboundContent.Opened(_ben, LinkToken.Prefix + token));
        Assert.Contains("does not work any more", ben.Words, StringComparison.Ordinal);
        Assert.Equal(0, await host.CountAsync($"SELECT COUNT(*) FROM chats WHERE state LIKE '%{token}%'"));
    }

    [Fact]
    public async Task A_token_typed_in_the_web_chat_is_as_good_as_the_link()
    {
        await using var host = await EngageHost.StartAsync();
        var token = await host.InviteAsync(Role.Viewer, "Vera");
        var vera = await new HouseTalk(host, "vera", "web").SaysAsync($"/start {LinkToken.Prefix}{token}");
        await vera.SaysAsync("yes");
        Assert.Contains("Welcome to the team", vera.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("/till", vera.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_nobody_made_gets_one_line_and_a_person_is_one_word_away()
    {
        await using var host = await EngageHost.StartAsync();
        var eve = new HouseTalk(host, "eve");
        await eve.HappensAsync(new InboundContent.Opened(_ben, LinkToken.Prefix + LinkToken.New()));
        Assert.Single(eve.Heard);
        Assert.Contains("does not work any more", eve.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_start_shows_the_owners_link_once()
    {
        await using var host = await EngageHost.StartAsync();
        var first = host.Services.GetRequiredService<FirstOwner>();
        var lines = await first.InviteAsync(TestContext.Current.CancellationToken);
        Assert.Contains(lines, line => line.Contains("/start inv_", StringComparison.Ordinal));
        Assert.Empty(await first.InviteAsync(TestContext.Current.CancellationToken));
    }
}
