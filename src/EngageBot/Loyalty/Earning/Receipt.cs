using System.Collections.Immutable;

namespace EngageBot.Loyalty.Earning;

/// <summary>A line of a receipt.</summary>
/// <param name="Sku">The shop's number of the article.</param>
/// <param name="Category">The shop's group of articles.</param>
/// <param name="AmountMinor">What the line cost, all pieces together, discounts taken off.</param>
internal sealed record ReceiptItem(string? Sku, string? Category, long AmountMinor, int Quantity = 1);

/// <summary>What rules see of a purchase.</summary>
/// <param name="PaidMinor">In money.</param>
/// <param name="Shop">Its code.</param>
internal sealed record Receipt(long PaidMinor, DateTimeOffset BoughtAt, string Shop)
{
    /// <summary>The part that was paid with points, as money: it earns nothing.</summary>
    public long PointsPaidMinor { get; init; }

    /// <summary>Of it all, what delivery cost; not among the items.</summary>
    public long DeliveryMinor { get; init; }

    /// <summary>How far it went, in the programme's unit of distance.</summary>
    public long Distance { get; init; }

    /// <summary>Empty where the till does not say; then the whole receipt is one article without a number.</summary>
    public ImmutableArray<ReceiptItem> Items { get; init; } = [];

    /// <summary>Who issued the card the customer showed, if a partner did.</summary>
    public string? Issuer { get; init; }
}

/// <summary>What rules see of the member, before the receipt.</summary>
/// <param name="Levels">The key of the level, and of every status in force.</param>
/// <param name="LevelPercent">Their multiplier: 100 changes nothing.</param>
internal sealed record Standing(ImmutableArray<string> Levels, int LevelPercent = 100)
{
    /// <summary>Somebody new.</summary>
    public static Standing None { get; } = new([]);

    public DateTimeOffset? JoinedAt { get; init; }

    /// <summary><c>MM-DD</c>.</summary>
    public string? Birthday { get; init; }

    public int EarlierReceipts { get; init; }

    /// <summary>Another receipt of the same local day counts as the same visit.</summary>
    public bool CameToday { get; init; }
}

/// <summary>What one rule gave.</summary>
/// <param name="Rule">Its key; <see cref="Accruals.Base"/> and <see cref="Accruals.Level"/> for what needs no rule.</param>
internal sealed record AccrualLine(string Rule, long Points);

/// <summary>What a limit counts: the points of a rule (or of the programme, for an empty key) in a period.</summary>
internal readonly record struct LimitCount(string Rule, LimitPeriod Per, bool OfMember);
