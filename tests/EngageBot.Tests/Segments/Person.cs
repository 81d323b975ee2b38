using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Tests.Segments;

/// <summary>A receipt of a test's person.</summary>
internal sealed record Receipt(DateTimeOffset At, long Minor, string Shop = "main", long ReturnedMinor = 0, string? Sku = null, string? Category = null)
{
    public bool Counts => Minor == 0 || ReturnedMinor < Minor;
    public long NetMinor => Minor - ReturnedMinor;
}

/// <summary>Everything a segment could ask of somebody, as a test wants it to be.</summary>
internal sealed record Person
{
    public ContactId Id { get; } = ContactId.New(DateTimeOffset.UnixEpoch);
    public string? Name { get; init; }
    public string? Language { get; init; }
    public string? Phone { get; init; }
    public string? Birthday { get; init; }
    public DateTimeOffset? JoinedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyList<Receipt> Receipts { get; init; } = [];
    public IReadOnlyList<(string Channel, bool Reachable, bool Held)> Chats { get; init; } = [];
    public IReadOnlyList<(string Purpose, string Channel, bool Granted)> Consents { get; init; } = [];
    public IReadOnlyList<(long Points, DateTimeOffset? ExpiresAt)> Batches { get; init; } = [];
    public IReadOnlyList<(int Rating, DateTimeOffset At)> Reviews { get; init; } = [];
    public IReadOnlyList<string> Reached { get; init; } = [];

    /// <summary>Writes the person into the tables that segments read.</summary>
    public void Insert(WriteScope scope, BusinessId business, IReadOnlyDictionary<string, ShopId> shops)
    {
        scope.Command("INSERT INTO contacts (id, business_id, name, language, phone, birthday, joined_at, created_at) VALUES (@id, @business, @name, @language, @phone, @birthday, @joined, @created)")
            .Set("@id", Id.ToString()).Set("@business", business.ToString()).Set("@name", Name).Set("@language", Language).Set("@phone", Phone).Set("@birthday", Birthday)
            .Set("@joined", JoinedAt).Set("@created", CreatedAt).ExecuteNonQuery();
        foreach (var (receipt, number) in Receipts.Select((r, i) => (r, i))) Insert(scope, business, shops[receipt.Shop], receipt, number);
        foreach (var (channel, reachable, held) in Chats) InsertChat(scope, business, channel, reachable, held);
        foreach (var (purpose, channel, granted) in Consents)
            scope.Command("INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at) VALUES (@business, @id, @purpose, @channel, @granted, 'yes', 'en', 'dialog', 0)")
                .Set("@business", business.ToString()).Set("@id", Id.ToString()).Set("@purpose", purpose).Set("@channel", channel).Set("@granted", granted ? 1L : 0L).ExecuteNonQuery();
        if (Batches.Count > 0) InsertPoints(scope, business);
        foreach (var (rating, at) in Reviews)
            scope.Command("INSERT INTO reviews (business_id, contact_id, words, rating, bonus_points, written_at) VALUES (@business, @id, 'words words', @rating, 0, @at)")
                .Set("@business", business.ToString()).Set("@id", Id.ToString()).Set("@rating", (long)rating).Set("@at", at).ExecuteNonQuery();
        foreach (var level in Reached)
            scope.Command("INSERT INTO levels_reached (contact_id, programme, level, reached_at) VALUES (@id, 'points', @level, 0)").Set("@id", Id.ToString()).Set("@level", level).ExecuteNonQuery();
    }

    private void Insert(WriteScope scope, BusinessId business, ShopId shop, Receipt receipt, int number)
    {
        var (purchase, text) = (Guid.CreateVersion7(CreatedAt).ToString(), string.Create(CultureInfo.InvariantCulture, $"{Id}-{number}"));
        scope.Command("""
            INSERT INTO purchases (id, business_id, shop_id, receipt, contact_id, amount_minor, currency, bought_at, recorded_at, points_paid_minor)
            VALUES (@purchase, @business, @shop, @receipt, @id, @amount, 'EUR', @at, @at, @points)
            """)
            .Set("@purchase", purchase).Set("@business", business.ToString()).Set("@shop", shop.ToString()).Set("@receipt", text).Set("@id", Id.ToString())
            .Set("@amount", receipt.Minor).Set("@at", receipt.At).Set("@points", receipt.Minor == 0 ? 100L : 0L).ExecuteNonQuery();
        if (receipt.Sku is not null || receipt.Category is not null)
            scope.Command("INSERT INTO purchase_items (purchase_id, position, sku, category, amount_minor, quantity) VALUES (@purchase, 1, @sku, @category, @amount, 1)")
                .Set("@purchase", purchase).Set("@sku", receipt.Sku).Set("@category", receipt.Category).Set("@amount", receipt.Minor).ExecuteNonQuery();
        if (receipt.ReturnedMinor == 0) return;
        scope.Command("""
            INSERT INTO purchase_returns (business_id, shop_id, receipt, purchase_id, amount_minor, returned_at, recorded_at)
            VALUES (@business, @shop, @receipt, @purchase, @amount, @at, @at)
            """)
            .Set("@business", business.ToString()).Set("@shop", shop.ToString()).Set("@receipt", "R-" + text).Set("@purchase", purchase).Set("@amount", receipt.ReturnedMinor)
            .Set("@at", receipt.At).ExecuteNonQuery();
    }

    private void InsertChat(WriteScope scope, BusinessId business, string channel, bool reachable, bool held) =>
        scope.Command("""
            INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, held_at, unreachable_at, created_at)
            VALUES (@business, (SELECT id FROM channel_accounts WHERE business_id = @business AND channel = @channel), @id, @id, 'Customer', '{}', @held, @unreachable, 0)
            """)
            .Set("@business", business.ToString()).Set("@channel", channel).Set("@id", Id.ToString())
            .Set("@held", held ? CreatedAt : (DateTimeOffset?)null).Set("@unreachable", reachable ? null : CreatedAt).ExecuteNonQuery();

    private void InsertPoints(WriteScope scope, BusinessId business)
    {
        var account = scope.InsertedId(scope.InsertCommand("INSERT INTO point_accounts (business_id, kind, contact_id, balance_points, wallet) VALUES (@business, 'Available', @id, @sum, 'points')")
            .Set("@business", business.ToString()).Set("@id", Id.ToString()).Set("@sum", Batches.Sum(b => b.Points)))!.Value;
        var house = scope.InsertedId(scope.InsertCommand("INSERT INTO point_accounts (business_id, kind, balance_points, wallet) VALUES (@business, 'Issued', 0, @wallet)")
            .Set("@business", business.ToString()).Set("@wallet", "w" + Id.ToString()[^12..]))!.Value;
        foreach (var (points, expiresAt) in Batches)
        {
            var transfer = scope.InsertedId(scope.InsertCommand("""
                INSERT INTO transfers (business_id, debit_account_id, credit_account_id, amount_points, reason, reference, posted_at)
                VALUES (@business, @house, @account, @points, 'Import', @reference, 0)
                """)
                .Set("@business", business.ToString()).Set("@house", house).Set("@account", account).Set("@points", points).Set("@reference", Guid.CreateVersion7(CreatedAt).ToString()))!.Value;
            scope.Command("""
                INSERT INTO batches (business_id, account_id, transfer_id, granted_points, remaining_points, expires_at, issued_at)
                VALUES (@business, @account, @transfer, @points, @points, @expires, 0)
                """)
                .Set("@business", business.ToString()).Set("@account", account).Set("@transfer", transfer).Set("@points", points).Set("@expires", expiresAt).ExecuteNonQuery();
        }
    }
}
