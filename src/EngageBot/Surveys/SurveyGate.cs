using System.Collections.Immutable;
using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>A time somebody was asked before.</summary>
/// <param name="Survey">Which one; empty for a question of another play.</param>
internal readonly record struct PastAsk(string Survey, DateTimeOffset At, bool Answered);

/// <summary>What decides whether somebody is asked, besides the contact policy; facts in, a reason out.</summary>
internal static class SurveyGate
{
    /// <param name="past">Everything the contact was ever asked, of whichever survey.</param>
    /// <param name="answered">How many people have answered this survey.</param>
    /// <returns>Why they are not asked; <see langword="null"/> if they may be.</returns>
    public static SendPermit.No? Judge(string survey, SurveyRules rules, ContactId contact, IReadOnlyCollection<PastAsk> past, long answered, DateTimeOffset now)
    {
        if (!StickyShare.IsIn($"survey:{survey}", contact, rules.SamplePercent))
            return new(NoSend.NotSampled, FormattableString.Invariant($"The survey {survey} asks {rules.SamplePercent:0.##} of a hundred people, and the contact is none of them."));
        if (rules.Quota is { } quota && answered >= quota) return new(NoSend.QuotaFull, $"The survey {survey} has the {quota} answers it wanted.");
        var own = past.Where(p => p.Survey == survey).ToImmutableArray();
        if (rules.Recontact.Times is { } times && own.Length >= times) return new(NoSend.AskedBefore, $"The contact was asked {survey} {times} times, and is not asked it more often.");
        if (rules.Recontact.UntilAnswered && own.Any(p => p.Answered)) return new(NoSend.AskedBefore, $"The contact has answered {survey}.");
        if (rules.Recontact.Days is { } days && own.Any(p => p.At > now.AddDays(-days))) return new(NoSend.AskedBefore, $"The contact was asked {survey} less than {days} days ago.");
        // One clock for all: what was shown last, whichever survey it was. A survey sets only how long it keeps quiet after it.
        return rules.Cooldown.Length is > 0 and var length && past.Any(p => p.At > now.AddDays(-length))
            ? new(NoSend.AskedLately, $"The contact was asked something less than {length} days ago.")
            : null;
    }
}
