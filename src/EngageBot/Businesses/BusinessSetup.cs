using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;

namespace EngageBot.Businesses;

/// <summary>Opens a business and sees that it has the rows everything else leans on.</summary>
internal static class BusinessSetup
{
    /// <summary>A business with its accounts and its shops; without any given it has one, <c>main</c>.</summary>
    /// <param name="shops">Their business is this one, whatever they say.</param>
    public static async ValueTask<Business> OpenAsync(WriteScope scope, BusinessOptions options, DateTimeOffset now, params Shop[] shops)
    {
        var business = new Business
        {
            Id = BusinessId.New(now), Name = options.Name, Currency = options.Currency, Zone = options.Zone, Language = options.Language,
            CallingCode = options.CallingCode, CreatedAt = now,
        };
        scope.Db.Businesses.Add(business);
        await scope.Db.SaveChangesAsync();
        foreach (var shop in shops.DefaultIfEmpty(new() { Id = ShopId.New(now), BusinessId = business.Id, Code = "main", Name = business.Name, Address = "", OpeningHours = OpeningHours.None }))
            AddShop(scope, business.Id, shop);
        EnsureAccounts(scope, business.Id);
        return business;
    }

    /// <summary>The accounts that settings speak of: <c>telegram/main</c> and <c>web/main</c>.</summary>
    public static void EnsureAccounts(WriteScope scope, BusinessId business)
    {
        foreach (var channel in (ReadOnlySpan<string>)["telegram", "web"])
            scope.Command("INSERT INTO channel_accounts (business_id, channel, name) VALUES (@business, @channel, 'main') ON CONFLICT DO NOTHING")
                .Set("@business", business.ToString()).Set("@channel", channel).ExecuteNonQuery();
    }

    /// <summary>The oldest business, or <see langword="null"/> in a new database.</summary>
    public static async ValueTask<Business?> FirstAsync(EngageDb db, CancellationToken cancellation) =>
        await db.Businesses.AsNoTracking().OrderBy(b => b.CreatedAt).ThenBy(b => b.Id).FirstOrDefaultAsync(cancellation);

    private static void AddShop(WriteScope scope, BusinessId business, Shop shop) =>
        scope.Command("""
            INSERT INTO shops (id, business_id, code, name, address, phone, opening_hours) VALUES (@id, @business, @code, @name, @address, @phone, @hours)
            """).Set("@id", shop.Id.ToString()).Set("@business", business.ToString()).Set("@code", shop.Code).Set("@name", shop.Name)
            .Set("@address", shop.Address).Set("@phone", shop.Phone).Set("@hours", shop.OpeningHours.ToJson()).ExecuteNonQuery();
}
