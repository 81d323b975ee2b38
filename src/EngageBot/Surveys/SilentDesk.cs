using System.Collections.Immutable;
using EngageBot.Complaints;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>The trouble is mended: those whom it struck and who said nothing get an apology, once a person and cause.</summary>
internal sealed class SilentDesk(LivePlays live, ReadDraft? readDraft = null)
{
    /// <summary>The play that says it, and its dialog.</summary>
    public const string Play = "we_are_sorry";

    /// <summary>What plays hear.</summary>
    public const string Event = "cause.fixed";

    /// <param name="words">What it was and what was done, in every language; read by the manners as every word to a customer is.</param>
    /// <returns>How many are told; nobody is where the play that says it is off.</returns>
    public FeedbackOutcome Fixed(WriteScope scope, Actor actor, BusinessId business, string cause, ImmutableSortedDictionary<string, string> words, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, business), now) is { } denial) return new FeedbackOutcome.Denied(denial);
        CaseRows.Lock(scope, business);
        if (CauseBook.Find(scope, business, cause) is null) return new FeedbackOutcome.Unknown();
        if (SurveyQuestion.InEveryLanguage(words, "words", ChangeDesk.WordsMax).FirstOrDefault() is { } wrong) return new FeedbackOutcome.Invalid(wrong.Path, wrong.Message);
        foreach (var (language, text) in words)
            if (readDraft?.Invoke(scope, business, text, language, []).FirstOrDefault(r => r.Blocks) is { } remark) return new FeedbackOutcome.Invalid($"words.{language}", $"{remark.Words}: {remark.Why}");
        // What nobody says must not look told.
        if (!live.All(scope).TryGetValue(Play, out var play) || PlayDesk.Of(scope, business, play, now).Standing is not PlayStanding.On)
            return new FeedbackOutcome.Invalid("play", $"The play {Play} says it, and it is off. Switch it on: engagebot plays on {Play}.");
        var silent = SilentOnes.Count(scope, business, cause, now);
        CauseBook.Fixed(scope, actor.Name, business, cause, now);
        return new FeedbackOutcome.Done(ChangeDesk.Write(scope, actor.Name, business, $"{NamedIt.Cause}:{cause}", words, now), silent);
    }

    /// <summary>How many of a cause were handed to the play so far.</summary>
    public static long Told(RowSource source, BusinessId business, string cause) => source.Query(
        "SELECT COALESCE(SUM(told), 0) FROM feedback_changes WHERE business_id = @business AND about = @about",
        command => command.Set("@business", business.ToString()).Set("@about", $"{NamedIt.Cause}:{cause}"),
        row => row.Read() ? Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) : 0);
}
