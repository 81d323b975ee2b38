using System.Collections.Frozen;
using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Businesses;

/// <summary>One business with what belongs to it.</summary>
/// <param name="Shops">By code.</param>
internal sealed record BusinessPage(Business Business, TimeZoneInfo Zone, ImmutableArray<Shop> Shops, ImmutableArray<ChannelAccount> Accounts)
{
    /// <summary>Somebody works while any of the shops is open.</summary>
    public WorkingHours WorkingHours { get; } = new(Zone, day => Shops.Where(shop => shop.ClosedAt is null).SelectMany(shop => shop.OpeningHours.On(day))
        .Select(open => new WorkingSpan(TimeSpan.FromMinutes(open.Opens), TimeSpan.FromMinutes(open.Closes))));
}

/// <summary>The installation's businesses, their shops and their accounts, read once at the start and again when somebody changes them.</summary>
internal sealed class BusinessDirectory(IStore store)
{
    private FrozenDictionary<BusinessId, BusinessPage> _pages = FrozenDictionary<BusinessId, BusinessPage>.Empty;
    private FrozenDictionary<long, ChannelAccount> _accounts = FrozenDictionary<long, ChannelAccount>.Empty;
    private BusinessPage? _first;

    public Business Business => First.Business;
    public TimeZoneInfo Zone => First.Zone;
    /// <summary>By code.</summary>
    public ImmutableArray<Shop> Shops => First.Shops;
    public ImmutableArray<ChannelAccount> Accounts => First.Accounts;

    /// <summary>The oldest business: the one that the settings' accounts belong to.</summary>
    private BusinessPage First => _first ?? throw new InvalidOperationException("The directory is read at the start, once a business exists.");

    /// <summary>Every business, the oldest first.</summary>
    public IEnumerable<BusinessPage> All => _pages.Values.OrderBy(page => page.Business.CreatedAt).ThenBy(page => page.Business.Id.Value);

    /// <summary>A business by its id.</summary>
    /// <exception cref="InvalidOperationException">There is none: the row that names it belongs to another database.</exception>
    public BusinessPage Of(BusinessId id) => _pages.TryGetValue(id, out var page) ? page : throw new InvalidOperationException($"There is no business {id}.");

    /// <summary>The account of a channel: <c>Account("telegram")</c>.</summary>
    public ChannelAccount Account(string channel, string name = "main") => Accounts.Single(a => a.Channel == channel && a.Name == name);

    /// <summary>The account of a row.</summary>
    /// <exception cref="InvalidOperationException">There is none: the row belongs to another database.</exception>
    public ChannelAccount Account(long id) => _accounts.TryGetValue(id, out var account) ? account : throw new InvalidOperationException($"There is no channel account {id}.");

    /// <summary>Reads every business; call after the first start has made one.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var pages = await store.ReadAsync(connection => ValueTask.FromResult(BusinessSetup.All(connection).Select(business => new BusinessPage(
            business, TimeZoneInfo.FindSystemTimeZoneById(business.Zone), BusinessSetup.Shops(connection, business.Id), BusinessSetup.Accounts(connection, business.Id))).ToList()),
            cancellation);
        if (pages.Count == 0) throw new InvalidOperationException("The database has no business yet.");
        _accounts = pages.SelectMany(p => p.Accounts).ToFrozenDictionary(a => a.Id);
        _pages = pages.ToFrozenDictionary(p => p.Business.Id);
        _first = pages[0];
    }
}
