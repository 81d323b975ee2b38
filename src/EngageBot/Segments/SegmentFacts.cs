using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using static EngageBot.Segments.SqlPart;

namespace EngageBot.Segments;

/// <summary>Every fact a segment can ask, with its type, its sentence and its SQL.</summary>
/// <remarks>A fact that dialogs know as well has the same name and means the same.</remarks>
internal static partial class SegmentFacts
{
    /// <summary>No count of anything a contact has is larger.</summary>
    public const double MostCount = 1e9;

    private const double MostPoints = 1e12;

    private static readonly DialogType _bool = new(TypeKind.Bool);
    private static readonly DialogType _int = new(TypeKind.Int);
    private static readonly DialogType _days = new(TypeKind.Int, Optional: true);
    private static readonly DialogType _texts = new(TypeKind.List) { Item = new(TypeKind.Text) };

    private static readonly ImmutableArray<SegmentFact> _ofPeople =
    [
        Yes("customer.member", "Has joined the programme.", (_, _) => "(c.joined_at IS NOT NULL)"),
        Yes("customer.staff", "Works here: one of their chats is an active staff member's.", (_, _) =>
            "EXISTS (SELECT 1 FROM chats h JOIN staff_chats l ON l.chat_id = h.id JOIN staff_members m ON m.id = l.staff_id WHERE h.contact_id = c.id AND m.state = 'Active')"),
        new("customer.language", _ => new(TypeKind.Choice) { Members = [.. Languages.Spoken] }, "The language they chose, else the business's.",
            (sql, _) => Text($"COALESCE(c.language, {sql.Set("@language", sql.Place.Language)})")),
        new("customer.channels", _ => new(TypeKind.Choices) { Members = ["telegram", "whatsapp", "web"] }, "Where they have a chat in which they can be reached.",
            (_, _) => List(Channels(" AND a.channel = {0}", "1", exists: true), Channels("", "COUNT(DISTINCT a.channel)", exists: false))),
        Yes("customer.has_phone", "Their proven phone number is known.", (_, _) => "(c.phone IS NOT NULL)"),
        Yes("customer.has_birthday", "They told their birthday.", (_, _) => "(c.birthday IS NOT NULL)"),
        Yes("customer.birthday.within_#d", "Their birthday is today or on one of the next so many days; born on 29 February means 28 February in other years.", Birthday),
        Days("customer.joined_days", "Days since they joined.", (sql, _) => sql.DaysAgo("c.joined_at")),
        new("customer.known_days", _ => _int, "Days since their first contact.", (sql, _) => Number(sql.DaysAgo("c.created_at"), 1e7)),
        Yes("customer.held", "A person of the staff is talking with them, and the bot is silent.", (_, _) =>
            "EXISTS (SELECT 1 FROM chats h WHERE h.contact_id = c.id AND h.kind = 'Customer' AND h.held_at IS NOT NULL)"),
        Yes("customer.consent.membership", "Agreed, on some channel, to be a member.", (_, _) => Consent("membership")),
        Yes("customer.consent.marketing", "Agrees, on some channel, to offers. The gate asks again for each message.", (_, _) => Consent("marketing")),
        Yes("customer.consent.surveys", "Agrees, on some channel, to questions.", (_, _) => Consent("surveys")),
    ];

    private static readonly ImmutableArray<SegmentFact> _ofPoints =
    [
        new("points.available", _ => _int, "Points they can use now.", (_, _) => Number(
            "COALESCE((SELECT a.balance_points FROM point_accounts a WHERE a.contact_id = c.id AND a.wallet = 'points' AND a.kind = 'Available'), 0)", MostPoints)),
        new("points.expiring_#d", _ => _int, "Points that run out today or on one of the next so many days.", (sql, days) => Number(
            $"COALESCE((SELECT CAST(SUM(b.remaining_points) AS BIGINT) FROM point_accounts a JOIN batches b ON b.account_id = a.id WHERE a.contact_id = c.id AND a.wallet = 'points' " +
            $"AND a.kind = 'Available' AND b.remaining_points > 0 AND b.expires_at > {sql.Now} AND b.expires_at <= {sql.Set(Named("@expiring_", days), sql.StartOf(-days - 1))}), 0)", MostPoints)),
        new("level.key", LevelFacts.Type, "The key of their level in the first programme; only where levels are earned and kept by a rolling time or for ever.", LevelFacts.Current),
        new("level.reached", LevelFacts.Types, "The keys of all levels they were ever told they had reached.", LevelFacts.Reached),
        new("vouchers.open", _ => _int, "Vouchers that are still good.", (sql, _) => Number(
            $"(SELECT COUNT(*) FROM vouchers v WHERE v.contact_id = c.id AND v.ended_at IS NULL AND v.valid_until > {sql.Now})", MostCount)),
        new("friends.brought", _ => _int, "Friends who came by their link and bought.", (_, _) => Number(
            "(SELECT COUNT(*) FROM referrals f WHERE f.referrer_id = c.id AND f.state = 'Paid')", MostCount)),
        new("review.rating", _ => _days, "1 to 5, of their last review that has one.", (_, _) => Number(
            "(SELECT w.rating FROM reviews w WHERE w.contact_id = c.id AND w.rating IS NOT NULL ORDER BY w.written_at DESC, w.id DESC LIMIT 1)", 5)),
    ];

    private static readonly FrozenDictionary<string, SegmentFact> _known = All.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>By subject.</summary>
    public static IEnumerable<SegmentFact> All => _ofPeople.Concat(PurchaseFacts.All).Concat(_ofPoints);

    /// <summary>What the checker of dialogs knows of them, by name: the audiences of plays are checked before any business is there.</summary>
    public static ImmutableSortedDictionary<string, DialogType> Types => All.ToImmutableSortedDictionary(f => f.Name, f => f.Type(null), StringComparer.Ordinal);

    /// <summary>The fact of a name, and the number in it.</summary>
    public static (SegmentFact Fact, long Number)? Find(string name)
    {
        if (_known.TryGetValue(name, out var plain)) return plain.HasNumber ? null : (plain, 0);
        var match = Numbered().Match(name);
        if (!match.Success || !_known.TryGetValue($"{match.Groups[1].Value}#{match.Groups[3].Value}", out var fact)) return null;
        var number = long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        return number >= fact.NumberMin && number <= fact.NumberMax ? (fact, number) : null;
    }

    /// <summary>The name with a number in its place, or behind it where it has none; as it is where <paramref name="plain"/>.</summary>
    public static string Named(string name, long number, bool plain = false) =>
        plain ? name
        : name.Contains('#', StringComparison.Ordinal) ? name.Replace("#", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        : string.Create(CultureInfo.InvariantCulture, $"{name}{number}");

    /// <summary>The number in a name, if it has the form of one that has.</summary>
    public static long? NumberIn(string name) => Numbered().Match(name) is { Success: true } match ? long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : null;

    private static SegmentFact Yes(string name, string summary, Func<SegmentSql, long, string> condition) => new(name, _ => _bool, summary, (sql, number) => Condition(condition(sql, number)));

    internal static SegmentFact Days(string name, string summary, Func<SegmentSql, long, string> number) => new(name, _ => _days, summary, (sql, n) => Number(number(sql, n), 1e7));

    internal static DialogType Texts => _texts;

    private static string Channels(string where, string what, bool exists) =>
        $"{(exists ? "EXISTS " : "")}(SELECT {what} FROM chats h JOIN channel_accounts a ON a.id = h.account_id WHERE h.contact_id = c.id AND h.kind = 'Customer' AND h.unreachable_at IS NULL{where})";

    private static string Consent(string purpose) =>
        $"EXISTS (SELECT 1 FROM consents k WHERE k.contact_id = c.id AND k.purpose = '{purpose}' AND k.granted = 1 AND NOT EXISTS (" +
        "SELECT 1 FROM consents n WHERE n.contact_id = k.contact_id AND n.purpose = k.purpose AND n.channel = k.channel AND n.id > k.id))";

    /// <summary>Days of the year are text of one length, <c>02-29</c>, and so their order is that of the calendar.</summary>
    private static string Birthday(SegmentSql sql, long days)
    {
        if (days >= 365) return "(c.birthday IS NOT NULL)";
        var (first, last) = (sql.Today, sql.Today.AddDays((int)days));
        var end = last is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(last.Year) ? "02-29" : last.ToString("MM-dd", CultureInfo.InvariantCulture);
        var (from, to) = (sql.Set("@birthday_from", first.ToString("MM-dd", CultureInfo.InvariantCulture)), sql.Set(Named("@birthday_", days), end));
        return $"(c.birthday IS NOT NULL AND (c.birthday >= {from} {(first.Year == last.Year ? "AND" : "OR")} c.birthday <= {to}))";
    }

    // At most four digits: more days than anybody remembers.
    [GeneratedRegex(@"^(.+_)(\d{1,4})([dp])\z")]
    private static partial Regex Numbered();
}
