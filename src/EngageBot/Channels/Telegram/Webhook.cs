using System.Security.Cryptography;
using System.Text.Json;
using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>The webhook as the settings want it.</summary>
/// <param name="Fingerprint">Of everything in it; whether the secret is still the same cannot be asked of Telegram.</param>
internal sealed record Webhook(SetWebhookRequest Request, string Fingerprint)
{
    private const int MaxConnections = 100;

    public static Webhook Of(TelegramSettings settings, ChannelAccount account)
    {
        var url = $"{settings.PublicUrl!.AbsoluteUri.TrimEnd('/')}/webhooks/telegram/{account.Name}";
        var request = new SetWebhookRequest(url, settings.WebhookSecret, MaxConnections, UpdateMapping.AllowedUpdates);
        return new Webhook(request, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, TelegramJson.Wire.SetWebhookRequest))));
    }

    /// <summary>Whether Telegram brings updates where we want them; what was asked for besides, only the fingerprint tells.</summary>
    public bool IsSet(WebhookInfo info) => info.Url == Request.Url;
}
