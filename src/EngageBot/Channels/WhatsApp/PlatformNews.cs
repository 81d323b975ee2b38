using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Hears what Meta tells about templates and the account behind a number, in the commit of the webhook that brought it.</summary>
/// <param name="field">Such as <c>message_template_status_update</c>.</param>
/// <param name="value">The field's JSON as it came.</param>
internal delegate ValueTask TemplateNews(WriteScope scope, WhatsAppNumber number, string field, string value);

/// <summary>Hears that a template was refused when it was to be sent: paused (132015), disabled (132016), or unknown in that language (132001).</summary>
internal delegate void TemplateRefused(WriteScope scope, WhatsAppNumber number, string template, string language, int code);

/// <summary>Hears that the platform takes no promotions until then.</summary>
/// <param name="chatKey">To that chat; empty: from the whole account.</param>
internal delegate void OffersPaused(WriteScope scope, long accountId, string chatKey, DateTimeOffset until, string why);
