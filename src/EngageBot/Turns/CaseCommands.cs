using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Dialogs.Expressions;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>What a manager may write in a case instead of words to the customer: a note for colleagues, or one of the case's verbs.</summary>
internal sealed class CaseCommands(CaseDesk cases, PlanCommands plans)
{
    /// <summary>How a command ended.</summary>
    /// <param name="Text">What the staff chat is told if it was done; absent for nothing.</param>
    /// <param name="Words">The words of that text.</param>
    /// <param name="Answer">Words for the customer instead: a quick answer.</param>
    public sealed record Ended(CaseOutcome Outcome, string? Text = "staff.case_now", string Words = "", string? Answer = null)
    {
        /// <summary>What the words are about.</summary>
        public string? About { get; init; }
    }

    /// <summary>Whether the words are for colleagues and can never leave: nothing that begins so is ever sent.</summary>
    public static bool IsNote(string words) => words.TrimStart().StartsWith("//", StringComparison.Ordinal) || Split(words).Verb is "/note";

    /// <summary>Does what the words command.</summary>
    /// <returns><see langword="null"/> if they are words for the customer.</returns>
    public async ValueTask<Ended?> RunAsync(WriteScope scope, CaseHand by, Case of, string words, string key, DateTimeOffset now)
    {
        if (IsNote(words)) return Note(scope, by, of, words, key, now);
        var (verb, rest) = Split(words);
        var business = of.BusinessId;
        return verb switch
        {
            "/take" => new(await cases.TakeAsync(scope, by, business, of.Id, over: rest.Equals("over", StringComparison.OrdinalIgnoreCase), now)),
            "/done" => new(await cases.ResolveAsync(scope, by, business, of.Id, now)),
            "/reopen" => new(cases.Reopen(scope, by, business, of.Id, now)),
            "/close" => new(cases.Close(scope, by, business, of.Id, now)),
            "/accept" => new(await cases.AcceptAsync(scope, by, business, of.Id, now)),
            "/bounce" => new(await cases.BounceAsync(scope, by, business, of.Id, rest.Length == 0 ? "–" : rest, now)),
            "/snooze" when DurationText.Parse(rest, out _) is { Working: false, Length: var pause } => new(cases.Snooze(scope, by, business, of.Id, now + pause, now)),
            "/points" when TakeNumber(rest) is var (points, why) => new(await cases.GrantPointsAsync(scope, by, business, of.Id, points, why.Length == 0 ? of.Title : why, key, now)),
            "/voucher" when rest.Length > 0 => new(await cases.GrantVoucherAsync(scope, by, business, of.Id, rest, key, now)),
            "/cause" when rest.Length > 0 => Tagged(cases.TagCause(scope, by, business, of.Id, rest, ourFault: false, now)),
            "/our_fault" when rest.Length > 0 => Tagged(cases.TagCause(scope, by, business, of.Id, rest, ourFault: true, now)),
            "/silent" => Silent(scope, by, of, now),
            "/title" when rest.Length > 0 => new(cases.Rename(scope, by, business, of.Id, rest, now)),
            "/handover" when Dossier(rest) is var (name, dossier) => await HandOverAsync(scope, by, of, name, dossier, now),
            "/quick" => Quick(scope, of, rest, now),
            ['/', ..] when plans.Run(scope, by, of, verb, rest, now) is { } planned => planned,
            // A command that is none is a slip, and no word for a customer.
            ['/', ..] => new(new CaseOutcome.Done(of), "staff.case_help"),
            _ => null,
        };
    }

    private Ended Note(WriteScope scope, CaseHand by, Case of, string words, string key, DateTimeOffset now)
    {
        var note = words.TrimStart() is ['/', '/', .. var rest] ? rest.Trim() : Split(words).Words;
        if (note.Length == 0) return new(new CaseOutcome.Done(of), "staff.case_help");
        return new(cases.Note(scope, by, of.BusinessId, of.Id, note, now, key), Text: null);
    }

    private async ValueTask<Ended> HandOverAsync(WriteScope scope, CaseHand by, Case of, string name, Dossier dossier, DateTimeOffset now)
    {
        var people = StaffRows.All(scope, of.BusinessId).Where(person => person.Name.Equals(name.TrimStart('@'), StringComparison.OrdinalIgnoreCase)).ToArray();
        return people is [var one] ? new(await cases.HandOverAsync(scope, by, of.BusinessId, of.Id, one.Id, dossier, now)) : new(new CaseOutcome.Unknown());
    }

    private static Ended Tagged(CaseOutcome outcome) =>
        outcome is CaseOutcome.Done { Silent: > 0 and var silent } done ? new(outcome, "staff.case_silent_ones", silent.ToString(CultureInfo.InvariantCulture)) { About = done.Case.Cause } : new(outcome);

    /// <summary>Who probably had the same trouble and said nothing, by name.</summary>
    private static Ended Silent(WriteScope scope, CaseHand by, Case of, DateTimeOffset now)
    {
        if (Refusals.Check(scope, by.Who, new(Permission.SeeCustomers, of.BusinessId, of.ShopId), now) is { } denial) return new(new CaseOutcome.Denied(denial));
        if (of.Cause is not { } cause) return new(new CaseOutcome.Done(of), "staff.case_help");
        var all = SilentOnes.Count(scope, of.BusinessId, cause, now);
        var shown = SilentOnes.Read(scope, of.BusinessId, cause, SilentShown, now).Select(one => string.Join(", ", new[] { one.Name ?? "–", one.Shop, one.Item }.OfType<string>()));
        return new(new CaseOutcome.Done(of), "staff.case_silent_who", string.Join('\n', shown.Prepend(all.ToString(CultureInfo.InvariantCulture)))) { About = cause };
    }

    /// <summary>People named in one message; the page of the cause shows all.</summary>
    private const int SilentShown = 20;

    private static Ended Quick(WriteScope scope, Case of, string key, DateTimeOffset now)
    {
        var language = CaseChats.LanguageOf(scope, of);
        if (key.Length > 0) return QuickAnswer.Find(scope, of.BusinessId, key, now) is { } quick ? new(new CaseOutcome.Done(of), Text: null, Answer: quick.In(language)) : new(new CaseOutcome.Unknown());
        var all = RuleBook.All(scope, of.BusinessId, QuickAnswer.Kind, now);
        return new(new CaseOutcome.Done(of), "staff.case_quick", all.IsEmpty ? "–" : string.Join('\n', all.Take(50).Select(answer => $"/quick {answer.Key}: {answer.Rules.In(language)}")));
    }

    private static (string Verb, string Words) Split(string words)
    {
        words = words.Trim();
        var end = words.AsSpan().IndexOfAny(" \n\t");
        return end < 0 ? (words.ToLowerInvariant(), "") : (words[..end].ToLowerInvariant(), words[end..].Trim());
    }

    private static (long Number, string Why)? TakeNumber(string text)
    {
        var (number, rest) = Split(text);
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var points) ? (points, rest) : null;
    }

    /// <summary><c>name | done | planned | promised</c>, or each on a line of its own.</summary>
    private static (string Name, Dossier Dossier)? Dossier(string text)
    {
        var parts = text.Split(text.Contains('|', StringComparison.Ordinal) ? '|' : '\n', StringSplitOptions.TrimEntries);
        return parts.Length is 4 or 5 ? (parts[0], new(parts[1], parts[2], parts[3], parts.Length == 5 ? parts[4] : null)) : null;
    }
}
