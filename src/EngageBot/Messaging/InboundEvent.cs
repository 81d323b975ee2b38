namespace EngageBot.Messaging;

/// <summary>The life of an inbox row; drawn in docs/state-machines.md and enforced by the table.</summary>
internal enum InboxState { Received, Handling, Handled, Dead, Quarantined }

/// <summary>A row of the inbox: one thing that happened to one chat, accepted once.</summary>
/// <param name="Id">Ascending; the order in which a chat's events are handled.</param>
/// <param name="ExternalId">What the entrance calls it (<c>update_id</c>, activity id, <c>timer:17</c>); unique for the account.</param>
/// <param name="ChatKey">The chat's id on the platform; events of one key are handled strictly in order.</param>
/// <param name="Attempts">Counted before each try, so that a crash inside one still counts.</param>
internal sealed record InboundEvent(
    long Id, long AccountId, string ExternalId, string ChatKey, InboundContent Content, int Attempts, DateTimeOffset ReceivedAt)
{
    /// <summary>An event that has waited for so long may have been given other words since the worker read its row.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(2);
}

/// <summary>What an entrance hands to the inbox.</summary>
internal sealed record Arrival(long AccountId, string ExternalId, string ChatKey, InboundContent Content);
