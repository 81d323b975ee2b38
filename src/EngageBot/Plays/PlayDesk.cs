using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Dialogs.Plays;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>How a play stands in a business.</summary>
internal enum PlayStanding
{
    /// <summary>Nobody has switched it on.</summary>
    Off,
    On,
    /// <summary>It was on: nobody is taken in and nothing begins; whoever talks finishes.</summary>
    Paused,
    /// <summary>Its settings do not fit it any more; it stands still until somebody mends them.</summary>
    Broken,
}

/// <summary>A play as whoever runs a business sees it.</summary>
/// <param name="Rules">What the business has set; absent while it is off.</param>
/// <param name="Problems">Why it stands still, if its settings do not fit.</param>
internal sealed record PlayView(Play Play, PlayStanding Standing, PlayRules? Rules, DateTimeOffset? Since, ImmutableArray<RuleError> Problems);

/// <summary>How a play was switched.</summary>
internal abstract record PlaySwitchOutcome
{
    private PlaySwitchOutcome() { }

    public sealed record Done(PlayView Play, bool Changed) : PlaySwitchOutcome;

    /// <param name="Near">What was probably meant.</param>
    public sealed record Unknown(string? Near) : PlaySwitchOutcome;

    public sealed record Invalid(ImmutableArray<RuleError> Errors) : PlaySwitchOutcome;

    public sealed record Denied(Denial Why) : PlaySwitchOutcome;
}

/// <summary>Plays as a business has them: seen, switched on, paused.</summary>
internal static class PlayDesk
{
    /// <summary>Every play there is, and how it stands.</summary>
    public static ImmutableArray<PlayView> All(RowSource source, BusinessId business, ImmutableSortedDictionary<string, Play> plays, DateTimeOffset now) =>
        [.. plays.Values.Select(play => Of(source, business, play, now))];

    public static PlayView Of(RowSource source, BusinessId business, Play play, DateTimeOffset now)
    {
        if (RuleBook.At(source, business, PlayRules.Kind, play.Name, now) is not { } rule) return new(play, PlayStanding.Off, null, null, []);
        var problems = rule.Rules.Against(play).ToImmutableArray();
        var standing = !rule.Rules.On ? PlayStanding.Paused : problems.IsEmpty ? PlayStanding.On : PlayStanding.Broken;
        DateTimeOffset? since = standing == PlayStanding.On ? PlayInForce.SinceOf(source, business, play.Name, now) : null;
        return new(play, standing, rule.Rules, since, problems);
    }

    /// <summary>Switches a play on, or changes what the business has set for it; what is not named stays.</summary>
    public static PlaySwitchOutcome On(
        WriteScope scope, Actor actor, BusinessId business, ImmutableSortedDictionary<string, Play> plays, string name, Func<PlayRules, PlayRules> change, DateTimeOffset now) =>
        Switch(scope, actor, business, plays, name, rules => change(rules) with { On = true }, now);

    /// <summary>Pauses a play: nobody is taken in, nothing begins, whoever talks finishes and keeps what was promised.</summary>
    public static PlaySwitchOutcome Off(WriteScope scope, Actor actor, BusinessId business, ImmutableSortedDictionary<string, Play> plays, string name, DateTimeOffset now) =>
        Switch(scope, actor, business, plays, name, rules => rules with { On = false }, now);

    private static PlaySwitchOutcome Switch(
        WriteScope scope, Actor actor, BusinessId business, ImmutableSortedDictionary<string, Play> plays, string name, Func<PlayRules, PlayRules> change, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RunPlays, business), now) is { } denial) return new PlaySwitchOutcome.Denied(denial);
        if (!plays.TryGetValue(name, out var play)) return new PlaySwitchOutcome.Unknown(Dialogs.Loading.Nearest.Of(name, plays.Keys));
        RuleBook.Lock(scope, business, PlayRules.Kind.Name);
        var rules = change(RuleBook.At(scope, business, PlayRules.Kind, name, now)?.Rules ?? new());
        return RuleDesk.Edit(scope, actor, new(business, PlayRules.Kind, name, PlayRules.Kind.ToJson(rules)), now) switch
        {
            RuleOutcome.Done done => new PlaySwitchOutcome.Done(Of(scope, business, play, now), done.Changed),
            RuleOutcome.Invalid invalid => new PlaySwitchOutcome.Invalid(invalid.Errors),
            RuleOutcome.Denied denied => new PlaySwitchOutcome.Denied(denied.Why),
            var other => throw new System.Diagnostics.UnreachableException($"Nobody withdraws and nobody compares here: {other}"),
        };
    }
}
