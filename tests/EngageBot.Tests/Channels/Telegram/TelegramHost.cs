using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EngageBot.Channels.Telegram;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>The channel as the product wires it, down to a real inbox; no turns.</summary>
internal sealed class TelegramHost : IAsyncDisposable
{
    public const string Secret = "a-secret_of-the-webhook";
    public const long StaffChat = -1001234567890;

    private readonly WebApplication _app;
    private readonly TempStore _store;

    private TelegramHost(WebApplication app, TempStore store, CapturedLogs logs, TestClock clock) =>
        (_app, _store, Logs, Clock) = (app, store, logs, clock);

    public CapturedLogs Logs { get; }
    public TestClock Clock { get; }
    public Uri Url => new(_app.Urls.First());

    /// <summary>A database with the account in it.</summary>
    public static async Task<TempStore> NewStoreAsync()
    {
        var store = TempStore.Open(adjust: o => o with { Patience = TimeSpan.FromMilliseconds(50) });
        await store.Store.SeedAsync([1]);
        return store;
    }

    public static async Task<TelegramHost> StartAsync(
        FakeTelegramServer telegram, TempStore store, string mode, CommandMenus? menus = null, string? token = null, CapturedLogs? logs = null,
        string secret = Secret, string? url = null)
    {
        logs ??= new CapturedLogs();
        var clock = new TestClock();
        url ??= $"http://127.0.0.1:{FreePort()}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseUrls(url);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Channels:Telegram:Token"] = token ?? telegram.Token,
            ["Channels:Telegram:ApiRoot"] = telegram.Root.AbsoluteUri,
            ["Channels:Telegram:Mode"] = mode,
            ["Channels:Telegram:WebhookSecret"] = secret,
            ["Channels:Telegram:PublicUrl"] = url,
            ["Channels:Telegram:StaffChatId"] = $"{StaffChat}",
        });
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IStore>(store.Store).AddSingleton<SpineSignals>().AddSingleton<FreshRows>().AddSingleton<Inbox>();
        builder.Services.AddKeyedSingleton(TelegramModule.AccountKey, ChannelUnderTest.Account);
        if (menus is not null) builder.Services.AddSingleton(menus);
        builder.Services.AddTelegram(builder.Configuration);
        var app = builder.Build();
        app.MapTelegram();
        await app.StartAsync();
        return new TelegramHost(app, store, logs, clock);
    }

    public TelegramBot Bot => _app.Services.GetRequiredService<TelegramBot>();

    public T? Find<T>() where T : class => _app.Services.GetService<T>();

    /// <summary>Waits until updates can come.</summary>
    public Task ReadyAsync() => Bot.Ready.WaitAsync(FakeChat.Patience);

    /// <summary>Waits until the set-up has nothing more to do.</summary>
    public Task SetUpAsync() => _app.Services.GetServices<IHostedService>().OfType<TelegramSetup>().Single().ExecuteTask!.WaitAsync(FakeChat.Patience);

    /// <summary>Each inbox row as <c>external id/chat key:state</c>, in order.</summary>
    public Task<List<string>> InboxAsync() => _store.Store.ReadRowsAsync(
        "SELECT external_id || '/' || chat_key || ':' || state FROM inbox ORDER BY id", _ => { }, row => row.GetString(0), CancellationToken.None);

    /// <summary>What was said, in order.</summary>
    public async Task<List<string>> WordsAsync()
    {
        var contents = await _store.Store.ReadRowsAsync("SELECT content FROM inbox ORDER BY id", _ => { }, row => row.GetString(0), CancellationToken.None);
        return [.. contents.Select(c => JsonDocument.Parse(c).RootElement).Where(c => c.TryGetProperty("words", out _)).Select(c => c.GetProperty("words").GetString()!)];
    }

    /// <summary>As a crash leaves it that came between the updates' commit and the note of where polling stands.</summary>
    public static Task ForgetOffsetAsync(TempStore store) => store.Store.WriteAsync(async scope =>
        await scope.Command("DELETE FROM telegram_memory WHERE name = 'offset'").ExecuteNonQueryAsync(), CancellationToken.None);

    /// <summary>Another process holds the database until this is disposed.</summary>
    public static SqliteTransaction Lock(TempStore store)
    {
        var connection = new SqliteConnection($"Data Source={store.Options.Path};Pooling=False");
        connection.Open();
        return connection.BeginTransaction(deferred: false);
    }

    public static void Unlock(SqliteTransaction held)
    {
        var connection = held.Connection!;
        held.Rollback();
        held.Dispose();
        connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
