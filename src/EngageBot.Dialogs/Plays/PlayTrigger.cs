using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Plays;

/// <summary>A date a play can be set by.</summary>
public enum PlayDate
{
    /// <summary>The customer's birthday, each year.</summary>
    Birthday,
    /// <summary>The day they joined; by itself each anniversary of it.</summary>
    MembershipStart,
    /// <summary>The day of their first purchase; likewise.</summary>
    FirstPurchase,
    /// <summary>The last day of points that run out.</summary>
    PointsExpiry,
    /// <summary>A day of the calendar, the same for everybody.</summary>
    Fixed,
    /// <summary>The birthday of a child, where the customer told it and agreed.</summary>
    ChildBirthday,
    /// <summary>The day on which an event of the business begins.</summary>
    EventStart,
    /// <summary>The day from which tickets of a draw can be had.</summary>
    RaffleOpens,
}

/// <summary>Who of an event's people.</summary>
public enum EventPeople
{
    /// <summary>Everybody it is for who has not answered yet.</summary>
    Invited,
    /// <summary>Whoever has a pass.</summary>
    Coming,
    /// <summary>Whoever was let in at the door.</summary>
    Came,
}

/// <summary>What makes a play due for somebody.</summary>
public abstract record PlayTrigger
{
    private static readonly DialogType _calendarDay = new(TypeKind.Date);

    private PlayTrigger() { }

    /// <summary>The time of day at which it begins, on the clock of the contact's own zone; absent for "at once", or 10:00 where a day makes it due.</summary>
    public TimeOnly? At { get; init; }

    /// <summary>What <c>event</c> offers to <c>with</c>.</summary>
    public abstract ImmutableSortedDictionary<string, DialogType> Data { get; }

    /// <summary>A day, before or after a date.</summary>
    /// <param name="Day">Of <see cref="PlayDate.Fixed"/>: <c>MM-DD</c> for each year, or one <c>YYYY-MM-DD</c>.</param>
    /// <param name="AfterYears">Anniversaries: the first that counts.</param>
    /// <param name="PlusDays">So many days later; before it where less than 0.</param>
    /// <param name="Settled">Birthdays: a date somebody has changed so shortly before it does not count this year.</param>
    public sealed record OnDate(PlayDate Date, string? Day, int AfterYears, int PlusDays, TimeSpan Settled) : PlayTrigger
    {
        /// <summary>The parameter that holds <see cref="Settled"/>, where each business sets it.</summary>
        public string? SettledParameter { get; init; }

        /// <summary>Of <see cref="PlayDate.EventStart"/>: who of its people.</summary>
        public EventPeople Whom { get; init; }

        /// <inheritdoc/>
        public override ImmutableSortedDictionary<string, DialogType> Data => Fields(Date switch
        {
            PlayDate.PointsExpiry => [("points", new(TypeKind.Int)), ("expires", _calendarDay)],
            PlayDate.MembershipStart or PlayDate.FirstPurchase => [("day", _calendarDay), ("years", new(TypeKind.Int))],
            PlayDate.EventStart => [("event", new(TypeKind.Ref)), ("day", _calendarDay)],
            PlayDate.RaffleOpens => [("raffle", new(TypeKind.Ref)), ("day", _calendarDay)],
            _ => [("day", _calendarDay)],
        });
    }

    /// <summary>Something happened in the business.</summary>
    /// <param name="Event"><c>purchase</c>, or an event of <c>_shared/actions.schema.json</c>.</param>
    /// <param name="Delay">It begins so much later.</param>
    /// <param name="Offers">What <c>event</c> offers.</param>
    public sealed record OnEvent(string Event, TimeSpan Delay, ImmutableSortedDictionary<string, DialogType> Offers) : PlayTrigger
    {
        /// <summary>Only where this holds of <c>event</c> and <c>parameter</c>; absent for each time.</summary>
        public Expression? When { get; init; }

        /// <summary>What stands for a purchase.</summary>
        public const string Purchase = "purchase";

        /// <summary>What a purchase offers: its number, its shop, what was paid, the how manyeth it was, what was paid most for, and the guide to it.</summary>
        public static ImmutableSortedDictionary<string, DialogType> PurchaseData { get; } =
            Fields([("id", new(TypeKind.Ref)), ("shop", new(TypeKind.Text)), ("amount", new(TypeKind.Money)), ("count", new(TypeKind.Int)), ("item", new(TypeKind.Text, true)),
                ("guide", new(TypeKind.Ref, true))]);

        /// <inheritdoc/>
        public override ImmutableSortedDictionary<string, DialogType> Data => Offers;
    }

    /// <summary>Somebody stays away longer than they do.</summary>
    /// <param name="After">Absent for the contact's own rhythm.</param>
    public sealed record OnLapse(TimeSpan? After) : PlayTrigger
    {
        /// <inheritdoc/>
        public override ImmutableSortedDictionary<string, DialogType> Data => Fields([("last", _calendarDay), ("days", new(TypeKind.Int))]);
    }

    /// <summary>Somebody comes into a saved segment.</summary>
    public sealed record OnSegmentEntry(string Segment) : PlayTrigger
    {
        /// <inheritdoc/>
        public override ImmutableSortedDictionary<string, DialogType> Data => Fields([]);
    }

    /// <summary>There is news in the topics somebody wants, and as much time has passed since the last as they chose.</summary>
    public sealed record OnNews : PlayTrigger
    {
        /// <inheritdoc/>
        public override ImmutableSortedDictionary<string, DialogType> Data => Fields([]);
    }

    /// <summary>The time has come when somebody buys a thing again that they buy regularly.</summary>
    public sealed record OnCycle : PlayTrigger
    {
        /// <inheritdoc/>
        public override ImmutableSortedDictionary<string, DialogType> Data => Fields([("item", new(TypeKind.Text)), ("last", _calendarDay)]);
    }

    private static ImmutableSortedDictionary<string, DialogType> Fields((string Name, DialogType Type)[] fields) =>
        fields.ToImmutableSortedDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);
}
