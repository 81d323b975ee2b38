using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>A platform messages leave by; one instance an account.</summary>
internal interface IChannel
{
    /// <summary>The account whose messages it sends.</summary>
    ChannelAccount Account { get; }

    /// <summary>What the platform itself wants between two promotions to one chat, where it wants more than the settings say.</summary>
    TimeSpan LeastBulkInterval => TimeSpan.Zero;

    /// <summary>Sends once; never sleeps, never retries, never throws for what a platform may answer.</summary>
    Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation);

    /// <summary>Answers a tap after its turn's commit: best effort, errors are swallowed and counted.</summary>
    /// <param name="text">At most 200 characters; empty only stops the spinner.</param>
    /// <param name="removeButtonsOf">The message whose stale buttons are taken off.</param>
    Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation);
}

/// <summary>One of a business's accounts on a platform.</summary>
/// <param name="Channel"><c>telegram</c>, <c>whatsapp</c> or <c>web</c>.</param>
/// <param name="Name"><c>main</c> for the account of the settings.</param>
internal sealed record ChannelAccount(long Id, BusinessId BusinessId, string Channel, string Name)
{
    /// <summary>Free words may be sent only for a while after the customer's own; outside of it nothing but approved templates.</summary>
    public bool HasWindow => Channel == "whatsapp";
}
