using System.Collections.Immutable;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;

namespace EngageBot.Businesses;

/// <summary>The installation's business, its shops and its accounts, read once at the start and again when somebody changes them.</summary>
internal sealed class BusinessDirectory(IStore store)
{
    private Page? _page;

    public Business Business => Current.Business;
    public TimeZoneInfo Zone => Current.Zone;
    /// <summary>By code.</summary>
    public ImmutableArray<Shop> Shops => Current.Shops;
    public ImmutableArray<ChannelAccount> Accounts => Current.Accounts;

    private Page Current => _page ?? throw new InvalidOperationException("The directory is read at the start, once a business exists.");

    /// <summary>The account of a channel: <c>Account("telegram")</c>.</summary>
    public ChannelAccount Account(string channel, string name = "main") => Accounts.Single(a => a.Channel == channel && a.Name == name);

    /// <summary>Reads the first business; call after the first start has made one.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenDb();
        var business = await BusinessSetup.FirstAsync(db, cancellation) ?? throw new InvalidOperationException("The database has no business yet.");
        var shops = await db.Shops.AsNoTracking().Where(s => s.BusinessId == business.Id).OrderBy(s => s.Code).ToListAsync(cancellation);
        var accounts = await db.ChannelAccounts.AsNoTracking().Where(a => a.BusinessId == business.Id).OrderBy(a => a.Id).ToListAsync(cancellation);
        _page = new(business, TimeZoneInfo.FindSystemTimeZoneById(business.Zone), [.. shops], [.. accounts]);
    }

    private sealed record Page(Business Business, TimeZoneInfo Zone, ImmutableArray<Shop> Shops, ImmutableArray<ChannelAccount> Accounts);
}
