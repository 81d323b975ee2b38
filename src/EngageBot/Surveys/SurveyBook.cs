using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>One asking, as the desk works with it.</summary>
internal sealed record OpenAsk(
    long Id, BusinessId Business, string Survey, int Version, ContactId Contact, SurveyState State, DateTimeOffset ClosesAt, DateTimeOffset? AnsweredAt, DateTimeOffset? ThankedAt,
    bool Low, string? CaseId, ShopId? Shop, long? Chat)
{
    /// <summary>What it is called where something else came of it: a case, a reason to leave.</summary>
    public string Source => FormattableString.Invariant($"survey:{Id}");
}

/// <summary>Who is asked.</summary>
/// <param name="Shop">Where they were served.</param>
/// <param name="ServedBy">By whom.</param>
internal sealed record AskedPerson(BusinessId Business, ContactId Contact, long? Chat, string Occasion, ShopId? Shop, string? ServedBy);

/// <summary>The statements of surveys; both engines run them as they stand.</summary>
internal static class SurveyBook
{
    /// <summary>Under it one person is asked and answers: two occasions must not both find that nothing was asked lately.</summary>
    public static void Lock(WriteScope scope, ContactId contact) => scope.Lock($"survey-asks:{contact}");

    private const string Columns = "id, business_id, survey, version, contact_id, state, closes_at, answered_at, thanked_at, low, case_id, shop_id, chat_id";

    /// <summary>The rules by which somebody was asked, in force or not.</summary>
    public static SurveyRules? RulesOf(RowSource source, BusinessId business, string survey, int version) =>
        RuleBook.Of(source, business, SurveyRules.Kind, survey, version)?.Rules;

    /// <summary>An asking of a contact.</summary>
    public static OpenAsk? Of(RowSource source, BusinessId business, ContactId contact, long id) =>
        source.Query($"SELECT {Columns} FROM survey_asks WHERE id = @id AND business_id = @business AND contact_id = @contact",
            command => command.Set("@id", id).Set("@business", business.ToString()).Set("@contact", contact.ToString()), row => row.Read() ? Read(row) : null);

    /// <summary>The asking that a contact is answering, or answered last.</summary>
    public static OpenAsk? Newest(RowSource source, BusinessId business, ContactId contact) =>
        source.Query($"SELECT {Columns} FROM survey_asks WHERE business_id = @business AND contact_id = @contact ORDER BY moved_at DESC, id DESC LIMIT 1",
            command => command.Set("@business", business.ToString()).Set("@contact", contact.ToString()), row => row.Read() ? Read(row) : null);

    /// <summary>The asking of one occasion, if there was one.</summary>
    public static OpenAsk? On(RowSource source, BusinessId business, ContactId contact, string survey, string occasion) =>
        source.Query($"SELECT {Columns} FROM survey_asks WHERE business_id = @business AND contact_id = @contact AND survey = @survey AND occasion = @occasion",
            command => command.Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@survey", survey).Set("@occasion", occasion),
            row => row.Read() ? Read(row) : null);

    public static ImmutableArray<GivenAnswer> Answers(RowSource source, long ask) =>
        [.. source.Rows("SELECT question, score, picks, words, complete FROM survey_answers WHERE ask_id = @ask ORDER BY said_at, question",
            command => command.Set("@ask", ask),
            row => new GivenAnswer(row.GetString(0), row.NumberAt(1), Split(row.TextAt(2)), row.TextAt(3), row.GetInt64(4) == 1))];

    /// <summary>Everything somebody was ever asked: surveys, and the questions of other plays.</summary>
    /// <param name="otherPlays">Plays that ask something of their own.</param>
    public static List<PastAsk> Past(RowSource source, BusinessId business, ContactId contact, IReadOnlyCollection<string> otherPlays)
    {
        var past = source.Rows("SELECT survey, asked_at, answered_at FROM survey_asks WHERE business_id = @business AND contact_id = @contact",
            command => command.Set("@business", business.ToString()).Set("@contact", contact.ToString()),
            row => new PastAsk(row.GetString(0), row.InstantAt(1), !row.IsDBNull(2)));
        past.AddRange(source.Rows("SELECT play, started_at FROM play_runs WHERE contact_id = @contact AND business_id = @business AND started_at IS NOT NULL",
                command => command.Set("@contact", contact.ToString()).Set("@business", business.ToString()), row => (Play: row.GetString(0), At: row.InstantAt(1)))
            .Where(run => otherPlays.Contains(run.Play)).Select(run => new PastAsk("", run.At, false)));
        return past;
    }

    /// <summary>How many people have answered.</summary>
    public static long Answered(RowSource source, BusinessId business, string survey) =>
        source.Query("SELECT COUNT(*) FROM survey_asks WHERE business_id = @business AND survey = @survey AND answered_at IS NOT NULL AND contact_id IS NOT NULL",
            command => command.Set("@business", business.ToString()).Set("@survey", survey), row => row.Read() ? row.GetInt64(0) : 0);

    public static long Add(WriteScope scope, AskedPerson person, RuleInForce<SurveyRules> survey, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO survey_asks (business_id, survey, version, contact_id, visitor, occasion, chat_id, shop_id, served_by, state, asked_at, closes_at, moved_at, low)
            VALUES (@business, @survey, @version, @contact, NULL, @occasion, @chat, @shop, @by, 'Asked', @now, @closes, @now, 0)
            """)
            .Set("@business", person.Business.ToString()).Set("@survey", survey.Key).Set("@version", (long)survey.Version).Set("@contact", person.Contact.ToString())
            .Set("@occasion", person.Occasion).Set("@chat", (object?)person.Chat).Set("@shop", person.Shop?.ToString()).Set("@by", person.ServedBy).Set("@now", now)
            .Set("@closes", now + survey.Rules.Window))!.Value;

    public static void Put(WriteScope scope, OpenAsk ask, GivenAnswer answer, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO survey_answers (ask_id, question, business_id, score, picks, words, complete, said_at)
            VALUES (@ask, @question, @business, @score, @picks, @words, @complete, @now)
            ON CONFLICT (ask_id, question) DO UPDATE SET score = excluded.score, picks = excluded.picks, words = excluded.words, complete = excluded.complete, changed_at = excluded.said_at
            """)
            .Set("@ask", ask.Id).Set("@question", answer.Question).Set("@business", ask.Business.ToString()).Set("@score", (object?)answer.Score)
            .Set("@picks", answer.Picks.IsEmpty ? null : string.Join(',', answer.Picks)).Set("@words", answer.Words).Set("@complete", answer.Complete ? 1L : 0L)
            .Set("@now", now).ExecuteNonQuery();

    /// <summary>What was said on a way that a changed answer has left is taken back.</summary>
    public static void Forget(WriteScope scope, long ask, string question) =>
        scope.Command("DELETE FROM survey_answers WHERE ask_id = @ask AND question = @question").Set("@ask", ask).Set("@question", question).ExecuteNonQuery();

    /// <summary>How far they are now.</summary>
    public static void Move(WriteScope scope, long ask, SurveyState state, bool answered, bool low, DateTimeOffset now) =>
        scope.Command("""
            UPDATE survey_asks SET state = @state, moved_at = @now, low = @low,
              answered_at = CASE WHEN @answered = 1 THEN COALESCE(answered_at, @now) ELSE answered_at END,
              thanked_at = CASE WHEN @state = 'Done' THEN COALESCE(thanked_at, @now) ELSE thanked_at END,
              ended_at = CASE WHEN @state = 'Done' OR @state = 'Left' THEN COALESCE(ended_at, @now) ELSE NULL END
            WHERE id = @ask
            """)
            .Set("@state", state.ToString()).Set("@now", now).Set("@low", low ? 1L : 0L).Set("@answered", answered ? 1L : 0L).Set("@ask", ask).ExecuteNonQuery();

    /// <summary>What a low score opened.</summary>
    public static void Opened(WriteScope scope, long ask, string caseId) =>
        scope.Command("UPDATE survey_asks SET case_id = @case WHERE id = @ask").Set("@case", caseId).Set("@ask", ask).ExecuteNonQuery();

    public static ImmutableArray<string> Split(string? picks) => picks is null ? [] : [.. picks.Split(',')];

    private static OpenAsk Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), new(Guid.Parse(row.GetString(1))), row.GetString(2), (int)row.GetInt64(3), new(Guid.Parse(row.GetString(4))), Enum.Parse<SurveyState>(row.GetString(5)),
        row.InstantAt(6), row.InstantOrNullAt(7), row.InstantOrNullAt(8), row.GetInt64(9) == 1, row.TextAt(10), row.TextAt(11) is { } shop ? new ShopId(Guid.Parse(shop)) : null, row.NumberAt(12));
}
