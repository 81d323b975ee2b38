using System.Collections.Immutable;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Businesses;

/// <summary>Opens a business and sees that it has the rows everything else leans on. Plain statements: the model takes longer to build than all of this.</summary>
internal static class BusinessSetup
{
    /// <summary>A business with its accounts and its shops; without any given it has one, <c>main</c>.</summary>
    /// <param name="shops">Their business is this one, whatever they say.</param>
    public static Business Open(WriteScope scope, BusinessOptions options, DateTimeOffset now, params ReadOnlySpan<Shop> shops)
    {
        var business = new Business
        {
            Id = BusinessId.New(now), Name = options.Name, Currency = options.Currency, Zone = options.Zone, Language = options.Language,
            Tone = options.Tone, CallingCode = options.CallingCode, CreatedAt = now,
        };
        scope.Command("""
            INSERT INTO businesses (id, name, currency, zone, language, tone, calling_code, created_at)
            VALUES (@id, @name, @currency, @zone, @language, @tone, @calling, @now)
            """).Set("@id", business.Id.ToString()).Set("@name", business.Name).Set("@currency", business.Currency).Set("@zone", business.Zone)
            .Set("@language", business.Language).Set("@tone", business.Tone).Set("@calling", business.CallingCode).Set("@now", now).ExecuteNonQuery();
        foreach (var shop in shops) AddShop(scope, business.Id, shop);
        if (shops.IsEmpty)
            AddShop(scope, business.Id, new() { Id = ShopId.New(now), BusinessId = business.Id, Code = "main", Name = business.Name, Address = "", OpeningHours = OpeningHours.None });
        EnsureAccounts(scope, business.Id);
        return business;
    }

    /// <summary>The accounts that settings speak of: <c>telegram/main</c>, <c>web/main</c> and <c>whatsapp/main</c>.</summary>
    public static void EnsureAccounts(WriteScope scope, BusinessId business)
    {
        foreach (var channel in (ReadOnlySpan<string>)["telegram", "web", "whatsapp"])
            scope.Command("INSERT INTO channel_accounts (business_id, channel, name) VALUES (@business, @channel, 'main') ON CONFLICT DO NOTHING")
                .Set("@business", business.ToString()).Set("@channel", channel).ExecuteNonQuery();
    }

    /// <summary>All businesses, the oldest first; none in a new database.</summary>
    public static ImmutableArray<Business> All(RowSource source) =>
        [.. source.Rows("SELECT id, name, currency, zone, language, calling_code, created_at, tone FROM businesses ORDER BY created_at, id", static _ => { }, static row => new Business
        {
            Id = new(Guid.Parse(row.GetString(0))), Name = row.GetString(1), Currency = row.GetString(2), Zone = row.GetString(3),
            Language = row.GetString(4), CallingCode = row.TextAt(5), CreatedAt = row.InstantAt(6), Tone = row.GetString(7),
        })];

    /// <summary>A business's shops, by code.</summary>
    public static ImmutableArray<Shop> Shops(RowSource source, BusinessId business) =>
        [.. source.Rows("SELECT id, code, name, address, phone, opening_hours, closed_at FROM shops WHERE business_id = @business ORDER BY code",
            command => command.Set("@business", business.ToString()),
            row => new Shop
            {
                Id = new(Guid.Parse(row.GetString(0))), BusinessId = business, Code = row.GetString(1), Name = row.GetString(2), Address = row.GetString(3),
                Phone = row.TextAt(4), OpeningHours = OpeningHours.Stored(row.GetString(5)), ClosedAt = row.InstantOrNullAt(6),
            })];

    /// <summary>A business's accounts on platforms.</summary>
    public static ImmutableArray<ChannelAccount> Accounts(RowSource source, BusinessId business) =>
        [.. source.Rows("SELECT id, channel, name FROM channel_accounts WHERE business_id = @business ORDER BY id",
            command => command.Set("@business", business.ToString()),
            row => new ChannelAccount(row.GetInt64(0), business, row.GetString(1), row.GetString(2)))];

    /// <summary>Opens a shop.</summary>
    public static void AddShop(WriteScope scope, BusinessId business, Shop shop) =>
        scope.Command("""
            INSERT INTO shops (id, business_id, code, name, address, phone, opening_hours) VALUES (@id, @business, @code, @name, @address, @phone, @hours)
            """).Set("@id", shop.Id.ToString()).Set("@business", business.ToString()).Set("@code", shop.Code).Set("@name", shop.Name)
            .Set("@address", shop.Address).Set("@phone", shop.Phone).Set("@hours", shop.OpeningHours.ToJson()).ExecuteNonQuery();
}
