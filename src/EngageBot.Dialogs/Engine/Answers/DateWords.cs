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

    /// <summary>Numbers as people say hours and small counts, in every form that follows a preposition; two words for one number are not read.</summary>
    private static readonly Dictionary<string, int> Numbers = Spelled(
        "one один одна одного часу nje", "two два две двух двум dy", "three три трех трем tre tri", "four четыре четырех четырем kater", "five пять пяти pese",
        "six шесть шести gjashte", "seven семь семи shtate", "eight восемь восьми tete", "nine девять девяти nente", "ten десять десяти dhjete",
        "eleven одиннадцать одиннадцати njembedhjete", "twelve двенадцать двенадцати dymbedhjete", "thirteen тринадцать тринадцати trembedhjete",
        "fourteen четырнадцать четырнадцати katermbedhjete", "fifteen пятнадцать пятнадцати pesembedhjete", "sixteen шестнадцать шестнадцати gjashtembedhjete",
        "seventeen семнадцать семнадцати shtatembedhjete", "eighteen восемнадцать восемнадцати tetembedhjete", "nineteen девятнадцать девятнадцати nentembedhjete",
        "twenty двадцать двадцати njezet");

    /// <summary>What is said of an hour that is half gone in Russian: "половина шестого" is 5:30.</summary>
    private static readonly Dictionary<string, int> HalfGone = Spelled("первого", "второго", "третьего", "четвертого", "пятого", "шестого", "седьмого", "восьмого",
        "девятого", "десятого", "одиннадцатого", "двенадцатого");

    private static readonly HashSet<string> Halves = ["half", "половине", "половина", "gjysme", "тридцать", "thirty", "tridhjete"];
    private static readonly HashSet<string> Noons = ["noon", "midday", "полдень", "полдня", "mesdite", "mesdites"];
    private static readonly HashSet<string> Before = ["at", "в", "во", "к", "около", "ora", "oren", "by"];
    private static readonly HashSet<string> Noise =
        ["on", "the", "of", "next", "this", "past", "на", "года", "год", "г", "го", "числа", "ne", "me", "te", "e", "date", "daten", "dt"];
    private static readonly HashSet<string> InDays = ["in", "через", "pas"];
    private static readonly HashSet<string> DayUnits = ["day", "days", "день", "дня", "дней", "dite", "ditesh"];
    private static readonly HashSet<string> Morning = ["am", "утра", "утром", "morning", "mengjes", "mengjesit", "paradite"];
    private static readonly HashSet<string> Evening =
        ["pm", "дня", "днем", "вечера", "вечером", "evening", "afternoon", "pasdite", "mbremje", "mbremjes"];
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

    /// <summary>A number said in a word, 1 to 20.</summary>
    public static int? Number(string word) => Numbers.TryGetValue(word, out var number) ? number : null;

    /// <summary>The hour of which a half has passed: 5 for "шестого" and "полшестого".</summary>
    public static int? HalfOf(string word)
    {
        var named = word.StartsWith("пол", StringComparison.Ordinal) ? word[3..] : word;
        return HalfGone.TryGetValue(named, out var next) ? (next + 10) % 12 + 1 : null;
    }

    /// <summary>Half an hour past the hour before or after it.</summary>
    public static bool IsHalf(string word) => Halves.Contains(word);

    /// <summary>Twelve in the day.</summary>
    public static bool IsNoon(string word) => Noons.Contains(word);

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

    /// <param name="words">Those of 1, of 2 and so on, divided by blanks.</param>
    private static Dictionary<string, int> Spelled(params ReadOnlySpan<string> words)
    {
        var all = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var number = 0; number < words.Length; number++)
            foreach (var word in words[number].Split(' '))
                all[word] = number + 1;
        return all;
    }
}
