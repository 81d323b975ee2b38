using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Manners;

/// <summary>Reads what somebody wants to write to a customer. Pure: phrases are those of <c>_shared/style.yaml</c>, the rest of <c>_manners</c>.</summary>
public sealed partial class HouseManners
{
    /// <summary>A shorter word in capitals is an abbreviation.</summary>
    private const int ShortestShout = 5;

    /// <summary>Shorter replies need not say what comes next: they are part of a talk.</summary>
    private const int ShortestWithStep = 16;

    /// <summary>Characters of a question as it is shown to whoever is to answer it.</summary>
    private const int LongestShown = 80;

    /// <summary>Shorter names are words of the language.</summary>
    private const int ShortestName = 3;

    private readonly ImmutableSortedDictionary<string, ImmutableArray<ForbiddenPhrase>> _phrases;
    private readonly ImmutableSortedDictionary<string, MannersBook> _books;

    internal HouseManners(ImmutableSortedDictionary<string, ImmutableArray<ForbiddenPhrase>> phrases, ImmutableArray<MannersBook> books) =>
        (_phrases, _books) = (phrases, books.ToImmutableSortedDictionary(book => book.Language, book => book, StringComparer.Ordinal));

    /// <summary>Nothing to hold anybody to: a folder without manners.</summary>
    public static HouseManners None { get; } = new(ImmutableSortedDictionary<string, ImmutableArray<ForbiddenPhrase>>.Empty, []);

    /// <summary>The rules that a language explains.</summary>
    public IEnumerable<string> RulesOf(string language) => _books.GetValueOrDefault(language)?.Rules.Keys ?? [];

    /// <summary>What is wrong with a draft to a customer; what blocks comes first.</summary>
    /// <param name="language">The customer's.</param>
    /// <param name="author">The author's language: remarks are written in it.</param>
    /// <param name="said">What the customer wrote since the last answer, in its order.</param>
    /// <param name="rivals">Names of other shops: none of them belongs in a word to a customer.</param>
    public ImmutableArray<Remark> Read(string draft, string language, string author, IReadOnlyList<string> said, IReadOnlyList<string>? rivals = null)
    {
        var own = Own(draft, said);
        var text = FoldedText.Of(own);
        var remarks = ImmutableArray.CreateBuilder<Remark>();
        // The draft may be in another language than the customer's: phrases of one do not occur in another.
        foreach (var phrases in _phrases.Values)
            foreach (var phrase in phrases)
                if (Says(text, phrase) && !IsBacked(own, phrase)) remarks.Add(new(phrase.Blocks, phrase.Rule, text.Words(phrase.Folded, phrase.Whole), Why(author, phrase.Rule) ?? phrase.Why));
        foreach (var name in (rivals ?? []).Where(name => name.Length >= ShortestName && text.HasWord(FoldedText.Of(name).Text.Trim())))
            remarks.Add(new(true, "competitor", name, Why(author, "competitor") ?? ""));
        Capitals(own, said, author, remarks);
        if (_books.GetValueOrDefault(language) is { } book)
        {
            if (IsWithoutStep(own, text, book)) remarks.Add(new(false, "next_step", "", Why(author, "next_step") ?? ""));
            if (own.Count(letter => letter == '?') > 1 && Questions.Numbers(own).Length < 2) remarks.Add(new(false, "own_questions", "", Why(author, "own_questions") ?? ""));
            Answers(own, text, Questions.Of(said, book), author, remarks);
        }
        return [.. remarks.DistinctBy(r => (r.Rule, r.Words)).OrderByDescending(r => r.Blocks)];
    }

    /// <summary>What is wrong with a note about a customer: it stays among staff, and is read by whoever comes next.</summary>
    public ImmutableArray<Remark> ReadNote(string note, string author)
    {
        var text = FoldedText.Of(note);
        return [.. _books.Values.SelectMany(book => book.Notes).Where(word => text.Find(word, whole: false) >= 0)
            .Select(word => new Remark(true, "derogatory", text.Words(word, whole: false), Why(author, "derogatory") ?? ""))];
    }

    private bool Says(FoldedText text, ForbiddenPhrase phrase)
    {
        if (text.Find(phrase.Folded, phrase.Whole) < 0) return false;
        if (phrase.Most > 0) return text.Count(phrase.Folded) > phrase.Most;
        return phrase.Rule is not "negative" || !_books.Values.Any(book => OffersAnother(text, book));
    }

    /// <summary>Pressure and praise are facts where their sentence brings what they rest on: a day, an hour or a number left; for a superlative where it can be looked up.</summary>
    private static bool IsBacked(string own, ForbiddenPhrase phrase) => phrase.Rule is "urgency" or "superlative" && Sentence.Matches(own).Select(sentence => sentence.Value)
        .Where(sentence => FoldedText.Of(sentence).Find(phrase.Folded, phrase.Whole) >= 0).ToArray() is { Length: > 0 } saying
        && saying.All(sentence => phrase.Rule is "urgency" ? sentence.Any(char.IsDigit) : sentence.Contains("http", StringComparison.OrdinalIgnoreCase));

    /// <summary>Beside what cannot be done it says what can.</summary>
    private bool OffersAnother(FoldedText text, MannersBook book)
    {
        foreach (var phrase in _phrases.GetValueOrDefault(book.Language, []).Where(p => p.Rule is "negative")) text = text.Without(phrase.Folded);
        return book.Alternatives.Any(text.HasWord);
    }

    private void Capitals(string own, IReadOnlyList<string> said, string author, ImmutableArray<Remark>.Builder remarks)
    {
        foreach (Match word in Letters.Matches(own))
        {
            if (word.Length < ShortestShout || word.Value.Any(char.IsLower) || said.Any(words => words.Contains(word.Value, StringComparison.Ordinal))) continue;
            remarks.Add(new(true, "capitals", word.Value, Why(author, "capitals") ?? ""));
        }
    }

    private static bool IsWithoutStep(string own, FoldedText text, MannersBook book) =>
        text.Text.Count(letter => letter == ' ') + 1 >= ShortestWithStep && !own.Contains('?', StringComparison.Ordinal) && !Clock.IsMatch(own) && !book.NextStep.Any(text.HasWord);

    private void Answers(string own, FoldedText text, ImmutableArray<string> questions, string author, ImmutableArray<Remark>.Builder remarks)
    {
        if (questions.Length < 2) return;
        var numbers = Questions.Numbers(own);
        var missing = Enumerable.Range(1, questions.Length).Where(number => !numbers.Contains(number)).ToArray();
        var rule = missing.Length > 0 ? "unanswered" : numbers.Where(n => n <= questions.Length).SequenceEqual(numbers.Where(n => n <= questions.Length).Order()) ? null : "order";
        if (rule is null) return;
        var shown = string.Join("; ", (missing.Length > 0 ? missing : Enumerable.Range(1, questions.Length)).Select(number => $"{number}) {Short(questions[number - 1])}"));
        // Whoever says when the answers come owes them then, not now.
        var isHolding = numbers.IsEmpty && Clock.IsMatch(text.Source);
        remarks.Add(new(!isHolding, rule, "", (Why(author, rule) ?? "{questions}")
            .Replace("{count}", questions.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{questions}", shown, StringComparison.Ordinal)));
    }

    private static string Short(string question) => question.Length <= LongestShown ? question
        : question[..(char.IsHighSurrogate(question[LongestShown - 2]) ? LongestShown - 2 : LongestShown - 1)] + "…";

    private string? Why(string language, string rule) => (_books.GetValueOrDefault(language) ?? _books.GetValueOrDefault("en"))?.Rules.GetValueOrDefault(rule);

    /// <summary>The author's own words: what stands in quotes and was the customer's is nobody's fault.</summary>
    private static string Own(string draft, IReadOnlyList<string> said)
    {
        var all = FoldedText.Of(string.Join('\n', said)).Text;
        return Quoted.Replace(draft, match =>
            said.Count == 0 || all.Contains(FoldedText.Of(match.Value.Trim('>', ' ')).Text.Trim(), StringComparison.Ordinal) ? new string(' ', match.Length) : match.Value);
    }

    [GeneratedRegex(@"«[^»]*»|“[^”]*”|„[^“”]*[“”]|""[^""]*""|^>.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Quoted { get; }

    [GeneratedRegex(@"(?:[^.!?\n]|\.(?=\S))+[.!?]*", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence { get; }

    [GeneratedRegex(@"(?<![\p{L}\p{N}])\p{L}+(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Letters { get; }

    [GeneratedRegex(@"\b([01]?\d|2[0-3])[:.][0-5]\d\b", RegexOptions.CultureInvariant)]
    private static partial Regex Clock { get; }
}
