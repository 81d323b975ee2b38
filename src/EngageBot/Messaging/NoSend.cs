namespace EngageBot.Messaging;

/// <summary>Why something nobody asked for is not sent, or not yet; the words of docs/contact-policy.md, of the API and of the table.</summary>
internal enum NoSend
{
    /// <summary>The contact never said yes to this purpose on this channel.</summary>
    NoConsent,
    /// <summary>The contact said stop, or complained.</summary>
    Suppressed,
    /// <summary>The contact takes a break.</summary>
    Paused,
    /// <summary>A person of the shop is, or was just now, looking after the contact.</summary>
    OpenCase,
    /// <summary>It is night for the contact.</summary>
    QuietHours,
    /// <summary>The contact has heard from the shop often enough.</summary>
    FrequencyCap,
    /// <summary>Something more important to the same contact goes first.</summary>
    GivesWay,
    /// <summary>The contact does not want this topic.</summary>
    TopicOff,
    /// <summary>The contact wants to be written to elsewhere.</summary>
    ChannelOff,
    /// <summary>The contact has blocked the shop, or is gone from the platform.</summary>
    Unreachable,
    /// <summary>The contact has no chat at all.</summary>
    NoAddress,
    /// <summary>It could only have left after the moment until which it is of use.</summary>
    TooLate,
    /// <summary>The message is longer than the shop allows itself.</summary>
    TooLong,
    /// <summary>The contact is one of those left out so that the effect can be measured.</summary>
    Holdout,
    /// <summary>The budget is spent.</summary>
    Budget,
    /// <summary>The contact was asked something else so shortly before.</summary>
    AskedLately,
    /// <summary>The contact was asked this very thing, and as often as it is asked.</summary>
    AskedBefore,
    /// <summary>As many people have answered as were wanted.</summary>
    QuotaFull,
    /// <summary>Only some people are asked, and the contact is none of them.</summary>
    NotSampled,
    /// <summary>Whoever sent it, or the shop, has called it off.</summary>
    CalledOff,
    /// <summary>The contact has been silent for 24 hours, and then the channel takes nothing but an approved template: it has none.</summary>
    WindowClosed,
    /// <summary>Its template is not known in the contact's language.</summary>
    NoTemplate,
    /// <summary>The platform has not approved its template, or has paused or disabled it.</summary>
    TemplateNotApproved,
    /// <summary>Its words do not fit its template.</summary>
    TemplateUnfit,
    /// <summary>The business has written first to as many people within 24 hours as the platform allows.</summary>
    MessagingLimit,
    /// <summary>The platform takes no offers to the contact, or from the business, for a while.</summary>
    PlatformPause,
}
