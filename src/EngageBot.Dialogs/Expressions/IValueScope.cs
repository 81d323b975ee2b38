using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>What an expression can read while it is evaluated.</summary>
public interface IValueScope
{
    /// <summary>Reads a dotted name.</summary>
    /// <param name="value">The value, or <see langword="null"/> where the name is known but unset.</param>
    /// <returns><see langword="false"/> if the name is not declared.</returns>
    bool TryRead(string path, out Value? value);

    /// <summary>The turn's instant; what the name <c>now</c> reads.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The zone in which hours, weekdays and days are counted.</summary>
    TimeZoneInfo Zone { get; }

    /// <summary>Whether a state is active; only machine files ask.</summary>
    bool InState(string name);

    /// <summary>An undeclared name without a dot stands for itself, a member of a choice. Checked dialogs only: a machine file has no choices.</summary>
    bool ReadsBareWords => true;
}
