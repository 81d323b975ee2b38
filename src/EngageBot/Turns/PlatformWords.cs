using EngageBot.Conversations;
using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>What a platform says of a customer, and not the customer to the bot: nothing is answered.</summary>
internal static class PlatformWords
{
    /// <summary>Kept as the wording of what was said to the platform.</summary>
    private const string SaidThere = "said to the platform";

    /// <summary>A no holds as any other. A yes only takes back a no that was said the same way.</summary>
    public static void Wish(Turn turn, bool wanted, string shopsLanguage)
    {
        var (scope, chat, channel) = (turn.Scope, turn.Chat, turn.Account.Channel);
        var language = chat.Language ?? shopsLanguage;
        if (!wanted)
        {
            Stops.Apply(scope, new StopOrder(turn.Account.BusinessId, chat.ContactId, "marketing", Stops.Stop, channel, Everywhere: false, language, turn.Happened.Id, SaidThere), turn.Now);
            return;
        }
        var said = ((RowSource)scope).Rows(
            "SELECT granted, wording FROM consents WHERE contact_id = @contact AND purpose = 'marketing' AND channel = @channel ORDER BY id DESC LIMIT 2",
            command => command.Set("@contact", chat.ContactId.ToString()).Set("@channel", channel), row => (Yes: row.GetInt64(0) == 1, Wording: row.GetString(1)));
        if (said is not [(false, SaidThere), (true, var agreed)]) return;
        scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, inbox_id, given_at)
            VALUES (@business, @contact, 'marketing', @channel, 1, @wording, @language, 'dialog', @inbox, @now)
            """)
            .Set("@business", turn.Account.BusinessId.ToString()).Set("@contact", chat.ContactId.ToString()).Set("@channel", channel).Set("@wording", agreed)
            .Set("@language", language).Set("@inbox", turn.Happened.Id).Set("@now", turn.Now).ExecuteNonQuery();
    }

    /// <summary>Two chats are one person's: from now on one contact, and only the chat of this turn is used.</summary>
    /// <remarks>Two members with points of their own stay two contacts: the ledger joins nobody's points by itself, and which card stays is a person's decision.</remarks>
    /// <returns>What staff must be told, where a person has to decide.</returns>
    public static StaffNote? Join(Turn turn, string otherChatKey)
    {
        var (scope, kept) = (turn.Scope, turn.Chat);
        if (Chats.Find(scope, turn.Account.Id, otherChatKey) is not { } gone || gone.Id == kept.Id) return null;
        scope.Command("UPDATE chats SET unreachable_at = @now, unreachable_reason = 'goes on in another chat of the same person' WHERE id = @chat")
            .Set("@now", turn.Now).Set("@chat", gone.Id).ExecuteNonQuery();
        if (gone.ContactId == kept.ContactId) return null;
        if (People.IsMember(scope, gone.ContactId) && People.IsMember(scope, kept.ContactId))
            return new(turn.Account.BusinessId, $"one-person:{gone.ContactId}:{kept.ContactId}", "staff.one_person",
                [("relay.channel", ChannelNames.Of(turn.Account.Channel)), ("relay.words", CardOf(scope, kept.ContactId)), ("relay.title", CardOf(scope, gone.ContactId))], kept.Id);
        var (from, into) = People.IsMember(scope, gone.ContactId) ? (kept.ContactId, gone.ContactId) : (gone.ContactId, kept.ContactId);
        People.Merge(scope, from, into);
        turn.Chat = Chats.Reload(scope, kept.Id);
        return null;
    }

    /// <summary>A member as staff find them: the name, and what the card is looked up by.</summary>
    private static string CardOf(RowSource source, ContactId contact) => source.Query(
        "SELECT name, phone FROM contacts WHERE id = @id", command => command.Set("@id", contact.ToString()),
        row => row.Read() ? $"{row.TextAt(0) ?? "–"} ({row.TextAt(1) ?? contact.ToString()})" : contact.ToString());

    /// <summary>The number that is known of the contact follows; the old one may be somebody else's soon.</summary>
    public static void Renumber(Turn turn, InboundContent.Renumbered change)
    {
        var (scope, contact, business) = (turn.Scope, turn.Chat.ContactId, turn.Account.BusinessId);
        if (turn.Chat.Phone != change.Before) return;
        var taken = People.ByPhone(scope, business, change.Now) is { } other && other != contact;
        scope.Command("UPDATE contacts SET phone = @phone WHERE id = @contact").Set("@phone", taken ? null : change.Now).Set("@contact", contact.ToString()).ExecuteNonQuery();
        turn.Chat = Chats.Reload(scope, turn.Chat.Id);
    }
}
