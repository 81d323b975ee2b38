using EngageBot.Dialogs.Engine;

namespace EngageBot.Messaging;

/// <summary>What the gate says about one message.</summary>
internal abstract record SendPermit
{
    private SendPermit() { }

    public static SendPermit Allowed { get; } = new Yes();

    /// <summary>It may leave now.</summary>
    /// <param name="ByTemplate">The channel's window is closed: so shaped, by its template.</param>
    public sealed record Yes(OutgoingMessage? ByTemplate = null) : SendPermit;

    /// <summary>It will never leave.</summary>
    /// <param name="Why">One sentence for whoever asks.</param>
    public sealed record No(NoSend Reason, string Why) : SendPermit;

    /// <summary>It may leave later: it waits outside the queue until then and is asked about again.</summary>
    /// <param name="Until">The first moment at which nothing known now stands in its way.</param>
    /// <param name="Deadline">From then on it is of no use; a message whose own end comes first keeps that.</param>
    public sealed record Later(DateTimeOffset Until, NoSend Reason, string Why, DateTimeOffset Deadline) : SendPermit;

    /// <summary>Older words of its chat, which had waited for the customer, stand in the queue again and go first: it is asked about again after them.</summary>
    public sealed record Behind : SendPermit;
}
