using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace EngageBot.Dialogs.Manners;

/// <summary>Finds the questions in what a customer wrote, in their order, and the numbers under which a reply answers.</summary>
internal static partial class Questions
{
    /// <summary>Without a question mark only a short sentence that begins like one is a question: longer ones tell when and how.</summary>
    private const int LongestUnmarked = 8;

    /// <summary>A longer sentence is not taken apart: whoever wrote it, how much work it makes is bounded.</summary>
    private const int LongestParted = 400;

    /// <summary>More are not numbered: nobody answers so many in one message.</summary>
    private const int Most = 20;

    public static ImmutableArray<string> Of(IEnumerable<string> words, MannersBook book)
    {
        var questions = ImmutableArray.CreateBuilder<string>();
        foreach (var sentence in words.SelectMany(text => Sentence.Matches(text).Select(match => match.Value.Trim())))
            foreach (var question in Asked(sentence, book))
                if (questions.Count < Most && !questions.Contains(question)) questions.Add(question);
        return questions.ToImmutable();
    }

    /// <summary>The numbers that parts of a reply begin with, in their order.</summary>
    public static ImmutableArray<int> Numbers(string reply) =>
        [.. Numbered.Matches(reply).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];

    private static List<string> Asked(string sentence, MannersBook book)
    {
        if (sentence.Length > LongestParted) return sentence.Contains('?', StringComparison.Ordinal) ? [sentence] : [];
        var folded = FoldedText.Of(sentence).Text.Trim(' ', '?', '!');
        var count = folded.Count(letter => letter == ' ') + 1;
        if (count < 2 || book.Pleasantries.Any(p => folded == p || folded.EndsWith(" " + p, StringComparison.Ordinal) || folded.StartsWith(p + " ", StringComparison.Ordinal) && count < 4)) return [];
        if (!sentence.Contains('?', StringComparison.Ordinal))
            return count is >= 3 and <= LongestUnmarked && !sentence.AsSpan().ContainsAny(',', '!') && book.Asks.Any(ask => folded.StartsWith(ask + " ", StringComparison.Ordinal)) ? [sentence] : [];
        // "When will it come and how much is it?" is two.
        var parts = new List<string>();
        var begin = 0;
        foreach (Match joint in Joint.Matches(sentence))
        {
            var rest = FoldedText.Of(sentence[(joint.Index + joint.Length)..]).Text;
            if (joint.Index == 0 || !book.Asks.Any(ask => rest.StartsWith(ask + " ", StringComparison.Ordinal)) || !book.Asks.Any(FoldedText.Of(sentence[begin..joint.Index]).HasWord)) continue;
            parts.Add(sentence[begin..joint.Index].Trim(' ', ','));
            begin = joint.Index + joint.Length;
        }
        parts.Add(sentence[begin..].Trim());
        return parts;
    }

    [GeneratedRegex(@"[^.!?\n;…]+[?!]*", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence { get; }

    [GeneratedRegex(@"\s*(?:,\s*)?\s(?:and|и|а|dhe)\s+|,\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Joint { get; }

    [GeneratedRegex(@"(?:^|[\s;,.])(\d{1,2})(?:\s*[.):–—-]\s|\s*[.):]\s*(?=\p{L}))", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered { get; }
}
