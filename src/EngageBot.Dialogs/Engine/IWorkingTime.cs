namespace EngageBot.Dialogs.Engine;

/// <summary>Facts that also know when the shop works; without it working time counts as time of the clock.</summary>
public interface IWorkingTime
{
    /// <summary>The instant at which so much working time has passed.</summary>
    /// <param name="length">Whole days count working days, anything else working hours.</param>
    DateTimeOffset After(DateTimeOffset from, TimeSpan length);
}
