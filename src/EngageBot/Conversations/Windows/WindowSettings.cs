using System.ComponentModel.DataAnnotations;

namespace EngageBot.Conversations.Windows;

/// <summary>The section <c>Window</c>: how long free words may be sent after a customer's own, and what is kept to outside of it.</summary>
internal sealed class WindowSettings
{
    public const string Section = "Window";

    /// <summary>The platform's length: 24 hours from the customer's newest message (WhatsApp Cloud API, read 2026-11).</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromHours(24);

    /// <summary>Minutes before the platform's own end at which it counts as closed here: a message under way must still arrive inside.</summary>
    [Range(0, 12 * 60)]
    public int MarginMinutes { get; init; } = 10;

    /// <summary>Minutes before the end at which staff who owe an answer are warned; 0: never.</summary>
    [Range(0, 12 * 60)]
    public int WarnMinutes { get; init; } = 120;

    /// <summary>Days that words of staff wait for the customer to write again.</summary>
    [Range(1, 90)]
    public int HoldDays { get; init; } = 30;

    /// <summary>What holds until the platform has told its limit: that of a new business portfolio.</summary>
    public const int FirstPeopleADay = 250;

    /// <summary>Different people written to first in any 24 hours, over all accounts; absent: as the platform tells, 0: no limit of ours.</summary>
    /// <remarks>WhatsApp: 250, then 2,000, 10,000, 100,000, unlimited, for the whole business portfolio (read 2026-11). What exceeding answers is not
    /// documented, and bad quality lowers it: so it is counted here. An installation is taken for one portfolio.</remarks>
    [Range(0, 10_000_000)]
    public int? PeopleADay { get; init; }

    /// <summary>The platform's code of a language where it is not the two letters: <c>en</c> made as <c>en_US</c>.</summary>
    public Dictionary<string, string> Languages { get; init; } = [];

    /// <summary>When free words to somebody heard then end.</summary>
    public DateTimeOffset EndOf(DateTimeOffset heardAt) => heardAt + Whole - TimeSpan.FromMinutes(MarginMinutes);

    /// <summary>A language as the platform calls it.</summary>
    public string LanguageOf(string language) => Languages.GetValueOrDefault(language, language);
}
