using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>Keeps an answer as what it is besides: a reason to leave, something that was missing, something another shop does.</summary>
internal static class SurveyRecords
{
    private const int LeavingWordsMax = 500;

    public static void Keep(WriteScope scope, OpenAsk ask, SurveyQuestion question, GivenAnswer answer, DateTimeOffset now)
    {
        if (question.Records == SurveyRecord.LeavingReason && !answer.Picks.IsEmpty)
            Leaving(scope, ask, answer.Picks[0], null, now);
        else if (question.Records is SurveyRecord.Missing or SurveyRecord.Competitor && answer.Words is { } said)
            FeedbackBook.Keep(scope, new()
            {
                BusinessId = ask.Business, Kind = question.Records == SurveyRecord.Missing ? FeedbackKind.Missing : FeedbackKind.Competitor,
                Source = $"{ask.Source}:{question.Id}", ContactId = ask.Contact, ShopId = ask.Shop, Words = said, SaidAt = now,
            });
        else if (question.Records is null && answer.Words is { } words)
            Leaving(scope, ask, null, WholeText.Cut(words, LeavingWordsMax), now);
    }

    /// <summary>One main reason a talk; words that come after it are its own.</summary>
    private static void Leaving(WriteScope scope, OpenAsk ask, string? reason, string? words, DateTimeOffset now)
    {
        if (reason is null)
        {
            scope.Command("UPDATE leaving_reasons SET words = @words WHERE contact_id = @contact AND source = @source")
                .Set("@words", words).Set("@contact", ask.Contact.ToString()).Set("@source", ask.Source).ExecuteNonQuery();
            return;
        }
        scope.Command("""
            INSERT INTO leaving_reasons (business_id, contact_id, source, reason, words, said_at) VALUES (@business, @contact, @source, @reason, NULL, @now)
            ON CONFLICT (contact_id, source) DO UPDATE SET reason = excluded.reason, said_at = excluded.said_at
            """)
            .Set("@business", ask.Business.ToString()).Set("@contact", ask.Contact.ToString()).Set("@source", ask.Source).Set("@reason", reason)
            .Set("@now", now).ExecuteNonQuery();
    }
}
