using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageBot.Businesses;

/// <summary>Open from <paramref name="Opens"/> until just before <paramref name="Closes"/>, in minutes after local midnight.</summary>
/// <param name="Closes">Up to 2880: a bar that closes at two in the morning closes at 1560.</param>
internal readonly record struct OpenInterval(int Opens, int Closes)
{
    public override string ToString() => $"{Clock(Opens)}-{Clock(Closes)}";

    /// <summary>Midnight at the end of a day is written 24:00.</summary>
    private static string Clock(int minutes) =>
        string.Create(CultureInfo.InvariantCulture, $"{(minutes > 1440 ? minutes - 1440 : minutes) / 60:00}:{minutes % 60:00}");
}

/// <summary>When a shop is open: any number of intervals a weekday, in the shop's zone.</summary>
/// <remarks>As JSON: <c>{"mon": ["09:00-13:00", "14:00-19:00"], "sat": ["10:00-02:00"]}</c>; a day left out is closed.</remarks>
internal sealed class OpeningHours : IEquatable<OpeningHours>
{
    private static readonly ImmutableArray<string> Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private readonly ImmutableArray<ImmutableArray<OpenInterval>> _days;

    private OpeningHours(ImmutableArray<ImmutableArray<OpenInterval>> days) => _days = days;

    /// <summary>Never open: what a business has before somebody says otherwise.</summary>
    public static OpeningHours None { get; } = new([.. Days.Select(_ => ImmutableArray<OpenInterval>.Empty)]);

    /// <summary>Reads what a person or a settings file wrote.</summary>
    /// <returns>The hours, or what is wrong with them in one sentence.</returns>
    public static (OpeningHours? Hours, string? Error) Parse(string json)
    {
        Dictionary<string, string[]>? written;
        try
        {
            written = JsonSerializer.Deserialize(json, OpeningHoursJson.Default.DictionaryStringStringArray);
        }
        catch (JsonException)
        {
            return (null, "Opening hours are an object of lists such as {\"mon\": [\"09:00-18:00\"]}.");
        }
        var days = new ImmutableArray<OpenInterval>[7];
        Array.Fill(days, []);
        foreach (var (day, intervals) in written ?? [])
        {
            var index = Days.IndexOf(day);
            if (index < 0) return (null, $"\"{day}\" is not a day; days are {string.Join(", ", Days)}.");
            var (parsed, error) = ParseDay(day, intervals);
            if (error is not null) return (null, error);
            days[index] = parsed;
        }
        return (new([.. days]), null);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The row was edited by hand.</exception>
    public static OpeningHours Stored(string json) => Parse(json) is ({ } hours, _) ? hours : throw new FormatException("Opening hours of a shop cannot be read.");

    /// <summary>Whether the shop is open at this time of its own zone.</summary>
    public bool IsOpen(DateTime local)
    {
        var minute = (int)local.TimeOfDay.TotalMinutes;
        var today = DayIndex(local.DayOfWeek);
        var yesterday = (today + 6) % 7;
        return _days[today].Any(i => i.Opens <= minute && minute < i.Closes)
            || _days[yesterday].Any(i => minute + 1440 < i.Closes);
    }

    /// <summary>The intervals that begin on that weekday.</summary>
    public ImmutableArray<OpenInterval> On(DayOfWeek day) => _days[DayIndex(day)];

    public string ToJson()
    {
        var written = new Dictionary<string, string[]>();
        for (var day = 0; day < 7; day++)
            if (!_days[day].IsEmpty) written[Days[day]] = [.. _days[day].Select(i => i.ToString())];
        return JsonSerializer.Serialize(written, OpeningHoursJson.Default.DictionaryStringStringArray);
    }

    /// <summary>The hours in words: <c>Mon–Fri 09:00–13:00, 14:00–19:00; Sat 10:00–14:00; Sun closed</c>.</summary>
    public string ToText(string language)
    {
        var words = Words.In(language);
        if (_days.All(d => d.IsEmpty)) return "";
        if (_days.All(d => d.SequenceEqual(_days[0]))) return $"{words.EveryDay} {Describe(_days[0], words)}";
        var text = new StringBuilder();
        for (var first = 0; first < 7;)
        {
            var last = first;
            while (last < 6 && _days[last + 1].SequenceEqual(_days[first])) last++;
            if (text.Length > 0) text.Append("; ");
            text.Append(first == last ? words.Days[first] : last == first + 1 ? $"{words.Days[first]}, {words.Days[last]}" : $"{words.Days[first]}–{words.Days[last]}");
            text.Append(' ').Append(Describe(_days[first], words));
            first = last + 1;
        }
        return text.ToString();
    }

    public bool Equals(OpeningHours? other) => other is not null && ToJson() == other.ToJson();

    public override bool Equals(object? obj) => Equals(obj as OpeningHours);

    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    private static (ImmutableArray<OpenInterval> Day, string? Error) ParseDay(string day, string[] intervals)
    {
        var parsed = ImmutableArray.CreateBuilder<OpenInterval>(intervals.Length);
        foreach (var interval in intervals)
        {
            var ends = interval.Split('-', '–');
            if (ends.Length != 2 || !TryMinutes(ends[0], out var opens) || !TryMinutes(ends[1], out var closes) || opens == 1440)
                return ([], $"\"{interval}\" on {day} is not an interval such as 09:00-13:00.");
            if (closes <= opens) closes += 1440;
            if (parsed.Count > 0 && opens < parsed[^1].Closes) return ([], $"\"{interval}\" on {day} begins before the interval in front of it ends.");
            parsed.Add(new(opens, closes));
        }
        return (parsed.ToImmutable(), null);
    }

    private static bool TryMinutes(string text, out int minutes)
    {
        text = text.Trim();
        minutes = 1440;
        if (text == "24:00") return true;
        if (!TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        minutes = (int)time.ToTimeSpan().TotalMinutes;
        return true;
    }

    private static int DayIndex(DayOfWeek day) => ((int)day + 6) % 7;

    private static string Describe(ImmutableArray<OpenInterval> day, Words words) =>
        day.IsEmpty ? words.Closed : string.Join(", ", day.Select(i => i.ToString().Replace('-', '–')));

    private sealed record Words(string EveryDay, string Closed, ImmutableArray<string> Days)
    {
        private static readonly Words English = new("every day", "closed", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
        private static readonly Words Russian = new("ежедневно", "выходной", ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]);
        private static readonly Words Albanian = new("çdo ditë", "mbyllur", ["hën", "mar", "mër", "enj", "pre", "sht", "die"]);

        public static Words In(string language) => language switch { "ru" => Russian, "sq" => Albanian, _ => English };
    }
}

[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class OpeningHoursJson : JsonSerializerContext;
