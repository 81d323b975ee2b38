using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Complaints;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>A low score brings a person: it opens a case with what was said, and what is said after it goes there, too. Nobody is asked again what they have said.</summary>
internal sealed class LowScores(CaseDesk cases)
{
    /// <summary>Looks at an answer that has just been kept.</summary>
    /// <returns>The case that it opened or went on with.</returns>
    public async ValueTask<string?> LookAsync(
        WriteScope scope, OpenAsk ask, SurveyRules rules, ImmutableArray<GivenAnswer> answers, GivenAnswer given, SurveyHand hand, DateTimeOffset now)
    {
        var language = hand.Language;
        if (!ask.Low || given.IsEmpty) return null;
        if (given.Score is not null && !rules.IsLow(given)) return null;
        // Words that were said before the score belong to it as well.
        var words = ask.CaseId is null ? string.Join('\n', answers.Where(a => a.Words is not null || rules.IsLow(a)).Select(a => WordsOf(rules, a, language))) : WordsOf(rules, given, language);
        if (words.Length == 0) return null;
        var outcome = await cases.OpenAsync(scope, CaseHand.Customer, new(
            ask.Business, ask.Contact, CaseKind.Complaint, WholeText.Cut(words, CaseDesk.LongestWords),
            ask.Source, language) { Chat = ask.Chat, Shop = ask.Shop, Inbox = hand.Inbox, Title = TitleOf(rules, language) }, now);
        if (outcome is not CaseOutcome.Done done) return null;
        SurveyBook.Opened(scope, ask.Id, done.Case.Id.ToString());
        return done.Case.Id.ToString();
    }

    /// <summary>As a person reads it: the question, and the answer.</summary>
    private static string WordsOf(SurveyRules rules, GivenAnswer answer, string language)
    {
        var question = rules.Find(answer.Question)!;
        var said = answer.Score is { } score && question.Scale is var (_, most) ? string.Create(CultureInfo.InvariantCulture, $"{score}/{most}")
            : answer.Words ?? string.Join(", ", question.Options.Where(o => answer.Picks.Contains(o.Id)).Select(o => InLanguage.Of(o.Label, language)));
        return $"{InLanguage.Of(question.Text, language)} – {said}";
    }

    private static string TitleOf(SurveyRules rules, string language) => language switch
    {
        "ru" => $"Низкая оценка в опросе: {InLanguage.Of(rules.Name, language)}",
        "sq" => $"Vlerësim i ulët në pyetësorin: {InLanguage.Of(rules.Name, language)}",
        _ => $"Low score in the survey: {InLanguage.Of(rules.Name, language)}",
    };
}
