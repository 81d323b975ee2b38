using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Somebody who wants to know what they can have: what rewards ask of them, read once however many rewards ask.</summary>
internal sealed class RewardSeeker(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
{
    private readonly Dictionary<string, Balance?> _balances = new(StringComparer.Ordinal);
    private readonly Lazy<(DateTimeOffset? JoinedAt, string? Birthday)> _person = new(() => source.Query(
        "SELECT joined_at, birthday FROM contacts WHERE id = @contact AND business_id = @business",
        command => command.Set("@contact", contact.ToString()).Set("@business", business.ToString()),
        row => row.Read() ? (row.InstantOrNullAt(0), row.TextAt(1)) : default));
    private readonly Lazy<PurchaseSums> _bought = new(() => PurchaseSums.Of(source, contact));

    public ContactId Contact => contact;

    public DateTimeOffset Now => now;

    public RowSource Source => source;

    /// <summary>Absent for who is no member.</summary>
    public DateTimeOffset? JoinedAt => _person.Value.JoinedAt;

    /// <summary><c>MM-DD</c>.</summary>
    public string? Birthday => _person.Value.Birthday;

    /// <summary>The key of the level in the first programme.</summary>
    public string? Level => Balance(Wallets.Default)?.Level.Current?.Key;

    public PurchaseSums Bought => _bought.Value;

    public Balance? Balance(string wallet)
    {
        if (!_balances.TryGetValue(wallet, out var balance)) _balances.Add(wallet, balance = BalanceQuery.Read(source, contact, now, wallet));
        return balance;
    }

    /// <summary>What they can spend of a wallet; nothing for who owes.</summary>
    public long Available(string wallet) => Math.Max(0, Balance(wallet)?.AvailablePoints ?? 0);
}
