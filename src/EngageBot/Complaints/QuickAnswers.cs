using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>An answer that staff give often, in each customer's language; its key is what they type: <c>/quick hours</c>.</summary>
internal sealed record QuickAnswer
{
    private const int Longest = 2000;

    /// <summary>By language; a customer of another one gets the first.</summary>
    public ImmutableSortedDictionary<string, string> Text { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public static RuleKind<QuickAnswer> Kind { get; } = new(
        "quick_answer", "An answer that staff give often, by language; /quick lists them in a case, /quick and the key sends one.", () => QuickAnswerJson.Default.QuickAnswer, rules => rules.Errors());

    /// <summary>The words for a customer of that language.</summary>
    public string In(string language) => Text.GetValueOrDefault(language) ?? Text.Values.First();

    /// <summary>The one of that key; nothing if there is none.</summary>
    public static QuickAnswer? Find(RowSource source, BusinessId business, string key, DateTimeOffset now) => RuleBook.At(source, business, Kind, key, now)?.Rules;

    private IEnumerable<RuleError> Errors()
    {
        if (Text.IsEmpty) yield return new("text", "needs the words in at least one language, such as en.");
        foreach (var (language, words) in Text)
        {
            if (language.Length != 2) yield return new($"text.{language}", "is named by a language of two letters.");
            if (string.IsNullOrWhiteSpace(words) || words.Length > Longest) yield return new($"text.{language}", "has 1 to 2,000 characters.");
        }
    }
}

[JsonSerializable(typeof(QuickAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class QuickAnswerJson : JsonSerializerContext;
