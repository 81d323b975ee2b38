using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Staff;

/// <summary>Short words for staff of the whole program.</summary>
internal static class StaffOfHost
{
    /// <summary>Invites somebody as the command line does.</summary>
    /// <returns>The token.</returns>
    public static async Task<string> InviteAsync(this EngageHost host, Role role, string name, Actor? by = null, params ShopId[] shops)
    {
        var (store, business) = (host.Services.GetRequiredService<IStore>(), host.Services.GetRequiredService<BusinessDirectory>().Business);
        var outcome = await store.WriteAsync(scope => ValueTask.FromResult(StaffInvitations.Invite(
            scope, by ?? StaffWorld.Operator, business.Id, new(name, role, [.. shops], "en"), StaffInvitations.DefaultLife, host.Services.GetRequiredService<TimeProvider>().GetUtcNow())),
            TestContext.Current.CancellationToken);
        return Assert.IsType<InviteOutcome.Invited>(outcome).Token;
    }

    public static Task<T> ReadAsync<T>(this EngageHost host, Func<RowSource, T> read) => host.Services.GetRequiredService<IStore>().ReadAsync(
        connection => ValueTask.FromResult(read(connection)), TestContext.Current.CancellationToken);
}
