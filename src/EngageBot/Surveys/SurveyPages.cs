using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>One asking with everything that was answered.</summary>
internal sealed record AskedPage(
    long Id, string? Contact, string? Visitor, string? Shop, string? ServedBy, string State, DateTimeOffset AskedAt, string? CaseId, ImmutableArray<GivenAnswer> Answers);

/// <summary>Reads what was answered, a page at a time.</summary>
internal static class SurveyPages
{
    /// <param name="before">Only smaller ids; 0 for the newest.</param>
    public static ImmutableArray<AskedPage> Read(RowSource source, BusinessId business, string survey, long before, int limit) =>
    [
        .. source.Rows("""
            SELECT a.id, a.contact_id, a.visitor, (SELECT h.name FROM shops h WHERE h.id = a.shop_id), a.served_by, a.state, a.asked_at, a.case_id FROM survey_asks a
            WHERE a.business_id = @business AND a.survey = @survey AND a.answered_at IS NOT NULL AND (@before = 0 OR a.id < @before) ORDER BY a.id DESC LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@survey", survey).Set("@before", before).Set("@limit", (long)limit),
            row => new AskedPage(row.GetInt64(0), row.TextAt(1), row.TextAt(2), row.TextAt(3), row.TextAt(4), row.GetString(5), row.InstantAt(6), row.TextAt(7), []))
            .Select(a => a with { Answers = SurveyBook.Answers(source, a.Id) }),
    ];
}
