using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Plays;

/// <summary>A dialog that the program begins by itself: when, with whom, and what it must not do; read from a <c>play.yaml</c> beside the dialog.</summary>
public sealed record Play
{
    /// <summary>The folder's and the play's name.</summary>
    public required string Name { get; init; }
    /// <summary>Raised when its meaning changes.</summary>
    public required int Version { get; init; }
    /// <summary>The same as the dialog's: which consent, caps and quiet hours it falls under.</summary>
    public required Purpose Purpose { get; init; }
    /// <summary>What it brings to whoever gets it: no offer is sent for its own sake.</summary>
    public PlayValue? Brings { get; init; }
    /// <summary>What makes it due.</summary>
    public required PlayTrigger Trigger { get; init; }
    /// <summary>Whom it is for, as an expression; absent for everybody, or where <see cref="Segment"/> names them.</summary>
    public Expression? Audience { get; init; }
    /// <summary>Whom it is for, as a saved segment's name.</summary>
    public string? Segment { get; init; }
    /// <summary>How often one contact may have it.</summary>
    public required OncePer OncePer { get; init; }
    /// <summary>What is later than this, after the server was down, is left out and not sent late.</summary>
    public TimeSpan SkipAfter { get; init; } = TimeSpan.FromDays(2);
    /// <summary>Where 29 February goes in common years.</summary>
    public LeapDay LeapDay { get; init; }
    /// <summary>The dialog it begins.</summary>
    public required string Dialog { get; init; }
    /// <summary>What the dialog's slots begin with, over <c>parameter</c>, <c>event</c> and <c>play</c>.</summary>
    public required ImmutableSortedDictionary<string, Expression> With { get; init; }
    /// <summary>What each business sets for itself.</summary>
    public required ImmutableSortedDictionary<string, PlayParameter> Parameters { get; init; }
    /// <summary>So many of a hundred contacts are left out, always the same ones, so that its effect can be seen.</summary>
    public int HoldoutPercent { get; init; }
    /// <summary>A purchase within this time after it began counts for it; absent if nothing is measured.</summary>
    public TimeSpan? MeasurePurchaseWithin { get; init; }
    /// <summary>A purchase ends what has not begun, and tells the dialog if it has.</summary>
    public bool StopsWhenBought { get; init; }
    /// <summary>What it may cost; absent for no limit of its own.</summary>
    public PlayBudget? Budget { get; init; }
    /// <summary>Where the file begins.</summary>
    public required SourcePosition At { get; init; }
}

/// <summary>What a play brings to whoever gets it.</summary>
public enum PlayValue
{
    /// <summary>A kind word on a day of theirs.</summary>
    Greeting,
    /// <summary>Something for nothing.</summary>
    Gift,
    /// <summary>A better price.</summary>
    Offer,
    /// <summary>An invitation.</summary>
    Event,
    /// <summary>What is new, in topics they chose.</summary>
    News,
    /// <summary>How to use or choose something.</summary>
    Advice,
    /// <summary>A thing that was not there before.</summary>
    NewProduct,
    /// <summary>A service that was not there before.</summary>
    NewService,
}

/// <summary>Where somebody born on 29 February has a birthday in common years.</summary>
public enum LeapDay
{
    /// <summary>On 28 February.</summary>
    Feb28,
    /// <summary>On 1 March.</summary>
    Mar1,
}

/// <summary>The span in which a contact is taken in once.</summary>
public enum OncePerSpan
{
    /// <summary>Each time the trigger comes.</summary>
    Trigger,
    /// <summary>Once a calendar year.</summary>
    Year,
    /// <summary>Once and never again.</summary>
    Life,
    /// <summary>Not again for a number of days.</summary>
    Days,
}

/// <summary>How often one contact may have a play.</summary>
/// <param name="Days">For <see cref="OncePerSpan.Days"/>.</param>
public sealed record OncePer(OncePerSpan Span, int Days = 0);

/// <summary>The span a budget is for.</summary>
public enum BudgetPeriod
{
    /// <summary>A local day of the business.</summary>
    Day,
    /// <summary>Monday to Sunday.</summary>
    Week,
    /// <summary>A calendar month.</summary>
    Month,
    /// <summary>A calendar year.</summary>
    Year,
}

/// <summary>What a play may cost in a span; with the first limit it comes to, it stops by itself.</summary>
/// <param name="Points">Points, and the price in points of what is given away; 0 for no limit.</param>
/// <param name="Messages">People it begins with; 0 for no limit.</param>
public sealed record PlayBudget(long Points, long Messages, BudgetPeriod Per);
