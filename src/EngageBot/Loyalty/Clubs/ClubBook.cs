using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Clubs;

/// <summary>How joining or leaving a club ended.</summary>
internal enum ClubOutcome
{
    Done,
    /// <summary>They are in it, or out of it, already.</summary>
    Already,
    /// <summary>There is no such club now, or they are no member of the programme.</summary>
    NotOpen,
}

/// <summary>A club as one customer sees it.</summary>
/// <param name="Offers">Empty for everybody who is not in it.</param>
internal sealed record ClubView(string Key, ClubRules Rules, bool Joined, ImmutableArray<ClubOffer> Offers);

/// <summary>Clubs are joined and left by a tap.</summary>
internal static class ClubBook
{
    public static ClubOutcome Join(WriteScope scope, BusinessId business, ContactId contact, string club, DateTimeOffset now)
    {
        if (RuleBook.At(scope, business, ClubRules.Kind, club, now) is not { } rule || !People.IsMember(scope, contact)) return ClubOutcome.NotOpen;
        return scope.Command("""
            INSERT INTO club_memberships (business_id, contact_id, club, rule_version, joined_at) VALUES (@business, @contact, @club, @version, @now)
            ON CONFLICT DO NOTHING
            """)
            .Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@club", club).Set("@version", rule.Version)
            .Set("@now", now).ExecuteNonQuery() == 1 ? ClubOutcome.Done : ClubOutcome.Already;
    }

    public static ClubOutcome Leave(WriteScope scope, ContactId contact, string club, DateTimeOffset now) =>
        scope.Command("UPDATE club_memberships SET left_at = @now WHERE contact_id = @contact AND club = @club AND left_at IS NULL")
            .Set("@contact", contact.ToString()).Set("@club", club).Set("@now", now).ExecuteNonQuery() == 1 ? ClubOutcome.Done : ClubOutcome.Already;

    /// <summary>Whether somebody is in a club now: the one question whatever is for members alone asks.</summary>
    public static bool IsIn(RowSource source, ContactId contact, string club) =>
        source.Query("SELECT 1 FROM club_memberships WHERE contact_id = @contact AND club = @club AND left_at IS NULL",
            command => command.Set("@contact", contact.ToString()).Set("@club", club), row => row.Read());

    /// <summary>The clubs of now; what is for members alone only where they are one.</summary>
    public static ImmutableArray<ClubView> Of(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now) =>
        [.. RuleBook.All(source, business, ClubRules.Kind, now).Select(rule =>
        {
            var joined = IsIn(source, contact, rule.Key);
            return new ClubView(rule.Key, rule.Rules with { Offers = null }, joined, joined ? [.. rule.Rules.Offers ?? []] : []);
        })];
}
