using System.Globalization;

namespace EngageBot.Segments;

/// <summary>What a condition is made with: the parameters it needs and the words its facts share.</summary>
/// <remarks>Days are counted by the business's clock with the offset of today: (instant + offset) / a day. So one division tells the day on
/// both engines, and an hour of summer time moves what was bought around midnight at most.</remarks>
internal sealed class SegmentSql(SegmentPlace place)
{
    private const long DayMs = 86_400_000;

    private readonly Dictionary<string, object> _parameters = new(StringComparer.Ordinal);
    private readonly long _offsetMs = (long)place.Zone.GetUtcOffset(place.Now).TotalMilliseconds;
    private int _literals;

    public SegmentPlace Place { get; } = place;

    /// <summary>By name, as far as the condition uses them.</summary>
    public IReadOnlyDictionary<string, object> Parameters => _parameters;

    /// <summary>Today, counted from 1970.</summary>
    public long TodayNumber => (Place.Now.ToUnixTimeMilliseconds() + _offsetMs) / DayMs;

    public DateOnly Today => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(TodayNumber));

    public string Now => Set("@now", Place.Now.ToUnixTimeMilliseconds());

    public string TodayParameter => Set("@today", TodayNumber);

    /// <summary>A value somebody wrote.</summary>
    public string Literal(object value) => Set(string.Create(CultureInfo.InvariantCulture, $"@p{_literals++}"), value);

    /// <summary>A value the program computed; the same name is the same value.</summary>
    public string Set(string name, object value)
    {
        _parameters[name] = value;
        return name;
    }

    /// <summary>The first instant of the day so many days ago.</summary>
    public long StartOf(long daysAgo) => (TodayNumber - daysAgo) * DayMs - _offsetMs;

    /// <summary>The day on which an instant of a column falls, counted from 1970.</summary>
    public string DayOf(string column) => $"(({column} + {Set("@offset", _offsetMs)}) / {DayMs.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>How many days ago an instant of a column was; <c>NULL</c> where there is none.</summary>
    public string DaysAgo(string column) => $"({TodayParameter} - {DayOf(column)})";

    /// <summary>What a receipt was worth after all that came back.</summary>
    public const string Net = "(p.amount_minor - " + Returned + ")";

    private const string Returned = "CAST(COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0) AS BIGINT)";

    /// <summary>A receipt counts unless all of it came back.</summary>
    public const string Kept = "(p.amount_minor = 0 OR p.amount_minor > " + Returned + ")";

    /// <summary>The receipts <c>p</c> of the contact that count.</summary>
    /// <param name="days">Only those of today and so many days before.</param>
    /// <param name="beside">Other tables, joined.</param>
    public string Receipts(long? days = null, string beside = "") =>
        $"FROM purchases p{beside} WHERE p.contact_id = c.id AND p.bought_at <= {Now}{Since(days)} AND {Kept}";

    private string Since(long? days) =>
        days is { } n ? $" AND p.bought_at >= {Set(string.Create(CultureInfo.InvariantCulture, $"@since_{n}"), StartOf(n))}" : "";
}
