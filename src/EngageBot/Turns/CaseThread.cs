using EngageBot.Complaints;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Turns;

/// <summary>What a case is called where talks are kept apart: its state, its number, its title.</summary>
internal static class CaseThread
{
    public static MessageThread Of(Case of) => new(of.Id.ToString(), FormattableString.Invariant($"{Sign(of.State)} {of.Number} {of.Title}"), of.State is CaseState.Closed);

    private static string Sign(CaseState state) => state switch
    {
        CaseState.Open => "🟠",
        CaseState.WithCustomer => "⏳",
        CaseState.Answered => "💬",
        CaseState.Escalated => "🔺",
        CaseState.Reopened => "🔁",
        CaseState.Resolved => "✅",
        _ => "⬛",
    };
}
