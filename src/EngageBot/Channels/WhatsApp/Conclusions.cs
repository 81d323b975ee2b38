using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What a failure says about the person, the template or the number, whether it came as an answer or as a receipt.</summary>
internal sealed class Conclusions(TimeProvider clock, TemplateRefused? templateRefused = null, OffersPaused? offersPaused = null)
{
    /// <summary>Promotions rest for so long after the platform held one back from somebody.</summary>
    private static readonly TimeSpan MarketingRest = TimeSpan.FromHours(24);

    /// <summary>What a failure says beyond its message, in the commit that marks it or in one of its own.</summary>
    public async ValueTask DrawAsync(WriteScope scope, Func<Arrival, ValueTask<bool>> add, WhatsAppNumber number, OutboundMessage message, GraphFailure failure)
    {
        if (failure is not GraphFailure.Refused { Code: var code }) return;
        var (account, now) = (number.Account.Id, clock.GetUtcNow());
        if (code == WhatsAppErrors.WindowClosed) WhatsAppUsers.Close(scope, account, message.ChatKey, now);
        if (WhatsAppErrors.IsMarketingPause(code)) offersPaused?.Invoke(scope, account, message.ChatKey, now + MarketingRest, failure.ToString());
        if (code == WhatsAppErrors.QualityPause) offersPaused?.Invoke(scope, account, "", now + WhatsAppErrors.QualityRest, failure.ToString());
        if (code == WhatsAppErrors.MarketingStopped) await add(new Arrival(account, $"stopped:{message.Id}", message.ChatKey, new InboundContent.MarketingWish(false)));
        if (WhatsAppErrors.IsTemplateTrouble(code) && message.Content.Template is { } template) templateRefused?.Invoke(scope, number, template, message.Content.Language, code);
    }

    /// <summary>Whether a failure concerns more than its message.</summary>
    public static bool AreDrawn(GraphFailure failure) => failure is GraphFailure.Refused { Code: var code }
        && (code is WhatsAppErrors.WindowClosed or WhatsAppErrors.MarketingStopped or WhatsAppErrors.QualityPause || WhatsAppErrors.IsMarketingPause(code) || WhatsAppErrors.IsTemplateTrouble(code));

    /// <summary>The gate decides about the message again: the window was closed after all, and a template may go instead; or the template is not sent now, and the message waits for it.</summary>
    public static bool IsForTheGate(OutboundMessage message, GraphFailure failure) =>
        failure is GraphFailure.Refused { Code: var code } && message is { Content.Template: not null, Attempts: < 3 }
        && (code == WhatsAppErrors.WindowClosed && !message.ByTemplate || WhatsAppErrors.IsTemplateTrouble(code));
}
