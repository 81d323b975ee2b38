using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Who is reminded of a customer who waits.</summary>
internal enum LadderTo
{
    /// <summary>Whose case it is; whoever is on shift while it is nobody's.</summary>
    Manager,
    /// <summary>Somebody else on shift.</summary>
    Next,
    /// <summary>Whom the rules name for such times.</summary>
    Duty,
    /// <summary>The owners.</summary>
    Owner,
}

/// <summary>One step of the ladder.</summary>
/// <param name="AfterMinutes">Of working time since the customer waits.</param>
internal sealed record LadderStep(LadderTo To, int AfterMinutes);

/// <summary>How a business serves: what it promises, who is told when, what may be given; the key is always <c>main</c>.</summary>
/// <param name="FirstReplyMinutes">A first word comes within so long, by the clock.</param>
/// <param name="HoldingAheadMinutes">So long before a promise runs out its owner is reminded, and the bot says that somebody works on it.</param>
/// <param name="AnswerHours">Working hours until the answer that a holding reply promises.</param>
/// <param name="UpdateHours">An open complaint is heard of at least so often, unless the customer wished otherwise.</param>
/// <param name="AskAgainHours">Whether it is solved is asked twice, so long apart; so long after the second time the case is closed.</param>
/// <param name="AcceptMinutes">Working time in which a handover is accepted, or it comes back.</param>
/// <param name="Duty">The id of whoever is on duty outside the rota.</param>
/// <param name="RepeatTimes">So many complaints within <paramref name="RepeatDays"/> days, and the next begins one step higher.</param>
/// <param name="LargeSpend">Whoever paid so much in a year, in the business's currency, begins one step higher; absent: nobody.</param>
/// <param name="SilentHours">Whoever bought in the same shop so many hours around somebody who complained may have had the same trouble.</param>
internal sealed record ServiceRules(
    int FirstReplyMinutes = 120, int HoldingAheadMinutes = 30, int AnswerHours = 8, int UpdateHours = 24, int AskAgainHours = 24, int AcceptMinutes = 60,
    Guid? Duty = null, int RepeatTimes = 2, int RepeatDays = 90, decimal? LargeSpend = null, int SilentHours = 12)
{
    public const string Key = "main";

    private const int LimitDefault = 500;

    private static ImmutableArray<LadderStep> UsualLadder { get; } = [new(LadderTo.Manager, 60), new(LadderTo.Next, 90), new(LadderTo.Duty, 120), new(LadderTo.Owner, 180)];

    /// <summary>From the first to the last; delays grow.</summary>
    public ImmutableArray<LadderStep> Ladder { get; init => field = value.IsDefault ? UsualLadder : value; } = UsualLadder;

    /// <summary>Points that somebody of a role may give in one case; the owner as many as anywhere.</summary>
    public ImmutableSortedDictionary<string, long> PointsLimit { get; init => field = value ?? ImmutableSortedDictionary<string, long>.Empty; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Days that are not as their weekday: <c>2026-12-25</c> or <c>12-25</c> (each year) is closed, <c>12-24 09:00-13:00</c> is short.</summary>
    public ImmutableArray<string> Holidays { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Something of use while somebody waits for a person, by language: a catalogue, how to make tea. No offer. It goes with the holding reply, and no longer once a person has answered.</summary>
    public ImmutableSortedDictionary<string, string> WhileWaiting { get; init => field = value ?? ImmutableSortedDictionary<string, string>.Empty; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The words of <see cref="WhileWaiting"/> in a language.</summary>
    public string? Meanwhile(string language) => WhileWaiting.GetValueOrDefault(language);

    public static ServiceRules Usual { get; } = new();

    public static RuleKind<ServiceRules> Kind { get; } = new(
        "service", "What a business promises those who complain or ask, who is told when somebody waits, and its holidays; one document, main.", () => ServiceJson.Default.ServiceRules, rules => rules.Errors(),
        (around, rules) => Beside(around, rules));

    /// <summary>Those in force; the usual ones where nobody said otherwise.</summary>
    public static ServiceRules At(RowSource source, BusinessId business, DateTimeOffset now) => RuleBook.At(source, business, Kind, Key, now)?.Rules ?? Usual;

    /// <summary>What a role may give in one case.</summary>
    public long LimitOf(Role role) => role is Role.Owner ? long.MaxValue : PointsLimit.GetValueOrDefault(role.Word(), LimitDefault);

    private IEnumerable<RuleError> Errors()
    {
        if (FirstReplyMinutes is < 5 or > 10_080) yield return new("first_reply_minutes", "is between 5 and 10,080, a week.");
        if (HoldingAheadMinutes < 1 || HoldingAheadMinutes >= FirstReplyMinutes) yield return new("holding_ahead_minutes", "is at least 1 and less than first_reply_minutes.");
        if (AnswerHours is < 1 or > 400) yield return new("answer_hours", "is between 1 and 400 working hours.");
        if (UpdateHours is < 1 or > 168) yield return new("update_hours", "is between 1 and 168, a week.");
        if (AskAgainHours is < 1 or > 720) yield return new("ask_again_hours", "is between 1 and 720, thirty days.");
        if (AcceptMinutes is < 5 or > 10_080) yield return new("accept_minutes", "is between 5 and 10,080.");
        if (RepeatTimes is < 1 or > 100) yield return new("repeat_times", "is between 1 and 100.");
        if (RepeatDays is < 1 or > 1_830) yield return new("repeat_days", "is between 1 and 1,830.");
        if (SilentHours is < 1 or > 336) yield return new("silent_hours", "is between 1 and 336, two weeks.");
        if (LargeSpend is <= 0 or > 1_000_000_000) yield return new("large_spend", "is above 0 and at most 1,000,000,000 in the business's currency.");
        foreach (var error in LadderErrors().Concat(LimitErrors()).Concat(HolidayErrors()).Concat(WaitingErrors())) yield return error;
    }

    private IEnumerable<RuleError> LadderErrors()
    {
        if (Ladder.IsEmpty || Ladder.Length > 10) yield return new("ladder", "has one to ten steps.");
        else
            for (var i = 0; i < Ladder.Length; i++)
                if (Ladder[i].AfterMinutes is < 1 or > 100_000 || i > 0 && Ladder[i].AfterMinutes <= Ladder[i - 1].AfterMinutes)
                    yield return new($"ladder[{i}].after_minutes", "is between 1 and 100,000 working minutes, and more than in the step before.");
    }

    private IEnumerable<RuleError> LimitErrors() =>
        from limit in PointsLimit
        where Roles.Parse(limit.Key) is null or Role.Owner || limit.Value is < 0 or > 1_000_000_000
        select new RuleError($"points_limit.{limit.Key}", "is 0 to 1,000,000,000 points for a role such as manager; the owner has no limit.");

    private IEnumerable<RuleError> WaitingErrors() =>
        from text in WhileWaiting
        where !Languages.Spoken.Contains(text.Key) || text.Value is not { Length: > 0 and <= 500 }
        select new RuleError($"while_waiting.{text.Key}", "is 1 to 500 characters in a language the bot speaks.");

    private IEnumerable<RuleError> HolidayErrors()
    {
        if (Holidays.Length > 400) yield return new("holidays", "are at most 400 days.");
        else
            for (var i = 0; i < Holidays.Length; i++)
                if (Holiday.Parse(Holidays[i]) is null) yield return new($"holidays[{i}]", "is a day such as 2026-12-25, or 12-25 for each year, alone or with hours: 12-24 09:00-13:00.");
    }

    private static IEnumerable<RuleError> Beside(RuleSurroundings around, ServiceRules rules)
    {
        if (around.Key != Key) yield return new("", $"There is one document of service rules, and its key is {Key}.");
        if (rules.Duty is { } duty && StaffRows.Find(around.Source, new(duty))?.BusinessId != around.Business) yield return new("duty", "is nobody's id; engagebot staff list shows everybody.");
    }
}

/// <summary>A day that is not as its weekday.</summary>
/// <param name="Year">Absent for each year; 29 February is one of leap years only.</param>
/// <param name="Open">None if it is closed.</param>
internal sealed record Holiday(int? Year, int Month, int Day, ImmutableArray<OpenInterval> Open)
{
    private const int LeapYear = 2024;

    /// <returns><see langword="null"/> if it is written otherwise.</returns>
    public static Holiday? Parse(string written)
    {
        var parts = (written ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0) return null;
        var yearly = parts[0].Length == 5;
        if (!DateOnly.TryParseExact(yearly ? $"{LeapYear}-{parts[0]}" : parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return null;
        var hours = JsonSerializer.Serialize(new Dictionary<string, string[]> { ["mon"] = [.. parts.Skip(1).Select(p => p.TrimEnd(','))] }, OpeningHoursJson.Default.DictionaryStringStringArray);
        return OpeningHours.Parse(hours).Hours is { } open ? new(yearly ? null : day.Year, day.Month, day.Day, open.On(DayOfWeek.Monday)) : null;
    }

    public bool Is(DateOnly day) => day.Month == Month && day.Day == Day && (Year is null || Year == day.Year);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(LadderWords)])]
[JsonSerializable(typeof(ServiceRules))]
internal sealed partial class ServiceJson : JsonSerializerContext;

/// <summary>Steps of the ladder as documents write them: <c>owner</c>.</summary>
internal sealed class LadderWords() : JsonStringEnumConverter<LadderTo>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
