using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Tests.Plays.Year;

/// <summary>What became of an occasion, as the program has written it down.</summary>
internal sealed record WrittenRun(string Play, ContactId Contact, string Occasion, string State, string? Reason, DateTimeOffset FirstDueAt);

/// <summary>The rules that the plays of the year are held to, in words of this test and none of the program's.</summary>
/// <param name="Policy">At most so many on a day and in seven days; nothing from 21 to 9 o'clock; three days of silence after a case.</param>
internal sealed class YearOracle((int PerDay, int PerWeek) Policy, TimeSpan step)
{
    private const int QuietFrom = 21;
    private const int QuietTo = 9;
    private static readonly TimeSpan AfterCase = TimeSpan.FromDays(3);
    private static readonly TimeSpan Settled = TimeSpan.FromDays(30);

    /// <summary>What should never have happened, in words.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>How often each reason explained that nothing was sent.</summary>
    public SortedDictionary<string, int> Explained { get; } = new(StringComparer.Ordinal);

    /// <summary>When the program was down.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To)> Down { get; } = [];

    /// <summary>When the program died with what it had under way.</summary>
    public List<DateTimeOffset> Crashes { get; } = [];

    /// <summary>An offer reaches somebody: it must be one they wanted, in an hour they are awake, and not one too many.</summary>
    public void Arrives(YearMember member, OutboundMessage message, DateTimeOffset now)
    {
        var (source, occasion) = (message.About?.Source ?? "dialog", message.About?.Occasion ?? message.Key);
        var local = member.Local(now);
        var what = string.Create(CultureInfo.InvariantCulture, $"{source}/{occasion} at {now:yyyy-MM-dd HH:mm}, {local:HH:mm} in {member.Zone.Now}");
        if (!member.Agrees.Now) Wrong.Add($"{what}: after a no");
        if (member.Held.Now) Wrong.Add($"{what}: into a case");
        if (member.Released.Now + AfterCase > now) Wrong.Add($"{what}: hard upon a case");
        if (member.PausedUntil.Now > now) Wrong.Add($"{what}: in a break");
        if (!member.Reachable.Now) Wrong.Add($"{what}: to somebody who has blocked the bot");
        if (local.Hour is >= QuietFrom or < QuietTo) Wrong.Add($"{what}: at night");
        if (member.Sends.Contains((now, source, occasion)) || message.About is not null && member.Sends.Any(s => s.Source == source && s.Occasion == occasion)) Wrong.Add($"{what}: twice");
        member.Sends.Add((now, source, occasion));
        foreach (var (cap, days) in ((int, int)[])[(Policy.PerDay, 1), (Policy.PerWeek, 7)])
            if (Within(member, now, days) is var count && count > cap) Wrong.Add($"{what}: number {count} of {cap} in {days} days");
    }

    /// <summary>Somebody has a birthday: the greeting came once on the day where they live, at its hour, or it is written down why not, and that is true.</summary>
    /// <param name="due">Ten o'clock on the day where they lived.</param>
    public void Birthday(YearMember member, DateOnly day, DateTimeOffset due, IReadOnlyList<WrittenRun> runs, IReadOnlyDictionary<(ContactId, string, string), string> notSent)
    {
        var occasion = day.Year.ToString(CultureInfo.InvariantCulture);
        var sent = member.Sends.Where(s => s.Source == "play:birthday" && s.Occasion == occasion).ToList();
        var what = $"The birthday {day:yyyy-MM-dd} of somebody in {member.Zone.At(due)}";
        if (sent.Count > 0)
        {
            var local = member.Local(sent[0].At);
            if (DateOnly.FromDateTime(local) != day) Wrong.Add($"{what}: greeted on {local:yyyy-MM-dd HH:mm}");
            if (local.Hour is < 10 or > 20) Wrong.Add($"{what}: greeted at {local:HH:mm}");
            // With nothing in the way it comes at the first look after its hour, and not some time on that day.
            var seen = FirstLook(due);
            if (!member.Zone.ChangedBetween(due.AddDays(-2), due.AddDays(1)) && Obstacles(member, due, seen.AddMinutes(5)).Count == 0 && sent[0].At > seen.AddMinutes(5))
                Wrong.Add($"{what}: greeted at {sent[0].At:HH:mm} UTC though due at {due:HH:mm} and nothing was in the way");
            return;
        }
        Explain("birthday", what, member, occasion, due, TimeSpan.FromHours(10), runs, notSent);
    }

    /// <summary>Nothing was sent: there is one row that says so, with a reason that the life of the member bears out.</summary>
    public void Explain(
        string play, string what, YearMember member, string occasion, DateTimeOffset due, TimeSpan lateness,
        IReadOnlyList<WrittenRun> runs, IReadOnlyDictionary<(ContactId, string, string), string> notSent)
    {
        var run = runs.FirstOrDefault(r => r.Play == play && r.Occasion == occasion);
        var reason = notSent.GetValueOrDefault((member.Contact, $"play:{play}", occasion));
        if (run is null && reason is null) Wrong.Add($"{what}: neither sent nor explained");
        else if (reason is null) Wrong.Add($"{what}: {run!.State} {run.Reason}, and no word of it among what was not sent");
        else if (!IsTrue(reason, run, member, due, lateness)) Wrong.Add($"{what}: said to be {reason} ({run?.State} {run?.Reason}), which is not true");
        else Explained[reason] = Explained.GetValueOrDefault(reason) + 1;
    }

    private bool IsTrue(string reason, WrittenRun? run, YearMember member, DateTimeOffset due, TimeSpan lateness)
    {
        // Whoever moves about has several such hours; the reason may belong to any of them.
        var moved = member.Zone.ChangedBetween(due.AddDays(-2), due.AddDays(2));
        var (from, to) = moved ? (due.AddDays(-2), due.AddDays(2) + lateness) : (due, FirstLook(due) + lateness + step);
        return reason switch
        {
            "NoConsent" or "Suppressed" => member.Agrees.Between(from, to).Contains(false),
            "Unreachable" => member.Reachable.Between(from, to).Contains(false),
            "CalledOff" => run?.Reason == "FreshBirthday" && member.Birthday.At(due)?.SetAt > due - Settled - TimeSpan.FromDays(moved ? 2 : 0),
            "Holdout" => run?.State == "HeldOut",
            "Uncertain" => Crashes.Any(at => at >= from && at <= to),
            "TooLate" or "FrequencyCap" or "OpenCase" or "Paused" or "QuietHours" => moved || Down.Any(d => d.From <= to && d.To >= from) || Obstacles(member, from, to).Count > 0,
            _ => false,
        };
    }

    /// <summary>What stood in somebody's way at some moment of a span.</summary>
    private List<string> Obstacles(YearMember member, DateTimeOffset from, DateTimeOffset to)
    {
        var found = new List<string>();
        if (member.Agrees.Between(from, to).Contains(false)) found.Add("no consent");
        if (member.Reachable.Between(from, to).Contains(false)) found.Add("unreachable");
        if (member.Held.Between(from, to).Contains(true)) found.Add("case");
        if (member.Released.Between(from, to).Any(r => r + AfterCase > from)) found.Add("after a case");
        if (member.PausedUntil.Between(from, to).Any(until => until > from)) found.Add("break");
        if (Within(member, from, 1) >= Policy.PerDay || Within(member, from, 7) >= Policy.PerWeek || member.Sends.Any(s => s.At >= from && s.At <= to)) found.Add("caps");
        for (var at = from; at <= to; at += TimeSpan.FromMinutes(30))
            if (member.Local(at).Hour is >= QuietFrom or < QuietTo)
            {
                found.Add("night");
                break;
            }
        return found;
    }

    /// <summary>The first time the program looks at what was due.</summary>
    public DateTimeOffset FirstLook(DateTimeOffset due)
    {
        var look = new DateTimeOffset((due.UtcTicks + step.Ticks - 1) / step.Ticks * step.Ticks, TimeSpan.Zero);
        return Down.Where(d => d.From <= look && look < d.To).Select(d => d.To).Append(look).Max();
    }

    private static int Within(YearMember member, DateTimeOffset now, int days)
    {
        // Days are those of where they live at that moment.
        var zone = member.ZoneAt(now);
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(1 - days);
        return member.Sends.Count(s => s.At <= now && DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(s.At, zone).DateTime) >= first);
    }
}
