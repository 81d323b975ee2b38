using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EngageBot.Loyalty.Earning;

/// <summary>One rule of a programme: it gives points, multiplies what rules like it gave, or adds a bonus; exactly one of them.</summary>
/// <param name="Key">As receipts' explanations, limits and reports call it.</param>
internal sealed record AccrualRule(string Key)
{
    /// <summary>By language, for the customer; absent where only the shop needs to know.</summary>
    public ImmutableSortedDictionary<string, string>? Name { get; init; }

    /// <summary>Absent for always.</summary>
    public RuleCondition? When { get; init; }

    public EarnRule? Earn { get; init; }

    /// <summary>200 doubles. Several that match do not multiply each other: each adds its own share of what the earning rules gave.</summary>
    public int? MultiplyPercent { get; init; }

    /// <summary>So many on top, whatever the receipt's amount; multiplied by nothing.</summary>
    public long? Bonus { get; init; }

    /// <summary>In a discount programme: so much off. Of several that match the highest counts.</summary>
    public decimal? DiscountPercent { get; init; }

    /// <summary>Where it matched, no rule below it is looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Stop { get; init; }

    /// <summary>What one member gets of this rule at most.</summary>
    public ImmutableArray<Limit>? Limits { get; init; }

    /// <summary>What all members together get of this rule at most.</summary>
    public Limit? Budget { get; init; }
}

/// <summary>No more than so many points in a period; periods are local days, weeks from Monday, months and years.</summary>
internal sealed record Limit(long Points, LimitPeriod Per);

/// <summary>In which a <see cref="Limit"/> counts.</summary>
internal enum LimitPeriod { Receipt, Day, Week, Month, Year, Ever }

/// <summary>When a rule counts: everything that is given must hold.</summary>
internal sealed record RuleCondition
{
    /// <summary>Codes of shops.</summary>
    public ImmutableArray<string>? Shops { get; init; }

    /// <summary>Only these items count for the rule; a receipt without any of them does not match.</summary>
    public ItemFilter? Items { get; init; }

    public ImmutableArray<DayOfWeek>? Weekdays { get; init; }

    /// <summary>Local time of day, <c>14:00</c>; with <see cref="ToTime"/> before it the span goes over midnight.</summary>
    public string? FromTime { get; init; }

    /// <summary>The first minute that does not count any more.</summary>
    public string? ToTime { get; init; }

    public DateOnly? FromDate { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? ToDate { get; init; }

    /// <summary>Keys of levels or statuses.</summary>
    public ImmutableArray<string>? Levels { get; init; }

    /// <summary>What was paid in money, in minor units, is at least that.</summary>
    public long? MinimumMinor { get; init; }

    /// <summary>2 for every receipt but a member's first one.</summary>
    public int? FromReceipt { get; init; }

    /// <summary>The card the customer showed was issued by that partner.</summary>
    public string? Issuer { get; init; }

    public MemberCondition? Member { get; init; }
}

/// <summary>Items by their number or their group: either is enough.</summary>
internal sealed record ItemFilter
{
    public ImmutableArray<string>? Skus { get; init; }
    public ImmutableArray<string>? Categories { get; init; }

    public bool Has(ReceiptItem item) => item.Sku is { } sku && Skus?.Contains(sku) == true || item.Category is { } category && Categories?.Contains(category) == true;
}

/// <summary>What a rule asks of the member.</summary>
internal sealed record MemberCondition
{
    /// <summary>On that local day or later.</summary>
    public DateOnly? JoinedFrom { get; init; }

    /// <summary>On that local day or earlier.</summary>
    public DateOnly? JoinedUntil { get; init; }

    /// <summary>A member for at least that many days.</summary>
    public int? MemberDays { get; init; }

    /// <summary>The birthday is at most that many days away, before or after; 29 February counts as 28 in other years.</summary>
    public int? BirthdayWithinDays { get; init; }
}
