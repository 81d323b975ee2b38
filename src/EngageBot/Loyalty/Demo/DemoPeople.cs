using System.Collections.Immutable;

namespace EngageBot.Loyalty.Demo;

/// <summary>Something a demo member did.</summary>
/// <param name="DaysAgo">Before the demo is loaded.</param>
/// <param name="AmountMinor">Above zero: a purchase; below zero: so many points spent.</param>
internal readonly record struct DemoDeed(int DaysAgo, long AmountMinor);

/// <summary>A member of the demo.</summary>
/// <param name="Key">Names the three members a visitor of the demo page can be; absent for the others.</param>
internal sealed record DemoPerson(string? Key, NewMember Member, int JoinedDaysAgo, ImmutableArray<DemoDeed> Deeds)
{
    public string Phone => Member.Phone;
    public string Name => Member.Name!;
    public string Language => Member.Language!;
}

/// <summary>Who comes to the demo's coffee shops. The same people with the same habits every time; only the calendar moves.</summary>
internal static class DemoPeople
{
    private static readonly ImmutableArray<(string Name, string Language)> Names =
    [
        ("Elira", "sq"), ("Agim", "sq"), ("Mirela", "sq"), ("Dritan", "sq"), ("Ardita", "sq"), ("Gentian", "sq"), ("Valbona", "sq"), ("Ilir", "sq"),
        ("Teuta", "sq"), ("Erion", "sq"), ("Blerta", "sq"), ("Fatos", "sq"), ("Jonida", "sq"), ("Luan", "sq"), ("Ermira", "sq"), ("Sokol", "sq"),
        ("Anna", "en"), ("James", "en"), ("Emily", "en"), ("Oliver", "en"), ("Grace", "en"), ("Thomas", "en"), ("Lucy", "en"), ("Peter", "en"), ("Sophie", "en"),
        ("Анна", "ru"), ("Михаил", "ru"), ("Ольга", "ru"), ("Сергей", "ru"), ("Елена", "ru"), ("Павел", "ru"), ("Ирина", "ru"), ("Дмитрий", "ru"),
        ("Наталья", "ru"), ("Андрей", "ru"), ("Мария", "ru"), ("Виктор", "ru"),
    ];

    /// <summary>The three a visitor can be: one at the top, one whose points are about to run out, one who has just begun.</summary>
    public static ImmutableArray<DemoPerson> Visitors { get; } = [Arta(), Besnik(), Daria()];

    /// <summary>Everybody, the visitors first.</summary>
    public static ImmutableArray<DemoPerson> All { get; } = [.. Visitors, .. Names.Select((name, number) => Regular(number, name.Name, name.Language))];

    private static DemoPerson Arta()
    {
        var habit = new Habit(1);
        var deeds = Enumerable.Range(0, 66).Select(n => new DemoDeed(400 - 6 * n, habit.Between(700, 1_900))).ToList();
        deeds.AddRange([new(300, -120), new(190, -150), new(75, -200)]);
        return Person("arta", new("+355692000001", "Arta", "en", "06-14"), joinedDaysAgo: 410, deeds);
    }

    // Fourteen days on the way and a year to be spent: what was bought 374 days ago runs out in 5, what was bought 367 days ago in 12.
    private static DemoPerson Besnik() =>
        Person("besnik", new("+355692000002", "Besnik", "sq", "11-03"), joinedDaysAgo: 380,
            [new(374, 4_150), new(367, 2_780), new(310, 1_640), new(268, 2_230), new(221, 1_890), new(180, 2_460), new(132, 1_720), new(88, 2_050), new(41, 2_340), new(9, 1_560)]);

    private static DemoPerson Daria() => Person("daria", new("+355692000003", "Дарья", "ru", null), joinedDaysAgo: 2, [new(1, 1_240)]);

    /// <summary>Some come every week, some have stopped coming, some came once.</summary>
    private static DemoPerson Regular(int number, string name, string language)
    {
        var habit = new Habit(number + 10);
        var joined = (int)habit.Between(20, 425);
        var stopped = number % 5 == 4 ? (int)habit.Between(60, 240) : (int)habit.Between(0, 20);
        var rhythm = (int)habit.Between(5, 45);
        var deeds = new List<DemoDeed>();
        for (var day = joined; day >= Math.Min(stopped, joined); day -= Math.Max(1, rhythm + (int)habit.Between(-3, 4))) deeds.Add(new(day, habit.Between(250, 2_800)));
        if (deeds.Count > 12) deeds.Add(new(deeds[^2].DaysAgo, -40));
        var birthday = number % 3 == 0 ? null : $"{habit.Between(1, 13):00}-{habit.Between(1, 29):00}";
        return Person(null, new($"+3556920001{number:00}", name, language, birthday), joined, deeds);
    }

    private static DemoPerson Person(string? key, NewMember member, int joinedDaysAgo, IEnumerable<DemoDeed> deeds) =>
        new(key, member, joinedDaysAgo, [.. deeds.OrderByDescending(d => d.DaysAgo)]);

    /// <summary>Numbers that look picked at random and never change.</summary>
    private sealed class Habit(uint seed)
    {
        private uint _state = seed * 2654435761u;

        public Habit(int seed) : this((uint)seed) { }

        /// <summary>From <paramref name="low"/> to just below <paramref name="high"/>.</summary>
        public long Between(long low, long high)
        {
            _state = _state * 1664525u + 1013904223u;
            return low + (_state >> 8) % (high - low);
        }
    }
}
