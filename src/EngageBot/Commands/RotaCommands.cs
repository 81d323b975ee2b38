using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot staff shift …</c> and <c>staff absence …</c>: who works when, and who is away.</summary>
internal static class RotaCommands
{
    private const int Lines = 200;
    private const int GapDays = 14;

    public static Command Shift() => new("shift", "Who works when: cases go to whoever is on shift.") { AddShift(), ListShifts(), RemoveShift(), Gaps() };

    public static Command Absence() => new("absence", "Who is away: none of their cases stays with them.") { AddAbsence(), ListAbsences(), RemoveAbsence() };

    private static Command AddShift()
    {
        var (id, from, to) = (Person(), When("from", "Begins, in the business's time: 2026-12-24T09:00."), When("to", "Ends, at most 24 hours later."));
        var shop = new Option<string?>("--shop") { Description = "A shop's code; left out for everywhere." };
        var weeks = new Option<int>("--weeks") { Description = "The same in so many weeks, 1 to 53.", DefaultValueFactory = _ => 1 };
        return Verb.Of("add", "Adds a shift, or the same shift in several weeks.", [id, from, to, shop, weeks], async verb =>
        {
            if (verb.Value(weeks) is < 1 or > 53) return await Verb.FailAsync("--weeks is between 1 and 53.");
            if (Span(verb, from, to) is not var (begins, ends)) return await Verb.FailAsync("Times are written 2026-12-24T09:00.");
            var place = verb.Directory.Shops.FirstOrDefault(s => s.Code == verb.Value(shop));
            if (verb.Value(shop) is not null && place is null) return await Verb.FailAsync($"Shops are: {string.Join(", ", verb.Directory.Shops.Select(s => s.Code))}.");
            // All of them or none: half a plan would have to be looked for by hand.
            var spans = Enumerable.Range(0, verb.Value(weeks)).Select(week => (LocalDays.At(begins.AddDays(7 * week), verb.Directory.Zone), LocalDays.At(ends.AddDays(7 * week), verb.Directory.Zone))).ToArray();
            return await SayAsync(await verb.WriteAsync(scope => RotaDesk.AddShifts(scope, Verb.Operator, verb.Business.Id, new(verb.Required(id)), place?.Id, spans, verb.Now)));
        });
    }

    private static Command ListShifts() => Verb.Of("list", "Shows the shifts from now on.", [], async verb =>
    {
        var names = await Names(verb);
        foreach (var shift in await verb.ReadAsync(source => RotaDesk.Shifts(source, verb.Business.Id, verb.Now, Lines)))
            Console.WriteLine(FormattableString.Invariant($"{shift.Id,6}  {Local(verb, shift.StartsAt)} to {Local(verb, shift.EndsAt)}  {names.GetValueOrDefault(shift.StaffId, "?")}"));
        return 0;
    });

    private static Command RemoveShift() => Remove("remove", "Removes a shift.", (scope, verb, id) => RotaDesk.RemoveShift(scope, Verb.Operator, verb.Business.Id, id, verb.Now));

    private static Command Gaps() => Verb.Of("gaps", $"Shows when the shop is open in the next {GapDays} days and nobody is on shift.", [], async verb =>
    {
        var gaps = await verb.ReadAsync(source => RotaDesk.Gaps(
            source, verb.Business.Id, WorkingTime.Of(source, verb.Directory.Of(verb.Business.Id), verb.Now), verb.Now, verb.Now.AddDays(GapDays)));
        foreach (var (from, to) in gaps) Console.WriteLine($"{Local(verb, from)} to {Local(verb, to)}");
        return gaps.IsEmpty ? 0 : 1;
    });

    private static Command AddAbsence()
    {
        var (id, from, to) = (Person(), When("from", "Begins, in the business's time: 2026-12-24T00:00."), When("to", "Ends."));
        var kind = new Option<AbsenceKind>("--kind") { Description = "vacation, sick or other.", DefaultValueFactory = _ => AbsenceKind.Vacation };
        return Verb.Of("add", "Somebody is away: their cases go to somebody who is here.", [id, from, to, kind], async verb =>
        {
            if (Span(verb, from, to) is not var (begins, ends)) return await Verb.FailAsync("Times are written 2026-12-24T09:00.");
            var outcome = await verb.Part<IStore>().WriteAsync(scope => verb.Part<RotaDesk>().AddAbsenceAsync(
                scope, Verb.Operator, verb.Business.Id, new(verb.Required(id)), verb.Value(kind), LocalDays.At(begins, verb.Directory.Zone), LocalDays.At(ends, verb.Directory.Zone), verb.Now), verb.Cancellation);
            if (outcome is RotaOutcome.Done { Moved: > 0 } done) Console.WriteLine(FormattableString.Invariant($"{done.Moved} cases went to somebody else."));
            return await SayAsync(outcome);
        });
    }

    private static Command ListAbsences() => Verb.Of("list", "Shows who is away from now on.", [], async verb =>
    {
        var names = await Names(verb);
        foreach (var away in await verb.ReadAsync(source => RotaDesk.Absences(source, verb.Business.Id, verb.Now, Lines)))
            Console.WriteLine(FormattableString.Invariant(
                $"{away.Id,6}  {Local(verb, away.StartsAt)} to {Local(verb, away.EndsAt)}  {names.GetValueOrDefault(away.StaffId, "?")}, {away.Kind.ToString().ToLowerInvariant()}"));
        return 0;
    });

    private static Command RemoveAbsence() => Remove("remove", "Somebody is back, or does not go.", (scope, verb, id) => RotaDesk.RemoveAbsence(scope, Verb.Operator, verb.Business.Id, id, verb.Now));

    private static Command Remove(string name, string description, Func<WriteScope, Verb, long, RotaOutcome> remove)
    {
        var id = new Argument<long>("id") { Description = "As the list shows it." };
        return Verb.Of(name, description, [id], async verb => await SayAsync(await verb.WriteAsync(scope => remove(scope, verb, verb.Required(id)))));
    }

    private static Argument<Guid> Person() => new("id") { Description = "As engagebot staff list shows it." };

    private static Argument<string> When(string name, string description) => new(name) { Description = description };

    private static (DateTime From, DateTime To)? Span(Verb verb, Argument<string> from, Argument<string> to) =>
        Read(verb.Required(from)) is { } begins && Read(verb.Required(to)) is { } ends ? (begins, ends) : null;

    private static DateTime? Read(string written) =>
        DateTime.TryParseExact(written, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    private static string Local(Verb verb, DateTimeOffset at) => LocalDays.Minute(at, verb.Directory.Zone);

    private static async Task<Dictionary<StaffId, string>> Names(Verb verb) =>
        (await verb.ReadAsync(source => StaffRows.All(source, verb.Business.Id))).ToDictionary(m => m.Id, m => m.Name);

    private static async Task<int> SayAsync(RotaOutcome outcome) => outcome switch
    {
        RotaOutcome.Done => 0,
        RotaOutcome.Unknown => await Verb.FailAsync("There is no such person, shift or absence; the lists show what there is.", 1),
        _ => await Verb.FailAsync("That cannot be: it ends before it begins, is too long, is over already, or another shift of theirs is in the way.", 1),
    };
}
