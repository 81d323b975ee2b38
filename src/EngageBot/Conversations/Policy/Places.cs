using System.Collections.Frozen;

namespace EngageBot.Conversations.Policy;

/// <summary>Which time zone a place is in, as people write it: the name of a large city, or of the zone itself.</summary>
internal static class Places
{
    /// <summary>Names that are not those of the zone database, in the languages spoken here.</summary>
    private static readonly FrozenDictionary<string, string> Others = new Dictionary<string, string>
    {
        ["tirana"] = "Europe/Tirane", ["тирана"] = "Europe/Tirane", ["durres"] = "Europe/Tirane", ["durrës"] = "Europe/Tirane", ["pristina"] = "Europe/Belgrade",
        ["prishtina"] = "Europe/Belgrade", ["prishtinë"] = "Europe/Belgrade", ["приштина"] = "Europe/Belgrade", ["shkup"] = "Europe/Skopje", ["скопье"] = "Europe/Skopje",
        ["москва"] = "Europe/Moscow", ["moskë"] = "Europe/Moscow", ["moska"] = "Europe/Moscow", ["санкт-петербург"] = "Europe/Moscow", ["лондон"] = "Europe/London",
        ["londër"] = "Europe/London", ["londra"] = "Europe/London", ["берлин"] = "Europe/Berlin", ["мюнхен"] = "Europe/Berlin", ["munich"] = "Europe/Berlin",
        ["париж"] = "Europe/Paris", ["рим"] = "Europe/Rome", ["roma"] = "Europe/Rome", ["романия"] = "Europe/Bucharest", ["афины"] = "Europe/Athens", ["athina"] = "Europe/Athens",
        ["athinë"] = "Europe/Athens", ["стамбул"] = "Europe/Istanbul", ["stamboll"] = "Europe/Istanbul", ["дубай"] = "Asia/Dubai", ["тбилиси"] = "Asia/Tbilisi",
        ["ереван"] = "Asia/Yerevan", ["алматы"] = "Asia/Almaty", ["ташкент"] = "Asia/Tashkent", ["екатеринбург"] = "Asia/Yekaterinburg", ["новосибирск"] = "Asia/Novosibirsk",
        ["владивосток"] = "Asia/Vladivostok", ["нью-йорк"] = "America/New_York", ["nju jork"] = "America/New_York", ["boston"] = "America/New_York", ["токио"] = "Asia/Tokyo",
        ["milan"] = "Europe/Rome", ["milano"] = "Europe/Rome", ["милан"] = "Europe/Rome", ["zurich"] = "Europe/Zurich", ["zürich"] = "Europe/Zurich", ["вена"] = "Europe/Vienna",
        ["vjenë"] = "Europe/Vienna", ["wien"] = "Europe/Vienna", ["киев"] = "Europe/Kyiv", ["минск"] = "Europe/Minsk", ["белград"] = "Europe/Belgrade", ["beograd"] = "Europe/Belgrade",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>By the last part of the zone's name, <c>New_York</c>.</summary>
    private static readonly Lazy<FrozenDictionary<string, string>> Cities = new(() => TimeZoneInfo.GetSystemTimeZones()
        .Where(zone => zone.Id.Contains('/', StringComparison.Ordinal) && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
        .GroupBy(zone => Simple(zone.Id[(zone.Id.LastIndexOf('/') + 1)..]), StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.First().Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>The IANA zone, or <see langword="null"/> if nobody knows the place.</summary>
    public static string? ZoneOf(string written)
    {
        var place = Simple(written);
        if (place.Length is 0 or > 60) return null;
        return Others.GetValueOrDefault(place) ?? Cities.Value.GetValueOrDefault(place)
            ?? (written.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(written.Trim().Replace(' ', '_'), out var zone) ? zone.Id : null);
    }

    private static string Simple(string place) => place.Trim().TrimEnd('.', '!').Replace('_', ' ');
}
