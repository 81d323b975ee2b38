using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>How the customer wants to be written to, and why they were or were not: <c>wishes.*</c>.</summary>
internal static class WishFacts
{
    /// <summary>Messages shown in a chat; the shop sees them all.</summary>
    private const int Shown = 3;

    public static (string Name, Value? Value)[] Read(FactSource source)
    {
        var own = Preferences.Of(source.Scope, source.Chat.ContactId);
        var rules = ContactPolicy.RulesOf(source.Scope, source.Page.Business.Id, source.Now);
        var zone = own?.Zone is { } lives ? TimeZoneInfo.FindSystemTimeZoneById(lives) : source.Page.Zone;
        var quiet = own is { QuietFrom: { } from, QuietTo: { } to } ? new QuietHours(from, to) : rules.QuietHours;
        var consent = SendHistory.Consents(source.Scope, source.Chat.ContactId).FirstOrDefault(c => c.Purpose == "marketing" && c.Channel == source.Account.Channel);
        var no = SendHistory.NotSent(source.Scope, source.Chat.ContactId, 1).FirstOrDefault();
        return
        [
            ("paused_until", own?.PausedUntil is { } until && until > source.Now ? new Value.Date(LocalDays.DayOf(until, zone)) : null),
            ("quiet", new Value.Text(quiet.ToString())),
            ("no_quiet", new Value.Bool(quiet.From == quiet.To)),
            ("own_quiet", new Value.Bool(own?.QuietFrom is not null)),
            ("zone", new Value.Text(zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' '))),
            ("channel", new Value.Text(own?.Channel ?? "any")),
            ("digest", new Value.Text(own?.Digest ?? "month")),
            ("topics", Topics(rules, own, source.Language)),
            ("agreed", consent is { Granted: true } yes ? new Value.Date(LocalDays.DayOf(yes.At, zone)) : null),
            ("stopped", consent is { Granted: false, How: Stops.Stop or Stops.Complaint } stop ? new Value.Date(LocalDays.DayOf(stop.At, zone)) : null),
            ("sent", Sent(source, rules, zone)),
            ("left_out", new Value.Text(no is null ? "nothing" : SnakeCase.Of(no.Reason.ToString()))),
            ("left_out_at", no is null ? null : new Value.Date(LocalDays.DayOf(no.At, zone))),
        ];
    }

    private static Value.List Topics(ContactPolicyRules rules, ContactPreferences? own, string language)
    {
        var off = own?.TopicsOff?.Split(',') ?? [];
        return new([.. (rules.Topics ?? ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty).Select(topic => FactValues.Record(
            ("id", new Value.Text(topic.Key)), ("name", new Value.Text(topic.Value.GetValueOrDefault(language) ?? topic.Value["en"])),
            ("wanted", new Value.Bool(!off.Contains(topic.Key)))))]);
    }

    private static Value.List Sent(FactSource source, ContactPolicyRules rules, TimeZoneInfo zone) =>
        new([.. SendHistory.Sent(source.Scope, source.Chat.ContactId, Shown).Select(sent => FactValues.Record(
            ("at", new Value.Date(LocalDays.DayOf(sent.At, zone))),
            ("topic", sent.Topic is { } key && rules.Topics?.GetValueOrDefault(key) is { } words
                ? new Value.Text(words.GetValueOrDefault(source.Language) ?? words["en"]) : null)))]);
}
