using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>A form that somebody of the staff has filled in, such as a mystery shopper's.</summary>
/// <param name="Shop">By its name or id.</param>
internal sealed record VisitRequest(string Shop, ImmutableSortedDictionary<string, long> Scores, ImmutableSortedDictionary<string, string>? Words = null);

/// <summary>Keeps visits nobody was told of; never shown to customers, and never mixed with what customers say.</summary>
internal static class SurveyVisits
{
    public static FeedbackOutcome Record(WriteScope scope, Actor actor, BusinessId business, RuleInForce<SurveyRules> survey, VisitRequest visit, DateTimeOffset now)
    {
        if (!survey.Rules.ByStaff) return new FeedbackOutcome.Unknown();
        RowSource source = scope;
        var shop = source.Query("SELECT id FROM shops WHERE business_id = @business AND (id = @shop OR name = @shop) ORDER BY id LIMIT 1",
            command => command.Set("@business", business.ToString()).Set("@shop", visit.Shop), row => row.Read() ? new ShopId(Guid.Parse(row.GetString(0))) : (ShopId?)null);
        if (shop is not { } at) return new FeedbackOutcome.Invalid("shop", "is no shop of this business.");
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, business, at), now) is { } denial) return new FeedbackOutcome.Denied(denial);
        if (Wrong(survey.Rules, visit) is { } wrong) return wrong;
        var id = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO survey_asks (business_id, survey, version, contact_id, visitor, occasion, shop_id, state, asked_at, closes_at, moved_at, answered_at, ended_at, low)
            VALUES (@business, @survey, @version, NULL, @visitor, @occasion, @shop, 'Done', @now, @now, @now, @now, @now, 0)
            """)
            .Set("@business", business.ToString()).Set("@survey", survey.Key).Set("@version", (long)survey.Version).Set("@visitor", actor.Name)
            .Set("@occasion", $"visit:{Guid.CreateVersion7(now)}").Set("@shop", at.ToString()).Set("@now", now))!.Value;
        foreach (var (question, score) in visit.Scores) Put(scope, business, id, question, score, null, now);
        foreach (var (question, words) in visit.Words ?? ImmutableSortedDictionary<string, string>.Empty) Put(scope, business, id, question, null, words, now);
        return new FeedbackOutcome.Done(id);
    }

    private static FeedbackOutcome.Invalid? Wrong(SurveyRules rules, VisitRequest visit)
    {
        if (visit.Scores.IsEmpty) return new("scores", "name a question at least.");
        foreach (var (question, score) in visit.Scores)
            if (rules.Find(question)?.Scale is not var (least, most) || score < least || score > most) return new($"scores.{question}", "is no question with a scale, or no score of it.");
        foreach (var (question, words) in visit.Words ?? ImmutableSortedDictionary<string, string>.Empty)
            if (rules.Find(question)?.Kind != SurveyKind.Text || words.Length is 0 or > SurveyDesk.WordsMax) return new($"words.{question}", "is no question for words, or longer than 1,500 characters.");
        return null;
    }

    private static void Put(WriteScope scope, BusinessId business, long ask, string question, long? score, string? words, DateTimeOffset now) => scope.Command("""
        INSERT INTO survey_answers (ask_id, question, business_id, score, words, complete, said_at) VALUES (@ask, @question, @business, @score, @words, 1, @now)
        """)
        .Set("@ask", ask).Set("@question", question).Set("@business", business.ToString()).Set("@score", (object?)score).Set("@words", words).Set("@now", now).ExecuteNonQuery();
}

/// <summary>How visits are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(VisitRequest))]
internal sealed partial class VisitJson : JsonSerializerContext;
