using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>A play that is on in a business, with everything the business has set.</summary>
/// <param name="Play">As its file has it, but for what the business set.</param>
/// <param name="Since">Since when it is on without a break: what was due before is nobody's occasion.</param>
/// <param name="Parameters">Every parameter that is set.</param>
internal sealed record PlayInForce(
    BusinessId Business, Play Play, PlayRules Rules, DateTimeOffset Since, ImmutableSortedDictionary<string, Value> Parameters)
{
    public string Name => Play.Name;

    /// <summary>What the gate and its rows call it.</summary>
    public string Source => SourceOf(Play.Name);

    /// <summary>A birthday changed so shortly before does not count.</summary>
    public TimeSpan Settled => Play.Trigger is not PlayTrigger.OnDate date ? TimeSpan.Zero
        : date.SettledParameter is { } name && Parameters.GetValueOrDefault(name) is Value.Duration set ? set.Length : date.Settled;

    public static string SourceOf(string play) => $"play:{play}";

    public Proactive About(string occasion) => new(Source, occasion, Rules.Topic);

    public bool IsHeldOut(ContactId contact) => Play.HoldoutPercent > 0 && StickyShare.IsIn($"holdout:{Source}", contact, Play.HoldoutPercent);

    /// <summary>Every play that is on in a business and whose settings fit, with the moment since when it is.</summary>
    public static ImmutableArray<PlayInForce> All(RowSource source, BusinessId business, ImmutableSortedDictionary<string, Play> plays, DateTimeOffset now) =>
        [.. On(source, business, plays, now).Select(play => play with { Since = SinceOf(source, business, play.Name, now) })];

    /// <summary>The same where nobody asks since when.</summary>
    public static ImmutableArray<PlayInForce> On(RowSource source, BusinessId business, ImmutableSortedDictionary<string, Play> plays, DateTimeOffset now)
    {
        if (plays.IsEmpty) return [];
        var all = ImmutableArray.CreateBuilder<PlayInForce>();
        foreach (var rule in RuleBook.All(source, business, PlayRules.Kind, now))
            if (rule.Rules.On && plays.TryGetValue(rule.Key, out var play) && !rule.Rules.Against(play).Any())
                all.Add(Of(business, play, rule.Rules, now));
        return all.DrainToImmutable();
    }

    /// <summary>A play with a business's settings in the place of its own.</summary>
    public static PlayInForce Of(BusinessId business, Play play, PlayRules rules, DateTimeOffset since)
    {
        var budget = rules.Budget is { } own ? new PlayBudget(own.Points ?? 0, own.Messages ?? 0, own.Per) : play.Budget;
        var parameters = play.Parameters.Values.Select(p => (p.Name, Value: rules.Parameters.TryGetValue(p.Name, out var text) ? p.Read(text) : p.Default))
            .Where(p => p.Value is not null).ToImmutableSortedDictionary(p => p.Name, p => p.Value!, StringComparer.Ordinal);
        return new(business, play with
        {
            Trigger = rules.AtTime is { } at ? play.Trigger with { At = at } : play.Trigger,
            HoldoutPercent = rules.HoldoutPercent ?? play.HoldoutPercent,
            SkipAfter = rules.Lateness ?? play.SkipAfter,
            LeapDay = rules.LeapDay switch { "mar_1" => LeapDay.Mar1, "feb_28" => LeapDay.Feb28, _ => play.LeapDay },
            Budget = budget,
        }, rules, since, parameters);
    }

    /// <summary>The beginning of the newest stretch of versions that are all on.</summary>
    public static DateTimeOffset SinceOf(RowSource source, BusinessId business, string play, DateTimeOffset now)
    {
        var since = now;
        // Of two versions that begin together only the later one ever held.
        foreach (var version in RuleBook.Versions(source, business, PlayRules.Kind.Name, play).Where(v => v.EffectiveFrom <= now)
            .GroupBy(v => v.EffectiveFrom).Select(g => g.MaxBy(v => v.Version)!).OrderByDescending(v => v.EffectiveFrom))
        {
            if (version.Content is null || !PlayRules.Kind.Stored(version.Content).On) break;
            since = version.EffectiveFrom;
        }
        return since;
    }
}
