using System.Globalization;
using EngageBot.Channels.Telegram;
using EngageBot.Channels.WebChat;
using EngageBot.Staff;
using Microsoft.Extensions.Options;

namespace EngageBot.Turns;

/// <summary>A fresh link in words for a terminal: where to open it, how long it is good.</summary>
/// <param name="bot">Absent while the channel is off.</param>
internal sealed class InvitationWords(TimeProvider clock, IConfiguration configuration, IOptions<WebChatSettings> web, TelegramBot? bot = null, TelegramApi? api = null, TelegramSettings? telegram = null)
{
    /// <summary>Then the link is written without the bot's name.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The staff's page, as the settings know this installation's address.</summary>
    public string Page => $"{(web.Value.PublicUrl ?? telegram?.PublicUrl)?.GetLeftPart(UriPartial.Authority) ?? Listening}/staff";

    private string Listening => configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()?.TrimEnd('/') ?? "http://localhost:5080";

    public async Task<IReadOnlyList<string>> OfAsync(InviteOutcome.Invited invited, CancellationToken cancellation)
    {
        var payload = LinkToken.Prefix + invited.Token;
        return
        [
            await BotNameAsync(cancellation) is { } name ? $"Telegram: https://t.me/{name}?start={payload}" : $"In any chat with the bot, send: /start {payload}",
            $"Browser: {Page}/join?t={invited.Token}",
            string.Create(CultureInfo.InvariantCulture, $"It works once, until {invited.ExpiresAt:yyyy-MM-dd HH:mm} UTC, and is shown this once. To take it back: engagebot staff revoke {invited.Id}"),
        ];
    }

    private async Task<string?> BotNameAsync(CancellationToken cancellation)
    {
        if (bot?.Name is { } known || api is null) return bot?.Name;
        using var timeout = new CancellationTokenSource(Patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await api.GetMe(limit.Token) is ApiResult<User>.Done done ? done.Value.Username : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
