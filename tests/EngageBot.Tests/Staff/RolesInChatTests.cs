using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Staff;

/// <summary>In chat a role opens what its permissions say; whoever lacks them hears what a stranger hears.</summary>
public sealed class RolesInChatTests
{
    public static TheoryData<string> People => ["owner", "marketer", "manager", "cashier", "viewer"];

    [Theory, MemberData(nameof(People))]
    public async Task A_role_opens_the_till_and_broadcasts_only_with_the_permission_and_the_console_always(string word)
    {
        await using var host = await EngageHost.StartAsync(settings: ["--demo=false"]);
        var role = Roles.Parse(word)!.Value;
        var (stranger, ben) = (new HouseTalk(host, "stranger"), new HouseTalk(host, "ben"));
        await ben.HappensAsync(new InboundContent.Opened(new Sender("ben", "Ben", "en"), LinkToken.Prefix + await host.InviteAsync(role, "Ben")));
        await ben.SaysAsync("yes");
        var unknown = (await stranger.SaysAsync("/nonsense")).Words;
        foreach (var (command, permission) in new[] { ("/till", Permission.LookUpMember), ("/broadcast", Permission.SendBroadcasts) })
        {
            var heard = (await ben.SaysAsync(command)).Words;
            Assert.Equal((word, command, RoleBook.Default.Of(role).Contains(permission)), (word, command, heard != unknown));
            await ben.SaysAsync("/cancel");
        }
        Assert.NotEqual(unknown, (await ben.SaysAsync("/console")).Words);
        Assert.Equal(unknown, (await stranger.SaysAsync("/console")).Words);
    }

    [Fact]
    public async Task A_viewer_whose_role_was_a_cashiers_a_moment_ago_posts_nothing_and_the_no_is_kept()
    {
        await using var host = await EngageHost.StartAsync(settings: ["--demo=false"]);
        var ben = new HouseTalk(host, "ben");
        await ben.HappensAsync(new InboundContent.Opened(new Sender("ben", "Ben", "en"), LinkToken.Prefix + await host.InviteAsync(Role.Cashier, "Ben")));
        await ben.SaysAsync("yes");
        await ben.SaysAsync("/till");
        Assert.Contains("Whose account?", ben.Words, StringComparison.Ordinal);
        await host.Services.GetRequiredService<IStore>().WriteAsync(
            async scope => await scope.Command("UPDATE staff_members SET role = 'Viewer'").ExecuteNonQueryAsync(), TestContext.Current.CancellationToken);
        await ben.SaysAsync("+355691234567");
        Assert.Contains("role does not cover that", ben.Words, StringComparison.Ordinal);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM refusals WHERE code = 'not_permitted'"));
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM counter_deeds"));
    }
}
