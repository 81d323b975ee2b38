using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>The life of an outbox row; drawn in docs/state-machines.md and enforced by the table.</summary>
internal enum OutboxState { Queued, Sending, Sent, Delivered, Read, Dead, Expired, Cancelled, Uncertain }

/// <summary>What the states mean to whoever waits for a message.</summary>
internal static class OutboxStates
{
    extension(OutboxState state)
    {
        /// <summary>It has reached the platform, or more.</summary>
        public bool HasArrived => state is OutboxState.Sent or OutboxState.Delivered or OutboxState.Read;

        /// <summary>It did not arrive, as far as anybody knows, and will not.</summary>
        public bool HasFailed => state is OutboxState.Dead or OutboxState.Expired or OutboxState.Cancelled or OutboxState.Uncertain;

        /// <summary>It surely reached nobody.</summary>
        public bool NeverCame => state is OutboxState.Dead or OutboxState.Expired or OutboxState.Cancelled;
    }

    /// <summary>A state as rows have it.</summary>
    public static OutboxState Read(string state) => Enum.Parse<OutboxState>(state);
}

/// <summary>What kind of message it is: decides the order in a chat and what a crash does to it (law 5).</summary>
internal enum OutboundKind
{
    /// <summary>An answer to what the customer did: first in its chat; sent again when a crash leaves the outcome unknown.</summary>
    Reply,
    /// <summary>A human's word, or a word to staff: like a reply.</summary>
    Case,
    /// <summary>A service message nobody asked for: sent again after a crash.</summary>
    Notice,
    /// <summary>A promotion: never sent twice; becomes <see cref="OutboxState.Uncertain"/> when a crash leaves the outcome unknown.</summary>
    Promotion,
}

/// <summary>A row of the outbox, as the sender sees it.</summary>
/// <param name="Key">Unique in its chat; a turn that is done again writes the same key and so nothing new.</param>
/// <param name="ReplacesExternalId">The platform's id of the message this one edits, if that one was sent.</param>
internal sealed record OutboundMessage(
    long Id,
    BusinessId BusinessId,
    long AccountId,
    string ChatKey,
    long? ChatId,
    string Key,
    OutboundKind Kind,
    OutgoingMessage Content,
    int Attempts,
    DateTimeOffset? ExpiresAt,
    string? ReplacesExternalId)
{
    /// <summary>What it is about, if a play or a broadcast sends it.</summary>
    public Proactive? About { get; init; }

    /// <summary>Its channel takes free words only for a while after the customer's own.</summary>
    public bool HasWindow { get; init; }

    /// <summary>That while is over: it leaves by its template, and <see cref="Content"/> is shaped for it.</summary>
    public bool ByTemplate { get; init; }
}

/// <summary>What a turn hands to the outbox.</summary>
internal sealed record Draft(
    BusinessId BusinessId, long AccountId, string ChatKey, long? ChatId, string Key, OutboundKind Kind, OutgoingMessage Content, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>What it is about, if a play or a broadcast sends it.</summary>
    public Proactive? About { get; init; }

    /// <summary>The content as a row has it, written before the writer's turn came.</summary>
    public string? Written { get; init; }
}
