using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>How one delivery to the webhook ended; status 0 is no answer.</summary>
public sealed record FakeDelivery(long UpdateId, int Status, TimeSpan? RetryAfter);

/// <summary>Brings updates to the bot: one in flight a chat, in order, again until a 2xx; different chats side by side.</summary>
internal sealed class FakeWebhook(FakeTelegramServer server, Uri url, string? secret, int maxConnections) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _free = new(maxConnections, maxConnections);

    public Uri Url => url;
    public string? LastError { get; private set; }

    public void Start(long chatId) => _ = Task.Run(() => RunAsync(chatId), CancellationToken.None);

    public void Dispose() => _stop.Cancel();

    /// <summary>One delivery of anything.</summary>
    public async Task<FakeDelivery> PostAsync(long updateId, string json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (secret is not null) request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        FakeDelivery delivery;
        try
        {
            using var response = await server.Http.SendAsync(request, cancellation);
            delivery = new FakeDelivery(updateId, (int)response.StatusCode, response.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException)
        {
            delivery = new FakeDelivery(updateId, 0, null);
        }
        server.Delivered(delivery);
        return delivery;
    }

    private async Task RunAsync(long chatId)
    {
        try
        {
            var retry = server.RetryPause;
            for (var update = server.Updates.Head(chatId); update is not null;)
            {
                await _free.WaitAsync(_stop.Token);
                FakeDelivery delivery;
                try
                {
                    delivery = await PostAsync(update.Id, update.Json, _stop.Token);
                }
                finally
                {
                    _free.Release();
                }
                if (delivery.Status is >= 200 and < 300)
                {
                    retry = server.RetryPause;
                    update = server.Updates.TakenByWebhook(update);
                    continue;
                }
                LastError = delivery.Status == 0 ? "Connection refused" : $"Wrong response from the webhook: {delivery.Status} {(HttpStatusCode)delivery.Status}";
                await Task.Delay(retry, TimeProvider.System, _stop.Token);
                if (retry < TimeSpan.FromSeconds(60)) retry *= 2;
            }
        }
        catch (OperationCanceledException)
        {
            // Another webhook, or none.
        }
        catch (ObjectDisposedException)
        {
            // The fake has gone.
        }
    }
}
