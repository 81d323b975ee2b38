namespace EngageBot.Messaging;

/// <summary>How an attempt to send ended; what to do about it is decided in one place, not by platform.</summary>
internal abstract record SendResult
{
    private SendResult() { }

    /// <summary>The platform took it and named it.</summary>
    public sealed record Sent(string ExternalId) : SendResult;

    /// <summary>The platform asked for a pause. The number is the platform's, never ours.</summary>
    /// <param name="WholeAccount">The pause holds for every chat of the account.</param>
    public sealed record Throttled(TimeSpan RetryAfter, bool WholeAccount = false) : SendResult
    {
        /// <summary>The platform means this chat and no other, however many chats it says it to.</summary>
        public bool ChatAlone { get; init; }

        /// <summary>The account sends too much: promotions go more slowly for a while.</summary>
        public bool SlowsDown { get; init; }
    }

    /// <summary>The platform takes no promotions of the account now; answers go on.</summary>
    public sealed record PromotionsPaused(TimeSpan Pause, string Reason) : SendResult;

    /// <summary>Nothing was sent; worth another try.</summary>
    public sealed record Unavailable(string Reason) : SendResult;

    /// <summary>Cut after the request left: law 5 decides.</summary>
    /// <param name="Patience">How long a receipt may take that would tell; nothing is repeated before.</param>
    public sealed record Unknown(string Reason, TimeSpan Patience = default) : SendResult;

    /// <summary>Never: the same request would be refused again.</summary>
    /// <param name="ContactUnreachable">The contact blocked us or is gone: nothing proactive goes there until they come back.</param>
    public sealed record Refused(string Reason, bool ContactUnreachable) : SendResult;

    /// <summary>The platform rejects the account's credentials: nothing of this account can be sent until an operator acts.</summary>
    public sealed record AccountRejected(string Reason) : SendResult;

    /// <summary>The chat has moved; the row goes again to the new key.</summary>
    public sealed record Moved(string NewChatKey) : SendResult;
}
