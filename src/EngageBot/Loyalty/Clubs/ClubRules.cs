using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Clubs;

/// <summary>Something that only members of a club are shown.</summary>
internal sealed record ClubOffer(ImmutableSortedDictionary<string, string> Name, ImmutableSortedDictionary<string, string> About);

/// <summary>A club inside the programme: joined and left in the chat.</summary>
/// <param name="Terms">By language: what members agree to and get, shown before joining.</param>
/// <param name="Offers">Shown to members of the club and to nobody else.</param>
internal sealed record ClubRules(
    ImmutableSortedDictionary<string, string> Name, ImmutableSortedDictionary<string, string> Terms, IReadOnlyList<ClubOffer>? Offers = null)
{
    public static RuleKind<ClubRules> Kind { get; } = new("club", "A club: its terms, and offers for its members alone.", () => DeedsJson.Default.ClubRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        foreach (var error in InLanguage.Errors(Terms, "terms", 600)) yield return error;
        if (Offers is null) yield break;
        if (Offers.Count > 10) yield return new("offers", "are at most 10.");
        for (var i = 0; i < Offers.Count; i++)
        {
            foreach (var error in InLanguage.Errors(Offers[i].Name, $"offers[{i}].name", 60)) yield return error;
            foreach (var error in InLanguage.Errors(Offers[i].About, $"offers[{i}].about", 300)) yield return error;
        }
    }
}

/// <summary>What kind of event it is.</summary>
internal enum EventForm { Evening, Party, OpenDay, Lecture, Presentation, Sale, Questions, Podcast, Giveaway }

/// <summary>An event: who is invited answers yes, no, or brings one guest.</summary>
/// <param name="Starts">In the business's zone; until then answers can be given and changed.</param>
/// <param name="Ends">In the business's zone; what is bought from the start to the end is the event's sales.</param>
/// <param name="Capacity">People, guests included.</param>
/// <param name="Club">Only members of this club are invited; left out: every member.</param>
/// <param name="Guests">Everybody may bring one more person.</param>
/// <param name="Form">What kind it is.</param>
/// <param name="Link">Where it is online; only who comes is told.</param>
internal sealed record EventRules(
    ImmutableSortedDictionary<string, string> Name,
    ImmutableSortedDictionary<string, string> About,
    string Place,
    DateTime Starts,
    DateTime Ends,
    int Capacity,
    string? Club = null,
    bool Guests = true,
    EventForm Form = EventForm.Evening,
    string? Link = null)
{
    /// <summary>A free trial: only who has bought none of it is invited; <see langword="null"/> for any other event.</summary>
    public TrialRules? Trial { get; init; }

    public static RuleKind<EventRules> Kind { get; } = new("event", "An event with answers, guests and passes, on site or online.", () => DeedsJson.Default.EventRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        foreach (var error in InLanguage.Errors(About, "about", 500)) yield return error;
        if (Place.Length is 0 or > 150) yield return new("place", "is text of 1 to 150 characters.");
        if (Starts.Kind is not DateTimeKind.Unspecified) yield return new("starts", "is a local time without an offset, such as 2026-03-01T18:00:00.");
        if (Ends.Kind is not DateTimeKind.Unspecified) yield return new("ends", "is a local time without an offset.");
        if (Ends <= Starts || Ends > Starts.AddDays(7)) yield return new("ends", "is after starts, within a week.");
        if (Trial is { } trial) foreach (var error in trial.Errors("trial")) yield return error;
        if (Link is not null && (Link.Length > 300 || !Uri.TryCreate(Link, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps))
            yield return new("link", "is an address that begins with https:// and has at most 300 characters.");
        if (Capacity is < 1 or > 100_000) yield return new("capacity", "is between 1 and 100,000.");
    }
}
