using EngageBot.Messaging;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Somebody, as far as one message names them: by number, by the business's own id for them, or by both.</summary>
internal sealed record WhatsAppPerson(string? WaId, string? UserId, string? ParentUserId, string? Name)
{
    public bool IsNobody => WaId is null && UserId is null;
}

/// <summary>What one message of a webhook means.</summary>
internal abstract record Heard
{
    private Heard() { }

    /// <summary>Something for the inbox.</summary>
    /// <param name="Opens">It opens the window of 24 hours.</param>
    public sealed record Content(WhatsAppPerson Who, string Id, DateTimeOffset At, InboundContent What, bool Opens) : Heard;

    /// <summary>A message with other words than before.</summary>
    /// <param name="Whole">The message as it is now.</param>
    public sealed record Edit(WhatsAppPerson Who, string Id, DateTimeOffset At, string OriginalId, string Words, InboundContent Whole) : Heard;

    /// <summary>The same person under another number or another id.</summary>
    public sealed record Renamed(WhatsAppPerson Before, WhatsAppPerson Now) : Heard;

    /// <summary>Nothing to do with a conversation.</summary>
    public sealed record Ignored : Heard
    {
        public static Ignored It { get; } = new();
    }
}

/// <summary>A receipt, as a webhook brings it.</summary>
/// <param name="Id">The message's, as the platform calls it.</param>
/// <param name="Reached"><see langword="null"/> where it failed.</param>
/// <param name="Callback">What we gave the message to carry.</param>
internal sealed record HeardStatus(string Id, OutboxState? Reached, DateTimeOffset At, WhatsAppPerson Who, string? Callback, GraphFailure.Refused? Failure);

/// <summary>One item of a webhook, with the number it came to.</summary>
internal abstract record WebhookItem(WhatsAppNumber Number)
{
    public sealed record Message(WhatsAppNumber Number, Heard What) : WebhookItem(Number);

    public sealed record Status(WhatsAppNumber Number, HeardStatus What) : WebhookItem(Number);

    /// <summary>Somebody told the platform that they want, or do not want, promotions of this business.</summary>
    public sealed record Preference(WhatsAppNumber Number, WhatsAppPerson Who, bool Wanted, DateTimeOffset At) : WebhookItem(Number);

    /// <summary>News about the number, its account or its templates.</summary>
    /// <param name="Value">As it came.</param>
    public sealed record News(WhatsAppNumber Number, string Field, string Value) : WebhookItem(Number);

    /// <summary>An error of the account that belongs to no message.</summary>
    public sealed record Trouble(WhatsAppNumber Number, GraphFailure.Refused Failure) : WebhookItem(Number);

    /// <summary>An item nobody could read.</summary>
    /// <param name="ExternalId">If at least that could be read.</param>
    public sealed record Garbled(WhatsAppNumber Number, string? ExternalId, string Raw, string Error) : WebhookItem(Number);
}
