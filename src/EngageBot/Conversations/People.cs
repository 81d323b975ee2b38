using EngageBot.Conversations.Actions;
using EngageBot.Storage;

namespace EngageBot.Conversations;

/// <summary>The few statements about contacts that turns need; all inside the turn's transaction.</summary>
internal static class People
{
    /// <summary>Sets one column of the turn's contact; the statement names <c>@value</c> and <c>@contact</c>.</summary>
    public static void Update(ActionContext context, string sql, string value)
    {
        var command = context.Scope.Command(sql);
        command.Set("@value", value).Set("@contact", context.ContactId.ToString());
        command.ExecuteNonQuery();
    }

    /// <summary>The contact the business knows by that number.</summary>
    public static ContactId? ByPhone(RowSource source, BusinessId business, string phone) => source.Query(
        "SELECT id FROM contacts WHERE business_id = @business AND phone = @phone",
        command => command.Set("@business", business.ToString()).Set("@phone", phone), row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : (ContactId?)null);

    /// <summary>As they want to be called; <see langword="null"/> if they never said.</summary>
    public static string? NameOf(RowSource source, ContactId contact) =>
        source.Query("SELECT name FROM contacts WHERE id = @id", command => command.Set("@id", contact.ToString()), row => row.Read() ? row.TextAt(0) : null);

    /// <summary>The business whose contact it is; <see langword="null"/> if there is no such contact.</summary>
    public static BusinessId? BusinessOf(RowSource source, ContactId contact) =>
        source.Query<BusinessId?>("SELECT business_id FROM contacts WHERE id = @id", command => command.Set("@id", contact.ToString()),
            row => row.Read() ? new BusinessId(Guid.Parse(row.GetString(0))) : null);

    /// <summary>Whether the business knows that contact.</summary>
    public static bool Exists(RowSource source, BusinessId business, ContactId contact) => source.Query(
        "SELECT 1 FROM contacts WHERE business_id = @business AND id = @contact",
        command => command.Set("@business", business.ToString()).Set("@contact", contact.ToString()), row => row.Read());

    /// <summary>Whether the contact has joined.</summary>
    public static bool IsMember(RowSource source, ContactId contact) =>
        source.Query("SELECT 1 FROM contacts WHERE id = @contact AND joined_at IS NOT NULL", command => command.Set("@contact", contact.ToString()), row => row.Read());

    /// <summary>One person met twice becomes one contact: chats and consents move, what the other lacks is filled in.</summary>
    public static void Merge(WriteScope scope, ContactId from, ContactId into)
    {
        foreach (var sql in (string[])
        [
            "UPDATE chats SET contact_id = @into WHERE contact_id = @from",
            "UPDATE consents SET contact_id = @into WHERE contact_id = @from",
            """
            DELETE FROM broadcast_recipients WHERE contact_id = @from AND EXISTS (
              SELECT 1 FROM broadcast_recipients n WHERE n.contact_id = @into AND n.broadcast_id = broadcast_recipients.broadcast_id)
            """,
            "UPDATE broadcast_recipients SET contact_id = @into WHERE contact_id = @from",
            "UPDATE proactive_sends SET contact_id = @into WHERE contact_id = @from",
            // The other's newest word on the same occasion stands.
            """
            DELETE FROM not_sent WHERE contact_id = @from AND EXISTS (
              SELECT 1 FROM not_sent n WHERE n.contact_id = @into AND n.source = not_sent.source AND n.occasion = not_sent.occasion)
            """,
            "UPDATE not_sent SET contact_id = @into WHERE contact_id = @from",
            // What was chosen in this chat is the newer choice.
            """
            DELETE FROM contact_preferences WHERE contact_id = @into AND EXISTS (SELECT 1 FROM contact_preferences n WHERE n.contact_id = @from)
            """,
            "UPDATE contact_preferences SET contact_id = @into WHERE contact_id = @from",
            """
            UPDATE contacts SET
              name = COALESCE((SELECT name FROM contacts WHERE id = @from), name),
              language = COALESCE((SELECT language FROM contacts WHERE id = @from), language),
              tone = COALESCE((SELECT tone FROM contacts WHERE id = @from), tone),
              birthday_set_at = CASE WHEN birthday IS NULL THEN (SELECT birthday_set_at FROM contacts WHERE id = @from) ELSE birthday_set_at END,
              birthday = COALESCE(birthday, (SELECT birthday FROM contacts WHERE id = @from))
            WHERE id = @into
            """,
            // Whoever was invited and turns out to be known here was no new customer.
            """
            UPDATE referrals SET invited_id = @into,
              state = CASE WHEN EXISTS (SELECT 1 FROM contacts c WHERE c.id = @into AND c.joined_at IS NOT NULL) THEN 'Refused' ELSE state END,
              why = CASE WHEN EXISTS (SELECT 1 FROM contacts c WHERE c.id = @into AND c.joined_at IS NOT NULL) THEN 'existing_customer' ELSE why END
            WHERE invited_id = @from AND referrer_id <> @into AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.invited_id = @into)
            """,
            "DELETE FROM referrals WHERE invited_id = @from AND CAST(@into AS TEXT) IS NOT NULL",
            // In a draw that is still to come one person is one holder; the list of a draw that was held stays as it was published.
            """
            UPDATE raffle_tickets SET contact_id = @into, holder = CASE WHEN state = 'Valid'
              THEN COALESCE((SELECT MIN(o.holder) FROM raffle_tickets o WHERE o.raffle_id = raffle_tickets.raffle_id AND o.contact_id = @into), holder) ELSE holder END
            WHERE contact_id = @from
            """,
            "UPDATE reviews SET contact_id = @into WHERE contact_id = @from",
            "DELETE FROM child_birthdays WHERE contact_id = @from AND EXISTS (SELECT 1 FROM child_birthdays n WHERE n.contact_id = @into AND n.birthday = child_birthdays.birthday)",
            "UPDATE child_birthdays SET contact_id = @into WHERE contact_id = @from",
            // Once is once, whichever of the two it was.
            """
            DELETE FROM play_runs WHERE contact_id = @from AND EXISTS (
              SELECT 1 FROM play_runs r WHERE r.contact_id = @into AND r.business_id = play_runs.business_id AND r.play = play_runs.play AND r.occasion = play_runs.occasion)
            """,
            "UPDATE play_runs SET contact_id = @into WHERE contact_id = @from",
            "DELETE FROM play_members WHERE contact_id = @from AND CAST(@into AS TEXT) IS NOT NULL",
            "DELETE FROM told_news WHERE contact_id = @from AND EXISTS (SELECT 1 FROM told_news t WHERE t.contact_id = @into AND t.news = told_news.news)",
            "UPDATE told_news SET contact_id = @into WHERE contact_id = @from",
            "UPDATE contact_log SET contact_id = @into WHERE contact_id = @from",
            "UPDATE play_answers SET contact_id = @into WHERE contact_id = @from",
            "DELETE FROM child_birthdays WHERE contact_id = @from AND EXISTS (SELECT 1 FROM child_birthdays k WHERE k.contact_id = @into AND k.birthday = child_birthdays.birthday)",
            "UPDATE child_birthdays SET contact_id = @into WHERE contact_id = @from",
            "UPDATE callbacks SET contact_id = @into WHERE contact_id = @from",
            "DELETE FROM leaving_reasons WHERE contact_id = @from AND EXISTS (SELECT 1 FROM leaving_reasons r WHERE r.contact_id = @into AND r.source = leaving_reasons.source)",
            "UPDATE leaving_reasons SET contact_id = @into WHERE contact_id = @from",
            "UPDATE feedback_notes SET contact_id = @into WHERE contact_id = @from",
            // Two were asked on one occasion: both answers stay.
            """
            UPDATE survey_asks SET contact_id = @into, occasion = CASE WHEN EXISTS (
                SELECT 1 FROM survey_asks o WHERE o.contact_id = @into AND o.survey = survey_asks.survey AND o.occasion = survey_asks.occasion)
              THEN occasion || ':' || CAST(id AS TEXT) ELSE occasion END
            WHERE contact_id = @from
            """,
            "DELETE FROM contacts WHERE id = @from AND CAST(@into AS TEXT) IS NOT NULL",
        ])
        {
            var command = scope.Command(sql);
            command.Set("@from", from.ToString()).Set("@into", into.ToString());
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Appends a yes; the newest row of a purpose and channel holds. A no is written by <see cref="Policy.Stops"/>.</summary>
    public static void Agree(ActionContext context, string purpose, string wording)
    {
        var command = context.Scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, inbox_id, given_at)
            VALUES (@business, @contact, @purpose, @channel, 1, @wording, @language, 'dialog', @inbox, @now)
            """);
        command
            .Set("@business", context.BusinessId.ToString()).Set("@contact", context.ContactId.ToString())
            .Set("@purpose", purpose).Set("@channel", context.Account.Channel)
            .Set("@wording", wording).Set("@language", context.Language).Set("@inbox", context.InboxId)
            .Set("@now", context.Now);
        command.ExecuteNonQuery();
    }
}
