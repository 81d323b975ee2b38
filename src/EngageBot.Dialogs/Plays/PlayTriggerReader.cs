using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Plays;

/// <summary>Reads what makes a play due: exactly one of a date, an event, a lapse, a segment, a cycle or news.</summary>
internal sealed class PlayTriggerReader(FindingList findings, ImmutableSortedDictionary<string, EventSchema> events)
{
    private const int MostYears = 100;
    private const int MostDays = 366;
    private const string SettledParameter = "parameter.";

    private static readonly string[] _kinds = ["date", "event", "lapse", "segment_entry", "cycle", "news"];

    private static readonly Dictionary<string, PlayDate> _dates = new(StringComparer.Ordinal)
    {
        ["customer.birthday"] = PlayDate.Birthday,
        ["membership.start"] = PlayDate.MembershipStart,
        ["purchase.first"] = PlayDate.FirstPurchase,
        ["points.expiry"] = PlayDate.PointsExpiry,
        ["child.birthday"] = PlayDate.ChildBirthday,
        ["event.start"] = PlayDate.EventStart,
        ["raffle.opens"] = PlayDate.RaffleOpens,
    };

    public PlayTrigger? Read(YamlNode? node, YamlMap root)
    {
        if (node is null)
        {
            findings.Error("D120", root.At, "Nothing makes the play due.", "Give it 'trigger: {date: customer.birthday, at: \"10:00\"}' or the like.");
            return null;
        }
        if (Nodes.Map(node, findings, "'trigger'") is not { } map) return null;
        var kinds = _kinds.Where(k => map.Find(k) is not null).ToArray();
        if (kinds.Length != 1)
        {
            findings.Error("D120", map.At, kinds.Length == 0 ? "The trigger names nothing that happens." : $"The trigger is {string.Join(" and ", kinds)} at once.",
                $"Give it exactly one of {string.Join(", ", _kinds)}.");
            return null;
        }
        var reader = new MapReader(map, findings, $"A trigger with '{kinds[0]}'");
        var at = Time(reader.Scalar("at"));
        PlayTrigger? trigger = kinds[0] switch
        {
            "date" => Date(reader),
            "event" => Event(reader),
            "lapse" => Lapse(reader),
            "segment_entry" => reader.Word("segment_entry") is { } segment ? new PlayTrigger.OnSegmentEntry(segment) : null,
            "news" => reader.OneOf("news", "untold") is not null ? new PlayTrigger.OnNews() : null,
            _ => reader.OneOf("cycle", "product") is not null ? new PlayTrigger.OnCycle() : null,
        };
        reader.Finish();
        return trigger is null ? null : trigger with { At = at };
    }

    /// <summary>A length of time by the clock; of working time there is none here.</summary>
    public static TimeSpan? Clock(MapReader reader, string key, FindingList findings)
    {
        var scalar = reader.Scalar(key);
        if (reader.Duration(key) is not { } duration) return null;
        if (!duration.Working && duration.Length > TimeSpan.Zero) return duration.Length;
        findings.Error("D006", scalar!.At, $"'{key}' is a length of time by the clock, not '{scalar.Text}'.", "Write 30m, 24h or 3d.");
        return null;
    }

    private PlayTrigger.OnDate? Date(MapReader reader)
    {
        var name = reader.Scalar("date");
        var (after, plus, before) = (Years(reader.Scalar("after")), Days(reader, "plus"), Days(reader, "before"));
        var settled = Settled(reader, out var parameter);
        var whom = reader.OneOf("whom", "invited", "coming", "came");
        if (name is null) return null;
        if (plus != 0 && before != 0) findings.Error("D120", name.At, "The day is before the date and after it.", "Keep one of 'plus' and 'before'.");
        var fixedDay = IsDay(name.Text) ? name.Text : null;
        if (fixedDay is null && !_dates.ContainsKey(name.Text))
        {
            findings.Error("D121", name.At, $"There is no date '{name.Text}'.", Nearest.Suggest(name.Text, [.. _dates.Keys, "12-31", "2026-12-31"]));
            return null;
        }
        var date = fixedDay is null ? _dates[name.Text] : PlayDate.Fixed;
        var anniversary = date is PlayDate.MembershipStart or PlayDate.FirstPurchase;
        if (after != 0 && !anniversary) findings.Error("D120", name.At, $"'{name.Text}' has no 'after': it has no years to count.", "Use 'plus' for days after it.");
        if ((settled != TimeSpan.Zero || parameter is not null) && date != PlayDate.Birthday)
            findings.Error("D120", name.At, $"'settled' is for birthdays: '{name.Text}' cannot be changed by the customer.", "Remove it.");
        if (whom is not null && date != PlayDate.EventStart) findings.Error("D120", name.At, $"'whom' is for events: '{name.Text}' has nobody who comes.", "Remove it.");
        var people = whom switch { "coming" => EventPeople.Coming, "came" => EventPeople.Came, _ => EventPeople.Invited };
        return new(date, fixedDay, anniversary ? Math.Max(1, after) : 0, plus - before, settled) { SettledParameter = parameter, Whom = people };
    }

    private PlayTrigger.OnEvent? Event(MapReader reader)
    {
        var name = reader.Scalar("event");
        var delay = reader.Scalar("delay") is { Text: "0" or "0m" } ? null : Clock(reader, "delay", findings);
        var when = new DialogScope(findings).Expression(reader.Node("when"), "'when'");
        if (name is null) return null;
        if (name.Text == PlayTrigger.OnEvent.Purchase) return new(name.Text, delay ?? TimeSpan.Zero, PlayTrigger.OnEvent.PurchaseData) { When = when };
        if (events.TryGetValue(name.Text, out var schema)) return new(name.Text, delay ?? TimeSpan.Zero, schema.Data) { When = when };
        findings.Error("D121", name.At, $"There is no event '{name.Text}'.", Nearest.Suggest(name.Text, [PlayTrigger.OnEvent.Purchase, .. events.Keys]));
        return null;
    }

    private PlayTrigger.OnLapse? Lapse(MapReader reader)
    {
        if (reader.Scalar("lapse") is not { } how) return null;
        if (how.Text == "own_rhythm") return new((TimeSpan?)null);
        return Clock(reader, "lapse", findings) is { } after ? new(after) : null;
    }

    private TimeSpan Settled(MapReader reader, out string? parameter)
    {
        parameter = null;
        if (reader.Scalar("settled") is not { } scalar) return TimeSpan.Zero;
        if (!scalar.Text.StartsWith(SettledParameter, StringComparison.Ordinal)) return Clock(reader, "settled", findings) ?? TimeSpan.Zero;
        parameter = scalar.Text[SettledParameter.Length..];
        return TimeSpan.Zero;
    }

    private int Years(YamlScalar? scalar)
    {
        if (scalar is null) return 0;
        if (scalar.Text.EndsWith('y') && int.TryParse(scalar.Text.AsSpan(0, scalar.Text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var years)
            && years is > 0 and <= MostYears)
            return years;
        findings.Error("D006", scalar.At, $"'after' is a number of years, not '{scalar.Text}'.", "Write after: 1y; days are 'plus: 1d'.");
        return 0;
    }

    private int Days(MapReader reader, string key)
    {
        if (reader.Scalar(key) is not { } scalar || Clock(reader, key, findings) is not { } length) return 0;
        if (length.Ticks % TimeSpan.TicksPerDay == 0 && length.TotalDays <= MostDays) return (int)length.TotalDays;
        findings.Error("D006", scalar.At, $"'{key}' is a number of days, not '{scalar.Text}'.", $"Write {key}: 3d, at most {MostDays}d.");
        return 0;
    }

    private TimeOnly? Time(YamlScalar? scalar)
    {
        if (scalar is null) return null;
        if (TimeOnly.TryParseExact(scalar.Text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        findings.Error("D006", scalar.At, $"'{scalar.Text}' is no time of day.", "Write at: \"10:00\".");
        return null;
    }

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        || DateOnly.TryParseExact("2024-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
