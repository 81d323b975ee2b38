using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>The whole program with a strict Cloud API: one for all tests of a class, each with people of its own.</summary>
public class WhatsAppHost : IAsyncLifetime
{
    private EngageHost _host = null!;

    public FakeWhatsAppServer WhatsApp { get; private set; } = null!;

    protected virtual Task<string[]> DatabaseAsync() => Task.FromResult<string[]>([]);

    public async ValueTask InitializeAsync()
    {
        WhatsApp = await FakeWhatsAppServer.StartAsync();
        WhatsApp.Receipts = [];
        var port = FreePort.Next();
        WhatsApp.Webhook = new Uri($"http://127.0.0.1:{port}/webhooks/whatsapp/main");
        _host = await EngageHost.StartAsync(settings: [$"--urls=http://127.0.0.1:{port}", .. WhatsApp.Settings(), .. await DatabaseAsync()]);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.DisposeAsync();
        await WhatsApp.DisposeAsync();
    }

    internal T Get<T>() where T : class => _host.Services.GetRequiredService<T>();

    internal IStore Store => Get<IStore>();

    public HttpClient Client => _host.Client;

    public Task<long> CountAsync(string sql) => _host.CountAsync(sql);

    /// <summary>The rows of one text.</summary>
    public Task<List<string>> TextsAsync(string sql) => Store.ReadRowsAsync(sql, _ => { }, row => row.IsDBNull(0) ? "" : row.GetValue(0).ToString()!, CancellationToken.None);

    /// <summary>Until one text of the database is so.</summary>
    public async Task UntilAsync(string sql, params string[] expected)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(15));
        var found = await TextsAsync(sql);
        for (var look = 0; look < 4000 && !found.SequenceEqual(expected); look++)
        {
            await looks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            found = await TextsAsync(sql);
        }
        Assert.Equal(expected, found);
    }

    /// <summary>Somebody who has written once and been answered.</summary>
    /// <returns>The person, and the answer that carries their menu.</returns>
    public async Task<(FakeWhatsAppUser User, FakeWhatsAppMessage Answer)> GuestAsync(string name = "Ben", string? waId = null, string? userId = null, string phoneNumberId = FakeWhatsAppServer.PhoneNumberId)
    {
        var user = WhatsApp.User(name, waId, userId, phoneNumberId);
        await user.SendsAsync("/contacts");
        return (user, await user.WaitForTextAsync("+355"));
    }

    /// <summary>The states of what was sent to somebody, oldest first.</summary>
    public static string StatesOf(string chatKey) => $"SELECT state FROM outbox WHERE chat_key = '{chatKey}' ORDER BY id";
}
