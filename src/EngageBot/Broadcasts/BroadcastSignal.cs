using EngageBot.Messaging;

namespace EngageBot.Broadcasts;

/// <summary>Wakes the fan-out when somebody has changed a broadcast.</summary>
internal sealed class BroadcastSignal
{
    public Signal Work { get; } = new();

    public void Changed() => Work.Set();
}
