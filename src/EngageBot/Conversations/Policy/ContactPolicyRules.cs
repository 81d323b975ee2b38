using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;

namespace EngageBot.Conversations.Policy;

/// <summary>A stretch of the day.</summary>
/// <param name="From">Such as <c>21:00</c>.</param>
/// <param name="To">Such as <c>09:00</c>; equal to <paramref name="From"/>: never.</param>
internal sealed record QuietRules(string From, string To);

/// <summary>When, how often and with what customers are written to without having asked.</summary>
/// <param name="Quiet">When nobody is written to, where the contact lives; left out: 21:00 to 09:00.</param>
/// <param name="PerDay">Offers and questions to one contact on a day, over everything that is sent; 0: none at all, null: no cap.</param>
/// <param name="PerWeek">On any seven days.</param>
/// <param name="PerMonth">On any thirty days.</param>
/// <param name="AfterCaseDays">So many days after a person has given a conversation back, no offers.</param>
/// <param name="DeferredDays">What was put off that long is dropped, unless whoever sends it says otherwise.</param>
/// <param name="MaxCharacters">An offer is at most that long.</param>
/// <param name="Priorities">By source, or by its beginning (<c>play:birthday</c>, <c>play</c>): 1 goes before 9; what is not named is 5.</param>
/// <param name="Topics">What contacts can switch off one by one: the words they read, by language.</param>
internal sealed record ContactPolicyRules(
    QuietRules? Quiet = null,
    int? PerDay = 1,
    int? PerWeek = 3,
    int? PerMonth = null,
    int AfterCaseDays = 3,
    int DeferredDays = 7,
    int MaxCharacters = 900,
    ImmutableSortedDictionary<string, int>? Priorities = null,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>? Topics = null)
{
    /// <summary>A business has one policy, and this is its key.</summary>
    public const string Key = "main";

    /// <summary>What nobody named.</summary>
    public const int MiddlePriority = 5;

    private const int TopicsMax = 12;

    public static RuleKind<ContactPolicyRules> Kind { get; } = new(
        "contact_policy", "When and how often customers are written to without having asked.", () => PolicyJson.Default.ContactPolicyRules,
        rules => rules.Errors(), (around, _) => around.Key == Key ? [] : [new RuleError("", $"There is one contact policy, and its key is {Key}.")]);

    /// <summary>What holds where a business has written nothing.</summary>
    public static ContactPolicyRules Default { get; } = new();

    [JsonIgnore]
    public QuietHours QuietHours => Quiet is null ? QuietHours.Default : new(Minutes(Quiet.From)!.Value, Minutes(Quiet.To)!.Value);

    [JsonIgnore]
    public FrequencyCaps Caps => new(PerDay, PerWeek, PerMonth);

    /// <summary>How important a source is: 1 before 9.</summary>
    public int PriorityOf(string source)
    {
        if (Priorities is null) return MiddlePriority;
        if (Priorities.TryGetValue(source, out var own)) return own;
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Priorities.TryGetValue(source[..colon], out var all) ? all : MiddlePriority;
    }

    private IEnumerable<RuleError> Errors()
    {
        if (Quiet is not null && Minutes(Quiet.From) is null) yield return new("quiet.from", "is a time such as \"21:00\".");
        if (Quiet is not null && Minutes(Quiet.To) is null) yield return new("quiet.to", "is a time such as \"09:00\".");
        foreach (var (name, cap) in ((string, int?)[])[("per_day", PerDay), ("per_week", PerWeek), ("per_month", PerMonth)])
            if (cap is < 0 or > 100) yield return new(name, "is between 0 (nothing is sent) and 100, or null for no cap.");
        if (AfterCaseDays is < 0 or > 90) yield return new("after_case_days", "is between 0 and 90.");
        if (DeferredDays is < 1 or > 60) yield return new("deferred_days", "is between 1 and 60.");
        if (MaxCharacters is < 100 or > 4_000) yield return new("max_characters", "is between 100 and 4,000.");
        foreach (var (source, priority) in Priorities ?? ImmutableSortedDictionary<string, int>.Empty)
            if (priority is < 1 or > 9 || source.Length is 0 or > 80) yield return new($"priorities.{source}", "is between 1 (first) and 9.");
        if (Topics is { Count: > TopicsMax }) yield return new("topics", $"are at most {TopicsMax}.");
        foreach (var (key, words) in Topics ?? ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty)
        {
            if (!RuleKinds.IsKey(key)) yield return new($"topics.{key}", RuleKinds.KeyForm);
            if (!words.ContainsKey("en")) yield return new($"topics.{key}", "lacks \"en\".");
            foreach (var (language, said) in words)
                if (!Languages.Spoken.Contains(language) || said.Length is 0 or > 40)
                    yield return new($"topics.{key}.{language}", $"is text of 1 to 40 characters in one of: {string.Join(", ", Languages.Spoken)}.");
        }
    }

    private static int? Minutes(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (int)time.ToTimeSpan().TotalMinutes : null;
}

/// <summary>How the policy is read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ContactPolicyRules))]
internal sealed partial class PolicyJson : JsonSerializerContext;
