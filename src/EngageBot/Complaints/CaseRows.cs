using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Reads and writes cases.</summary>
internal static class CaseRows
{
    private const string Names = """
        id, business_id, number, kind, state, title, contact_id, chat_id, shop_id, category, cause, priority, source, after_id, owner, owner_name, claimed_at,
        avoid, offered_to, offered_name, offered_by, offered_at, rhythm, waiting_since, first_step, steps_done, our_fault, chasers, reopens, asks, asked_at,
        rating, opened_at, first_word_at, first_answer_at, last_answer_at, last_word_at, last_customer_at, snoozed_until, resolved_at, closed_at, next_look_at, resurvey_at
        """;

    private const string Columns = $"SELECT {Names} FROM cases";

    /// <summary>The name of the lock under which cases of a business change.</summary>
    public static void Lock(WriteScope scope, BusinessId business) => scope.Lock($"cases:{business}");

    public static Case? Find(RowSource source, BusinessId business, CaseId id) =>
        One(source, Columns + " WHERE id = @id AND business_id = @business", command => command.Set("@id", id.ToString()).Set("@business", business.ToString()));

    /// <summary>By what people call it.</summary>
    public static Case? ByNumber(RowSource source, BusinessId business, long number) =>
        One(source, Columns + " WHERE business_id = @business AND number = @number", command => command.Set("@business", business.ToString()).Set("@number", number));

    /// <summary>The case a chat talks of: the one a person answered last, else the newest that is not over.</summary>
    public static Case? InTalk(RowSource source, long chat) => One(source, Columns + """
         WHERE chat_id = @chat AND state <> 'Closed' ORDER BY last_answer_at IS NULL, last_answer_at DESC, number DESC LIMIT 1
        """, command => command.Set("@chat", chat));

    /// <summary>The newest case of a kind that a chat has and that is still to be answered or talked of.</summary>
    public static Case? NewestLive(RowSource source, long chat, CaseKind kind) => One(source, Columns + """
         WHERE chat_id = @chat AND kind = @kind AND state NOT IN ('Resolved', 'Closed') ORDER BY number DESC LIMIT 1
        """, command => command.Set("@chat", chat).Set("@kind", kind.ToString()));

    /// <summary>One that the same thing opened and that is not over: a score given again, a voucher refused twice.</summary>
    public static Case? BySource(RowSource source, ContactId contact, string opener) => One(source, Columns + """
         WHERE contact_id = @contact AND source = @source AND state <> 'Closed' ORDER BY number DESC LIMIT 1
        """, command => command.Set("@contact", contact.ToString()).Set("@source", opener));

    /// <summary>A customer's cases, the newest first.</summary>
    public static List<Case> OfContact(RowSource source, ContactId contact, int limit = 50) =>
        source.Rows(Columns + " WHERE contact_id = @contact ORDER BY number DESC LIMIT @limit", command => command.Set("@contact", contact.ToString()).Set("@limit", (long)limit), Map);

    /// <summary>What somebody has in hand, the oldest first.</summary>
    public static List<Case> OwnedBy(RowSource source, BusinessId business, string owner) => source.Rows(Columns + """
         WHERE owner = @owner AND business_id = @business AND state <> 'Closed' ORDER BY number
        """, command => command.Set("@owner", owner).Set("@business", business.ToString()), Map);

    /// <summary>A business's cases, the newest first.</summary>
    /// <param name="state">Only in this state; absent for all.</param>
    /// <param name="before">Only with a smaller number: the next page.</param>
    public static List<Case> List(RowSource source, BusinessId business, CaseState? state, string? owner, long before, int limit) => source.Rows(Columns + """
         WHERE business_id = @business AND number < @before AND (CAST(@state AS TEXT) IS NULL OR state = @state) AND (CAST(@owner AS TEXT) IS NULL OR owner = @owner)
        ORDER BY number DESC LIMIT @limit
        """, command => command.Set("@business", business.ToString()).Set("@before", before).Set("@state", state?.ToString()).Set("@owner", owner).Set("@limit", (long)limit), Map);

    /// <summary>Those at which the clock has to look, the longest due first.</summary>
    public static List<(BusinessId Business, CaseId Id)> Due(RowSource source, DateTimeOffset now, int limit) =>
        source.Rows("SELECT business_id, id FROM cases WHERE next_look_at <= @now ORDER BY next_look_at, id LIMIT @limit",
            command => command.Set("@now", now).Set("@limit", (long)limit), row => (new BusinessId(Guid.Parse(row.GetString(0))), new CaseId(Guid.Parse(row.GetString(1)))));

    /// <summary>The clock looks later.</summary>
    public static int Postpone(WriteScope scope, BusinessId business, CaseId id, DateTimeOffset until) =>
        scope.Command("UPDATE cases SET next_look_at = @until WHERE id = @id AND business_id = @business")
            .Set("@until", until).Set("@id", id.ToString()).Set("@business", business.ToString()).ExecuteNonQuery();

    /// <summary>The next number of a business; the caller holds <see cref="Lock"/>.</summary>
    public static int NextNumber(RowSource source, BusinessId business) =>
        source.Query("SELECT COALESCE(MAX(number), 0) + 1 FROM cases WHERE business_id = @business", command => command.Set("@business", business.ToString()),
            row => row.Read() ? (int)row.GetInt64(0) : 1);

    /// <summary>Writes a new case.</summary>
    public static void Insert(WriteScope scope, Case of) => Bind(scope.Command($"""
        INSERT INTO cases ({Names})
        VALUES (@id, @business_id, @number, @kind, @state, @title, @contact_id, @chat_id, @shop_id, @category, @cause, @priority, @source, @after_id, @owner,
          @owner_name, @claimed_at, @avoid, @offered_to, @offered_name, @offered_by, @offered_at, @rhythm, @waiting_since, @first_step, @steps_done, @our_fault,
          @chasers, @reopens, @asks, @asked_at, @rating, @opened_at, @first_word_at, @first_answer_at, @last_answer_at, @last_word_at, @last_customer_at,
          @snoozed_until, @resolved_at, @closed_at, @next_look_at, @resurvey_at)
        """), of)
        .Set("@business_id", of.BusinessId.ToString()).Set("@number", (long)of.Number).Set("@kind", of.Kind.ToString())
        .Set("@contact_id", of.ContactId.ToString()).Set("@source", of.Source).Set("@after_id", of.AfterId?.ToString()).Set("@opened_at", of.OpenedAt).ExecuteNonQuery();

    /// <summary>Writes what a verb has changed.</summary>
    public static void Save(WriteScope scope, Case of) => Bind(scope.Command("""
        UPDATE cases SET state = @state, title = @title, chat_id = @chat_id, shop_id = @shop_id, category = @category, cause = @cause, priority = @priority, owner = @owner,
          owner_name = @owner_name, claimed_at = @claimed_at, avoid = @avoid, offered_to = @offered_to, offered_name = @offered_name, offered_by = @offered_by,
          offered_at = @offered_at, rhythm = @rhythm, waiting_since = @waiting_since, first_step = @first_step, steps_done = @steps_done, our_fault = @our_fault,
          chasers = @chasers, reopens = @reopens, asks = @asks, asked_at = @asked_at, rating = @rating, first_word_at = @first_word_at,
          first_answer_at = @first_answer_at, last_answer_at = @last_answer_at, last_word_at = @last_word_at, last_customer_at = @last_customer_at,
          snoozed_until = @snoozed_until, resolved_at = @resolved_at, closed_at = @closed_at, next_look_at = @next_look_at, resurvey_at = @resurvey_at
        WHERE id = @id
        """), of).ExecuteNonQuery();

    private static DbCommand Bind(DbCommand command, Case of) => command
        .Set("@id", of.Id.ToString()).Set("@state", of.State.ToString()).Set("@title", of.Title).Set("@chat_id", of.ChatId).Set("@shop_id", of.ShopId?.ToString())
        .Set("@category", of.Category).Set("@cause", of.Cause).Set("@priority", of.Priority.ToString()).Set("@owner", of.Owner)
        .Set("@owner_name", of.OwnerName).Set("@claimed_at", of.ClaimedAt).Set("@avoid", of.Avoid).Set("@offered_to", of.OfferedTo)
        .Set("@offered_name", of.OfferedName).Set("@offered_by", of.OfferedBy).Set("@offered_at", of.OfferedAt).Set("@rhythm", of.Rhythm.ToString())
        .Set("@waiting_since", of.WaitingSince).Set("@first_step", (long)of.FirstStep).Set("@steps_done", (long)of.StepsDone)
        .Set("@our_fault", of.OurFault ? 1L : 0L).Set("@chasers", (long)of.Chasers).Set("@reopens", (long)of.Reopens).Set("@asks", (long)of.Asks)
        .Set("@asked_at", of.AskedAt).Set("@rating", (long?)of.Rating).Set("@first_word_at", of.FirstWordAt).Set("@first_answer_at", of.FirstAnswerAt)
        .Set("@last_answer_at", of.LastAnswerAt).Set("@last_word_at", of.LastWordAt).Set("@last_customer_at", of.LastCustomerAt)
        .Set("@snoozed_until", of.SnoozedUntil).Set("@resolved_at", of.ResolvedAt).Set("@closed_at", of.ClosedAt).Set("@next_look_at", of.NextLookAt).Set("@resurvey_at", of.ResurveyAt);

    private static Case? One(RowSource source, string sql, Action<DbCommand> bind) => source.Query(sql, bind, row => row.Read() ? Map(row) : null);

    private static Case Map(DbDataReader row) => new()
    {
        Id = new(Guid.Parse(row.GetString(0))), BusinessId = new(Guid.Parse(row.GetString(1))), Number = (int)row.GetInt64(2),
        Kind = Enum.Parse<CaseKind>(row.GetString(3)), State = Enum.Parse<CaseState>(row.GetString(4)), Title = row.GetString(5),
        ContactId = new(Guid.Parse(row.GetString(6))), ChatId = row.NumberAt(7), ShopId = row.TextAt(8) is { } shopId ? new ShopId(Guid.Parse(shopId)) : null,
        Category = row.TextAt(9), Cause = row.TextAt(10), Priority = Enum.Parse<CasePriority>(row.GetString(11)), Source = row.GetString(12),
        AfterId = row.TextAt(13) is { } afterId ? new CaseId(Guid.Parse(afterId)) : null, Owner = row.TextAt(14), OwnerName = row.TextAt(15),
        ClaimedAt = row.InstantOrNullAt(16), Avoid = row.TextAt(17), OfferedTo = row.TextAt(18), OfferedName = row.TextAt(19), OfferedBy = row.TextAt(20),
        OfferedAt = row.InstantOrNullAt(21), Rhythm = Enum.Parse<CaseRhythm>(row.GetString(22)), WaitingSince = row.InstantOrNullAt(23),
        FirstStep = (int)row.GetInt64(24), StepsDone = (int)row.GetInt64(25), OurFault = row.GetInt64(26) == 1, Chasers = (int)row.GetInt64(27),
        Reopens = (int)row.GetInt64(28), Asks = (int)row.GetInt64(29), AskedAt = row.InstantOrNullAt(30), Rating = (int?)row.NumberAt(31),
        OpenedAt = row.InstantAt(32), FirstWordAt = row.InstantOrNullAt(33), FirstAnswerAt = row.InstantOrNullAt(34), LastAnswerAt = row.InstantOrNullAt(35),
        LastWordAt = row.InstantOrNullAt(36), LastCustomerAt = row.InstantOrNullAt(37), SnoozedUntil = row.InstantOrNullAt(38),
        ResolvedAt = row.InstantOrNullAt(39), ClosedAt = row.InstantOrNullAt(40), NextLookAt = row.InstantOrNullAt(41), ResurveyAt = row.InstantOrNullAt(42),
    };
}
