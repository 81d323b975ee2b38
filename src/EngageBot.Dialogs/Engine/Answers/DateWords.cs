namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>The words of days and times in English, Russian and Albanian, folded as <see cref="Folding"/> folds.</summary>
internal static class DateWords
{
    private static readonly string[][] Months =
    [
        ["january", "январь", "января", "январе", "janar", "janarit"],
        ["february", "февраль", "февраля", "феврале", "shkurt", "shkurtit"],
        ["march", "март", "марта", "марте", "mars", "marsit"],
        ["april", "апрель", "апреля", "апреле", "prill", "prillit"],
        ["may", "май", "мая", "мае", "maj", "majit"],
        ["june", "июнь", "июня", "июне", "qershor", "qershorit"],
        ["july", "июль", "июля", "июле", "korrik", "korrikut"],
        ["august", "август", "августа", "августе", "gusht", "gushtit"],
        ["september", "сентябрь", "сентября", "сентябре", "shtator", "shtatorit"],
        ["october", "октябрь", "октября", "октябре", "tetor", "tetorit"],
        ["november", "ноябрь", "ноября", "ноябре", "nentor", "nentorit"],
        ["december", "декабрь", "декабря", "декабре", "dhjetor", "dhjetorit"],
    ];

    private static readonly string[][] Weekdays =
    [
        ["sunday", "sun", "воскресенье", "вс", "diel", "diele", "dielen", "e diel", "e diele"],
        ["monday", "mon", "понедельник", "пн", "hene", "henen"],
        ["tuesday", "tue", "вторник", "вт", "marte", "marten"],
        ["wednesday", "wed", "среда", "среду", "ср", "merkure", "merkuren"],
        ["thursday", "thu", "четверг", "чт", "enjte", "enjten"],
        ["friday", "fri", "пятница", "пятницу", "пт", "premte", "premten"],
        ["saturday", "sat", "суббота", "субботу", "сб", "shtune", "shtunen"],
    ];

    private static readonly Dictionary<string, int> Days = new(StringComparer.Ordinal)
    {
        ["today"] = 0, ["сегодня"] = 0, ["sot"] = 0,
        ["tomorrow"] = 1, ["завтра"] = 1, ["neser"] = 1,
        ["послезавтра"] = 2, ["pasneser"] = 2,
        ["yesterday"] = -1, ["вчера"] = -1, ["dje"] = -1,
    };

    private static readonly HashSet<string> Before = ["at", "в", "во", "к", "ora", "oren", "by"];
    private static readonly HashSet<string> Noise =
        ["on", "the", "of", "next", "this", "на", "года", "год", "г", "го", "числа", "ne", "me", "te", "e", "date", "daten", "dt"];
    private static readonly HashSet<string> InDays = ["in", "через", "pas"];
    private static readonly HashSet<string> DayUnits = ["day", "days", "день", "дня", "дней", "dite", "ditesh"];
    private static readonly HashSet<string> Morning = ["am", "утра", "morning", "mengjes", "mengjesit", "paradite"];
    private static readonly HashSet<string> Evening =
        ["pm", "дня", "вечера", "evening", "afternoon", "pasdite", "mbremje", "mbremjes"];
    private static readonly HashSet<string> HourUnits = ["h", "ч", "час", "часа", "часов", "oclock", "hours", "ore"];

    /// <summary>1 to 12, or 0.</summary>
    public static int Month(string word) => IndexIn(Months, word, shortest: 3) + 1;

    /// <summary>0 (Sunday) to 6, or -1.</summary>
    public static int Weekday(string word) => IndexIn(Weekdays, word, shortest: int.MaxValue);

    /// <summary>Days from today.</summary>
    public static int? Day(string word) => Days.TryGetValue(word, out var days) ? days : null;

    /// <summary>The next number is an hour.</summary>
    public static bool IsBeforeHour(string word) => Before.Contains(word);

    /// <summary>Carries no meaning of its own.</summary>
    public static bool IsNoise(string word) => Noise.Contains(word);

    /// <summary>The next number counts days.</summary>
    public static bool IsInDays(string word) => InDays.Contains(word);

    /// <summary>The number before counts days.</summary>
    public static bool IsDayUnit(string word) => DayUnits.Contains(word);

    /// <summary>The hour before is of the morning.</summary>
    public static bool IsMorning(string word) => Morning.Contains(word);

    /// <summary>The hour before is of the afternoon or evening.</summary>
    public static bool IsEvening(string word) => Evening.Contains(word);

    /// <summary>The number before is an hour.</summary>
    public static bool IsHourUnit(string word) => HourUnits.Contains(word);

    // A month may be cut to its first letters ("14 feb", "14 фев").
    private static int IndexIn(string[][] names, string word, int shortest)
    {
        for (var index = 0; index < names.Length; index++)
            foreach (var name in names[index])
                if (name == word || (word.Length >= shortest && name.StartsWith(word, StringComparison.Ordinal))) return index;
        return -1;
    }
}
