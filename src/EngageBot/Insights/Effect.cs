namespace EngageBot.Insights;

/// <summary>The people a measure was for, or those held out of it.</summary>
/// <param name="Buyers">Bought within the measure's window, and did not bring all of it back.</param>
/// <param name="Spending">What each of them spent within it.</param>
internal readonly record struct Group(long Buyers, Spending Spending)
{
    public long People => Spending.People;

    public Rate Rate => new(Buyers, People);

    public Group And(Group other) => new(Buyers + other.Buyers, Spending.And(other.Spending));

    /// <summary>One more person.</summary>
    public Group With(double minor, bool bought) => new(Buyers + (bought ? 1 : 0), Spending.With(minor));
}

/// <summary>What is known of an effect.</summary>
internal enum EffectState
{
    /// <summary>Nobody was held out: there is nothing to compare with, and no word about success.</summary>
    NotMeasured,
    /// <summary>Nobody's window is over yet.</summary>
    TooEarly,
    /// <summary>Too few people in a group for any verdict.</summary>
    TooFew,
    /// <summary>Both groups are large enough.</summary>
    Measured,
}

/// <summary>What an effect says about the measure.</summary>
internal enum EffectVerdict
{
    /// <summary>Nothing may be said.</summary>
    None,
    /// <summary>More bought than would have anyway: the interval lies above nothing.</summary>
    Works,
    /// <summary>Nothing is shown, either way.</summary>
    NotShown,
    /// <summary>Fewer bought than would have anyway.</summary>
    Harms,
}

/// <summary>What a measure brought: those it was for against those held out of it.</summary>
/// <param name="CostMinor">Points and vouchers, in money; absent where points were given and nobody said what one is worth.</param>
/// <param name="MarginPerBuyerMinor">What a buyer's purchases within the window leave to the shop; absent where the shop has not said its margin.</param>
/// <param name="LeastPeople">Fewer in a group say nothing.</param>
internal sealed record Effect(Group Treated, Group Held, double? CostMinor, double? MarginPerBuyerMinor, int LeastPeople)
{
    public EffectState State =>
        Held.People == 0 ? Treated.People == 0 ? EffectState.TooEarly : EffectState.NotMeasured
        : Treated.People < LeastPeople || Held.People < LeastPeople ? EffectState.TooFew
        : EffectState.Measured;

    private bool HasBoth => Treated.People > 0 && Held.People > 0;

    /// <summary>Treated less held out, as a share; absent without both groups.</summary>
    public double? RateDifference => HasBoth ? Treated.Rate.Value - Held.Rate.Value : null;

    public Interval? RateInterval => HasBoth ? Treated.Rate.Above(Held.Rate) : null;

    /// <summary>Treated less held out, a head, in minor units.</summary>
    public double? SpentDifferenceMinor => HasBoth ? Treated.Spending.Mean - Held.Spending.Mean : null;

    public Interval? SpentIntervalMinor => Treated.Spending.Above(Held.Spending);

    /// <summary>Who would not have bought without it.</summary>
    public double? ExtraBuyers => RateDifference * Treated.People;

    /// <summary>(rate treated − rate held out) × people treated × margin − cost.</summary>
    public double? NetMinor => ExtraBuyers * MarginPerBuyerMinor - CostMinor;

    public Interval? NetIntervalMinor =>
        RateInterval is { } interval && MarginPerBuyerMinor is { } margin && CostMinor is { } cost ? interval.Times(Treated.People * margin).Plus(-cost) : null;

    /// <summary>Net by cost; absent where it cost nothing.</summary>
    public double? Roi => CostMinor > 0 ? NetMinor / CostMinor : null;

    public EffectVerdict Verdict => State is not EffectState.Measured || RateInterval is not { } interval ? EffectVerdict.None
        : interval.Low > 0 ? EffectVerdict.Works
        : interval.High < 0 ? EffectVerdict.Harms
        : EffectVerdict.NotShown;

    /// <summary>It costs more than it brings, as far as anybody can tell: an alert.</summary>
    public bool LosesMoney => State is EffectState.Measured && NetMinor < 0;

    /// <summary>It costs more than it brings with 95 % confidence: reason enough to stop it without asking.</summary>
    public bool SurelyLosesMoney => State is EffectState.Measured && NetIntervalMinor is { High: < 0 };
}
