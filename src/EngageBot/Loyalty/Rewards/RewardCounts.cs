using System.Diagnostics;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>The statements about <c>reward_counts</c>: how many are given away.</summary>
internal static class RewardCounts
{
    public static (long Taken, long People) Read(RowSource source, BusinessId business, string reward, string shop) =>
        source.Query("SELECT taken, people FROM reward_counts WHERE business_id = @business AND reward = @reward AND shop = @shop",
            command => command.Set("@business", business.ToString()).Set("@reward", reward).Set("@shop", shop),
            row => row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0));

    /// <summary>Whether the member has had one that was not cancelled.</summary>
    public static bool Had(RowSource source, string reward, ContactId contact) =>
        source.Query("SELECT 1 FROM vouchers WHERE contact_id = @contact AND reward = @reward AND state <> 'Cancelled' LIMIT 1",
            command => command.Set("@contact", contact.ToString()).Set("@reward", reward), row => row.Read());

    /// <summary>One more is given away, before its voucher is written; the guard is in the statement.</summary>
    /// <param name="shop">The shop's code where the stock is kept by shop.</param>
    public static void Take(WriteScope scope, RewardOffer offer, ContactId contact, string? shop)
    {
        var newcomer = !Had(scope, offer.Key, contact);
        Add(scope, offer, "", offer.Rules.Stock?.Total, newcomer);
        if (shop is not null && offer.Rules.Stock?.Shops is { } shops) Add(scope, offer, shop, shops[shop], newcomer: false);
    }

    /// <summary>One came back, after its voucher was cancelled.</summary>
    public static void GiveBack(WriteScope scope, Voucher voucher, string? shop)
    {
        var people = Had(scope, voucher.Reward, voucher.ContactId) ? 0L : 1L;
        foreach (var (where, gone) in new[] { ("", people), (shop, 0L) })
            if (where is not null)
                scope.Command("""
                    UPDATE reward_counts SET taken = taken - 1, people = people - @people
                    WHERE business_id = @business AND reward = @reward AND shop = @shop AND taken > 0 AND people >= @people
                    """)
                    .Set("@business", voucher.BusinessId.ToString()).Set("@reward", voucher.Reward).Set("@shop", where).Set("@people", gone).ExecuteNonQuery();
    }

    private static void Add(WriteScope scope, RewardOffer offer, string shop, int? limit, bool newcomer)
    {
        scope.Command("INSERT INTO reward_counts (business_id, reward, shop) VALUES (@business, @reward, @shop) ON CONFLICT DO NOTHING")
            .Set("@business", offer.Business.ToString()).Set("@reward", offer.Key).Set("@shop", shop).ExecuteNonQuery();
        var taken = scope.Command("""
            UPDATE reward_counts SET taken = taken + 1, people = people + @people
            WHERE business_id = @business AND reward = @reward AND shop = @shop AND taken < @limit
            """)
            .Set("@business", offer.Business.ToString()).Set("@reward", offer.Key).Set("@shop", shop).Set("@people", newcomer ? 1L : 0L)
            .Set("@limit", (long)(limit ?? int.MaxValue)).ExecuteNonQuery();
        if (taken == 0) throw new UnreachableException($"The last {offer.Key} was there a moment ago, and the ledger is locked.");
    }
}
