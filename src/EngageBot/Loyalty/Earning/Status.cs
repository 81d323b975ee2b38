using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace EngageBot.Loyalty.Earning;

/// <summary>A standing that is bought or comes with one large purchase, for a term: VIP. It ends by itself and is never renewed in silence.</summary>
/// <param name="Name">By language; <c>en</c> is always there.</param>
/// <param name="Days">Its term, the day it begins included; the last day is still good.</param>
internal sealed record StatusRule(string Key, ImmutableSortedDictionary<string, string> Name, int Days)
{
    /// <summary>What it costs, in minor units; absent where it cannot be bought.</summary>
    public long? FeeMinor { get; init; }

    /// <summary>A receipt of that much brings it; absent where none does.</summary>
    public long? ReceiptMinor { get; init; }

    /// <summary>The holder is told that many days before the end; 0 for not at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NoticeDays { get; init; }

    public int MultiplierPercent { get; init; } = 100;

    public decimal? DiscountPercent { get; init; }

    public ImmutableArray<Perk>? Perks { get; init; }

    public string NameIn(string language) => Name.GetValueOrDefault(language) ?? Name["en"];
}

/// <summary>Something that is not money: the best table, the first in the queue, the closed evening. The bot shows it, and whoever honours it asks for its key.</summary>
internal sealed record Perk(string Key, ImmutableSortedDictionary<string, string> Name)
{
    public string NameIn(string language) => Name.GetValueOrDefault(language) ?? Name["en"];
}

/// <summary>A unit's own name: a bean, a star, with the forms that numbers need.</summary>
/// <param name="Names">By language; <c>en</c> is always there. A language that is missing takes the English ones.</param>
/// <param name="ValueMinor">What one is worth in money when it is spent, in minor units; absent where that is nobody's business.</param>
internal sealed record UnitRule(ImmutableSortedDictionary<string, UnitName> Names, long? ValueMinor = null);

/// <summary>As it stands behind a number, in the plural forms of CLDR: English and Albanian have one and other, Russian all four.</summary>
internal sealed record UnitName(string One, string Other, string? Few = null, string? Many = null);

/// <summary>How points may pay for a receipt.</summary>
/// <param name="MaxPercent">Of what the receipt costs; 100 for all of it.</param>
/// <param name="MinimumPoints">Fewer are not taken.</param>
/// <param name="StepPoints">Only multiples of it.</param>
internal sealed record SpendRule(int MaxPercent = 100, long MinimumPoints = 1, long StepPoints = 1)
{
    /// <summary>A receipt below that is paid in money.</summary>
    public long? MinimumMinor { get; init; }
}

/// <summary>Points for booking the next visit on the spot.</summary>
/// <param name="WithinMinutes">After the member's last receipt in the shop.</param>
internal sealed record BookingRule(long Points, int WithinMinutes = 120);
