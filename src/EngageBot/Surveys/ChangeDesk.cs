using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>"You said, we did": what was changed, told to exactly those who had named it.</summary>
internal static class ChangeDesk
{
    public const int WordsMax = 300;

    /// <summary>Writes a change down; the clock tells it.</summary>
    /// <param name="about"><c>missing:TOPIC</c>, <c>reason:REASON</c>, <c>option:SURVEY.QUESTION.OPTION</c> or <c>low:SURVEY.QUESTION</c>.</param>
    public static FeedbackOutcome Publish(WriteScope scope, Actor actor, BusinessId business, string about, ImmutableSortedDictionary<string, string> words, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.EditRules, business), now) is { } denial) return new FeedbackOutcome.Denied(denial);
        if (NamedIt.Of(about) is not { Kind: not NamedIt.Cause } named) return new FeedbackOutcome.Invalid("about", "is missing:TOPIC, reason:REASON, option:SURVEY.QUESTION.OPTION or low:SURVEY.QUESTION.");
        if (SurveyQuestion.InEveryLanguage(words, "words", WordsMax).FirstOrDefault() is { } wrong) return new FeedbackOutcome.Invalid(wrong.Path, wrong.Message);
        var id = Write(scope, actor.Name, business, about, words, now);
        if (named.Kind == "missing") FeedbackBook.Plan(scope, actor, business, FeedbackKind.Missing, named.Key, TopicState.Done, null, now);
        return new FeedbackOutcome.Done(id, named.Count(scope, business, now));
    }

    /// <summary>Writes down what is to be told.</summary>
    public static long Write(WriteScope scope, string by, BusinessId business, string about, ImmutableSortedDictionary<string, string> words, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("INSERT INTO feedback_changes (business_id, about, words, made_by, made_at, told) VALUES (@business, @about, @words, @by, @now, 0)")
            .Set("@business", business.ToString()).Set("@about", about).Set("@words", JsonSerializer.Serialize(words, FeedbackJson.Default.ImmutableSortedDictionaryStringString))
            .Set("@by", by).Set("@now", now))!.Value;

    /// <summary>What was changed, the newest first.</summary>
    public static List<(long Id, string About, string Words, DateTimeOffset At, long Told, bool Finished)> All(RowSource source, BusinessId business, int limit) => source.Rows(
        "SELECT id, about, words, made_at, told, told_at FROM feedback_changes WHERE business_id = @business ORDER BY id DESC LIMIT @limit",
        command => command.Set("@business", business.ToString()).Set("@limit", (long)limit),
        row => (row.GetInt64(0), row.GetString(1), WordsOf(row.GetString(2))["en"], row.InstantAt(3), row.GetInt64(4), !row.IsDBNull(5)));

    public static ImmutableSortedDictionary<string, string> WordsOf(string json) => JsonSerializer.Deserialize(json, FeedbackJson.Default.ImmutableSortedDictionaryStringString)!;
}

/// <summary>Who named something, as rows know them.</summary>
/// <param name="Kind">missing, reason, option, low, or cause: those whom the cause of a case struck too, and who said nothing.</param>
/// <param name="Key">What they named.</param>
internal sealed record NamedIt(string Kind, string Key)
{
    public static NamedIt? Of(string about)
    {
        var colon = about.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var (kind, key) = (about[..colon], about[(colon + 1)..]);
        // What staff call a cause is free.
        if (kind == Cause) return key.Length is > 0 and <= CaseDesk.LongestCause ? new(kind, key) : null;
        var parts = key.Split('.').Length;
        return key.Split('.').All(RuleKinds.IsKey) && (kind, parts) is ("missing", 1) or ("reason", 1) or ("option", 3) or ("low", 2) ? new(kind, key) : null;
    }

    /// <summary>What lies behind cases.</summary>
    public const string Cause = "cause";

    /// <summary>How many there are.</summary>
    public long Count(RowSource source, BusinessId business, DateTimeOffset until) =>
        source.Query($"SELECT COUNT(DISTINCT contact_id) FROM ({People}) people", command => Bind(command, source, business, until, ""), row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>The next of them in the order of their ids.</summary>
    public List<string> Next(RowSource source, BusinessId business, DateTimeOffset until, string? after, int limit) =>
        source.Rows($"SELECT DISTINCT contact_id FROM ({People}) people ORDER BY contact_id LIMIT @limit",
            command => Bind(command, source, business, until, after ?? "").Set("@limit", (long)limit), row => row.GetString(0));

    private DbCommand Bind(DbCommand command, RowSource source, BusinessId business, DateTimeOffset until, string after)
    {
        command.Set("@business", business.ToString()).Set("@until", until).Set("@after", after);
        if (Kind == Cause) return command.Set("@key", Key);
        if (Key.Split('.') is not [var survey, var question, .. var option]) return command.Set("@key", Key);
        command.Set("@survey", survey).Set("@question", question);
        return option is [var picked] ? command.Set("@option", $"%,{picked.Replace("_", "!_", StringComparison.Ordinal)},%") : command.Set("@low", LowUpTo(source, business, survey, question, until));
    }

    /// <summary>What is low by the survey as it was then; nothing where there is no such question.</summary>
    private static long LowUpTo(RowSource source, BusinessId business, string survey, string question, DateTimeOffset at) =>
        RuleBook.At(source, business, SurveyRules.Kind, survey, at)?.Rules.Find(question)?.LowUpTo ?? -1;

    private string People => Kind switch { "missing" => Missing, "reason" => Reason, "option" => Option, Cause => SilentOnes.People, _ => Low };

    private const string Missing = """
        SELECT contact_id FROM feedback_notes WHERE business_id = @business AND kind = 'Missing' AND topic = @key AND said_at <= @until AND contact_id > @after
        """;

    private const string Reason = """
        SELECT contact_id FROM leaving_reasons WHERE business_id = @business AND reason = @key AND said_at <= @until AND contact_id > @after
        """;

    private const string Option = """
        SELECT s.contact_id FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id
        WHERE s.business_id = @business AND s.survey = @survey AND a.question = @question AND ',' || a.picks || ',' LIKE @option ESCAPE '!' AND a.said_at <= @until AND s.contact_id > @after
        """;

    private const string Low = """
        SELECT s.contact_id FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id
        WHERE s.business_id = @business AND s.survey = @survey AND a.question = @question AND a.score <= @low AND a.said_at <= @until AND s.contact_id > @after
        """;
}
