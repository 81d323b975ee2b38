using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>What a manager writes in a case to keep a customer: how the talk went, a plan with steps, the questions before a contact.</summary>
internal sealed class PlanCommands(CaseDesk cases, StaffDirectory staff)
{
    /// <returns><see langword="null"/> if it is none of these.</returns>
    public CaseCommands.Ended? Run(WriteScope scope, CaseHand by, Case of, string verb, string rest, DateTimeOffset now)
    {
        var zone = cases.Times(scope, of.BusinessId, now).Hours.Zone;
        return verb switch
        {
            "/analyse" => Analyse(scope, by, of, now),
            "/plan" when rest.Length == 0 => new(new CaseOutcome.Done(of), "staff.case_list", Show(scope, of, zone)),
            "/plan" => Plan(scope, by, of, rest, zone, now),
            "/step" when TakeNumber(rest) is var (step, outcome) => Shown(cases.StepDone(scope, by, of.BusinessId, of.Id, step, outcome, now), scope, of, zone),
            "/saved" => Shown(cases.EndPlan(scope, by, of.BusinessId, of.Id, saved: true, rest, now), scope, of, zone),
            "/lost" => Shown(cases.EndPlan(scope, by, of.BusinessId, of.Id, saved: false, rest, now), scope, of, zone),
            "/questions" when rest.Length == 0 => new(new CaseOutcome.Done(of), "staff.case_list", Card(scope, of)),
            "/questions" => Prepared(cases.Prepare(scope, by, of.BusinessId, of.Id, Parts(rest), now), scope, of),
            "/said" when TakeNumber(rest) is var (question, answer) => Prepared(cases.Said(scope, by, of.BusinessId, of.Id, question, answer, now), scope, of),
            _ => null,
        };
    }

    private CaseCommands.Ended Analyse(WriteScope scope, CaseHand by, Case of, DateTimeOffset now)
    {
        var (outcome, findings) = cases.Analyse(scope, by, of.BusinessId, of.Id, now);
        return new(outcome, "staff.case_findings", findings.IsEmpty ? "–" : string.Join('\n', findings.Select(finding => $"• {finding.In(staff.Language(of.BusinessId))}")));
    }

    /// <summary><c>/plan name | what we value | 2026-03-05 what | …</c>.</summary>
    private CaseCommands.Ended Plan(WriteScope scope, CaseHand by, Case of, string rest, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (Parts(rest) is not [var name, var valued, .. var steps] || steps.Select(step => Step(step, zone)).ToArray() is not { } planned || planned.Any(step => step is null)) return new(new CaseOutcome.Done(of), "staff.case_help");
        var people = StaffRows.All(scope, of.BusinessId).Where(person => person.Name.Equals(name.TrimStart('@'), StringComparison.OrdinalIgnoreCase)).ToArray();
        return people is not [var owner] ? new(new CaseOutcome.Unknown()) : Shown(cases.Plan(scope, by, of.BusinessId, of.Id, owner.Id, valued, [.. planned.OfType<PlannedStep>()], now), scope, of, zone);
    }

    /// <summary>A day, or a day and an hour, and what is done then; a day alone ends at its midnight.</summary>
    private static PlannedStep? Step(string written, TimeZoneInfo zone)
    {
        var end = written.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0 || !DateTime.TryParseExact(written[..end], ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return null;
        return new(written[end..].Trim(), end == "yyyy-MM-dd".Length ? LocalDays.At(at.AddDays(1), zone).AddMinutes(-1) : LocalDays.At(at, zone));
    }

    private CaseCommands.Ended Shown(CaseOutcome outcome, WriteScope scope, Case of, TimeZoneInfo zone) => new(outcome, "staff.case_list", outcome is CaseOutcome.Done ? Show(scope, of, zone) : "");

    private static CaseCommands.Ended Prepared(CaseOutcome outcome, WriteScope scope, Case of) => new(outcome, "staff.case_list", outcome is CaseOutcome.Done ? Card(scope, of) : "");

    private string Show(RowSource source, Case of, TimeZoneInfo zone)
    {
        if (PlanRows.Of(source, of.Id) is not { } file) return "–";
        var sign = file.Plan.State switch { PlanState.Saved => "✅", PlanState.Lost => "❌", _ => "📝" };
        var head = $"{sign} {file.Plan.OwnerName} · {file.Plan.Valued}{(file.Plan.Outcome is { } outcome ? $" · {outcome}" : "")}";
        return string.Join('\n', file.Steps.Select(step => FormattableString.Invariant(
            $"{step.Position}. {StaffTime.Minute(step.DueAt, zone, staff.Language(of.BusinessId))} {step.What}{(step.DoneAt is null ? "" : $" ✅ {step.Outcome}")}")).Prepend(head));
    }

    private static string Card(RowSource source, Case of) => PlanRows.Card(source, of.Id) is { Count: > 0 } card
        ? string.Join('\n', card.Select(question => FormattableString.Invariant($"{question.Position}. {question.Question}{(question.Answer is null ? "" : $" – {question.Answer}")}"))) : "–";

    private static string[] Parts(string text) => text.Split(text.Contains('|', StringComparison.Ordinal) ? '|' : '\n', StringSplitOptions.TrimEntries);

    private static (long Number, string Words)? TakeNumber(string text)
    {
        var end = text.AsSpan().IndexOfAny(" \n\t");
        return long.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, end < 0 ? "" : text[end..].Trim()) : null;
    }
}
