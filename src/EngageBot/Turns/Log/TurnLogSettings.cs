using System.ComponentModel.DataAnnotations;

namespace EngageBot.Turns.Log;

/// <summary>The settings under <c>Turns</c>.</summary>
internal sealed class TurnLogSettings
{
    /// <summary>The section's name in the settings.</summary>
    public const string Section = "Turns";

    /// <summary>How many days the records of turns are kept, for <c>engagebot dialogs log</c> and <c>replay</c>; 0 records nothing.</summary>
    [Range(0, 90)]
    public int LogDays { get; init; } = 7;
}
