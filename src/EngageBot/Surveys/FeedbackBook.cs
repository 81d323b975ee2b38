using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>How noting or changing something ended.</summary>
internal abstract record FeedbackOutcome
{
    private FeedbackOutcome() { }

    /// <param name="Id">The note's or change's.</param>
    /// <param name="People">Those who named it, and will hear.</param>
    public sealed record Done(long Id, long People = 0) : FeedbackOutcome;

    public sealed record Denied(Denial Why) : FeedbackOutcome;

    public sealed record Unknown : FeedbackOutcome;

    public sealed record Invalid(string Field, string Error) : FeedbackOutcome;
}

/// <summary>One topic of the register.</summary>
/// <param name="LostMinor">What was not bought because of it.</param>
internal sealed record TopicLine(string? Topic, TopicState State, long People, long LostMinor, string? Note, DateTimeOffset LastAt);

/// <summary>One note as staff read it.</summary>
internal sealed record NoteLine(long Id, string? Contact, string? Topic, string Words, long? LostMinor, DateTimeOffset At);

/// <summary>The registers of what was missing and of what others do.</summary>
internal static class FeedbackBook
{
    private const int RivalsMost = 500;

    /// <summary>The names of other shops that the register knows.</summary>
    public static List<string> Rivals(RowSource source, BusinessId business) => source.Rows(
        "SELECT topic FROM feedback_topics WHERE business_id = @business AND kind = 'Competitor' UNION SELECT topic FROM feedback_notes WHERE business_id = @business AND kind = 'Competitor' AND topic IS NOT NULL ORDER BY 1 LIMIT @limit",
        command => command.Set("@business", business.ToString()).Set("@limit", (long)RivalsMost), row => row.GetString(0));

    public const int WordsMax = 1_000;

    /// <summary>What an answer or a person of the staff says; the same source again is the same note, with its newest words.</summary>
    public static long Keep(WriteScope scope, FeedbackNote note) => scope.InsertedId(scope.InsertCommand("""
        INSERT INTO feedback_notes (business_id, kind, source, contact_id, shop_id, topic, words, lost_minor, said_at)
        VALUES (@business, @kind, @source, @contact, @shop, @topic, @words, @lost, @now) ON CONFLICT DO NOTHING
        """)
        .Set("@business", note.BusinessId.ToString()).Set("@kind", note.Kind.ToString()).Set("@source", note.Source).Set("@contact", note.ContactId?.ToString())
        .Set("@shop", note.ShopId?.ToString()).Set("@topic", note.Topic).Set("@words", WholeText.Cut(note.Words, WordsMax))
        .Set("@lost", (object?)(note.LostMinor ?? UsualReceipt(scope, note.ContactId, note.SaidAt))).Set("@now", note.SaidAt)) ?? Reword(scope, note);

    /// <summary>What staff heard.</summary>
    public static FeedbackOutcome Note(WriteScope scope, Actor actor, FeedbackNote note)
    {
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, note.BusinessId), note.SaidAt) is { } denial) return new FeedbackOutcome.Denied(denial);
        if (note.Topic is { } topic && !RuleKinds.IsKey(topic)) return new FeedbackOutcome.Invalid("topic", RuleKinds.KeyForm);
        if (note.Kind == FeedbackKind.Competitor && note.Topic is null) return new FeedbackOutcome.Invalid("topic", "names the other shop.");
        return new FeedbackOutcome.Done(Keep(scope, note));
    }

    /// <summary>Says what a note is about.</summary>
    public static FeedbackOutcome Tag(WriteScope scope, Actor actor, BusinessId business, long id, string topic, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, business), now) is { } denial) return new FeedbackOutcome.Denied(denial);
        if (!RuleKinds.IsKey(topic)) return new FeedbackOutcome.Invalid("topic", RuleKinds.KeyForm);
        return scope.Command("UPDATE feedback_notes SET topic = @topic WHERE id = @id AND business_id = @business")
            .Set("@topic", topic).Set("@id", id).Set("@business", business.ToString()).ExecuteNonQuery() == 1 ? new FeedbackOutcome.Done(id) : new FeedbackOutcome.Unknown();
    }

    /// <summary>How far the shop is with a topic.</summary>
    /// <param name="note">What is planned; of another shop's service, what the own shop has.</param>
    public static FeedbackOutcome Plan(WriteScope scope, Actor actor, BusinessId business, FeedbackKind kind, string topic, TopicState state, string? note, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.EditRules, business), now) is { } denial) return new FeedbackOutcome.Denied(denial);
        if (!RuleKinds.IsKey(topic)) return new FeedbackOutcome.Invalid("topic", RuleKinds.KeyForm);
        scope.Command("""
            INSERT INTO feedback_topics (business_id, kind, topic, state, note, changed_by, changed_at) VALUES (@business, @kind, @topic, @state, @note, @by, @now)
            ON CONFLICT (business_id, kind, topic) DO UPDATE SET state = excluded.state, note = COALESCE(excluded.note, feedback_topics.note), changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """)
            .Set("@business", business.ToString()).Set("@kind", kind.ToString()).Set("@topic", topic).Set("@state", state.ToString()).Set("@note", note).Set("@by", actor.Name).Set("@now", now).ExecuteNonQuery();
        return new FeedbackOutcome.Done(0);
    }

    /// <summary>A register by topic, what costs most first; what nobody has tagged yet stands together.</summary>
    public static ImmutableArray<TopicLine> Topics(RowSource source, BusinessId business, FeedbackKind kind, int limit) =>
    [
        .. source.Rows("""
            SELECT n.topic, COALESCE(t.state, 'Noted'), COUNT(DISTINCT COALESCE(n.contact_id, n.source)), CAST(COALESCE(SUM(n.lost_minor), 0) AS BIGINT) AS lost, MAX(t.note), MAX(n.said_at)
            FROM feedback_notes n LEFT JOIN feedback_topics t ON t.business_id = n.business_id AND t.kind = n.kind AND t.topic = n.topic
            WHERE n.business_id = @business AND n.kind = @kind GROUP BY n.topic, COALESCE(t.state, 'Noted') ORDER BY lost DESC, 3 DESC, n.topic LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@kind", kind.ToString()).Set("@limit", (long)limit),
            row => new TopicLine(row.TextAt(0), Enum.Parse<TopicState>(row.GetString(1)), row.GetInt64(2), row.GetInt64(3), row.TextAt(4), row.InstantAt(5))),
    ];

    /// <summary>The notes of a register, the newest first.</summary>
    /// <param name="before">Only smaller ids; 0 for the newest.</param>
    public static List<NoteLine> Notes(RowSource source, BusinessId business, FeedbackKind kind, long before, int limit) => source.Rows("""
        SELECT id, contact_id, topic, words, lost_minor, said_at FROM feedback_notes
        WHERE business_id = @business AND kind = @kind AND (@before = 0 OR id < @before) ORDER BY id DESC LIMIT @limit
        """,
        command => command.Set("@business", business.ToString()).Set("@kind", kind.ToString()).Set("@before", before).Set("@limit", (long)limit),
        row => new NoteLine(row.GetInt64(0), row.TextAt(1), row.TextAt(2), row.GetString(3), row.NumberAt(4), row.InstantAt(5)));

    private static long Reword(WriteScope scope, FeedbackNote note)
    {
        scope.Command("UPDATE feedback_notes SET words = @words WHERE business_id = @business AND kind = @kind AND source = @source")
            .Set("@words", WholeText.Cut(note.Words, WordsMax)).Set("@business", note.BusinessId.ToString()).Set("@kind", note.Kind.ToString()).Set("@source", note.Source).ExecuteNonQuery();
        RowSource source = scope;
        return source.Query("SELECT id FROM feedback_notes WHERE business_id = @business AND kind = @kind AND source = @source",
            command => command.Set("@business", note.BusinessId.ToString()).Set("@kind", note.Kind.ToString()).Set("@source", note.Source), row => row.Read() ? row.GetInt64(0) : 0);
    }

    private static long? UsualReceipt(RowSource source, ContactId? contact, DateTimeOffset now) => contact is not { } who ? null : source.Query(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT), COUNT(*) FROM purchases WHERE contact_id = @contact AND bought_at > @since",
        command => command.Set("@contact", who.ToString()).Set("@since", now.AddDays(-365)), row => row.Read() && row.GetInt64(1) is > 0 and var count ? row.GetInt64(0) / count : (long?)null);
}
