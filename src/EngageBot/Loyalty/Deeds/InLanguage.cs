using System.Collections.Immutable;
using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty.Deeds;

/// <summary>Words that a shop wrote in several languages; English is always there.</summary>
internal static class InLanguage
{
    /// <summary>The words in a language, or in English.</summary>
    public static string Of(ImmutableSortedDictionary<string, string> words, string language) => words.GetValueOrDefault(language) ?? words["en"];

    /// <summary>What is wrong with them.</summary>
    /// <param name="longest">In characters: a chat message holds 4,096, and these stand among others.</param>
    public static IEnumerable<RuleError> Errors(ImmutableSortedDictionary<string, string> words, string path, int longest)
    {
        // An empty item of a list comes through the reader.
        if (words is null)
        {
            yield return new(path, "lacks \"en\".");
            yield break;
        }
        if (!words.ContainsKey("en")) yield return new(path, "lacks \"en\".");
        foreach (var (language, text) in words)
            if (language.Length != 2 || string.IsNullOrWhiteSpace(text) || text.Length > longest)
                yield return new($"{path}.{language}", $"is text of 1 to {longest} characters under a language of two letters.");
    }
}
