using System.Net;
using EngageBot.Channels.WebChat;
using EngageBot.Http;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngageBot.BrowserTests;

/// <summary>The page, the web chat and the whole spine on a real database; only what the bot answers is scripted.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    public static readonly BusinessId Business = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));
    private static readonly ContactId Arta = new(Guid.Parse("00000000-0000-7000-8000-00000000000a"));
    private static readonly ContactId Besnik = new(Guid.Parse("00000000-0000-7000-8000-00000000000b"));

    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-browser-").FullName;
    private readonly bool _withDemo;
    private int _port;
    private WebApplication? _app;

    private ChatServer(bool withDemo) => _withDemo = withDemo;

    public string Address => $"http://127.0.0.1:{_port}";
    public ScriptedBot Bot { get; } = new();

    public static async Task<ChatServer> StartAsync(bool withDemo = false)
    {
        var server = new ChatServer(withDemo);
        await server.RunAsync();
        return server;
    }

    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Fills the disk as SQLite sees it: the file may not grow, and what is free in it is used up.</summary>
    public async Task FillDiskAsync()
    {
        await LimitPagesAsync(1);
        foreach (var size in (int[])[2000, 200, 20])
        {
            try
            {
                for (var i = 0; i < 10_000; i++)
                    await Store.WriteAsync(async scope => await scope.Command("INSERT INTO filler (content) VALUES (@content)").Set("@content", new string('x', size)).ExecuteNonQueryAsync(), CancellationToken.None);
            }
            catch (DatabaseUnavailableException)
            {
                // Full, for something of that size.
            }
        }
    }

    public Task MakeRoomAsync() => LimitPagesAsync(1_000_000);

    private IStore Store => _app!.Services.GetRequiredService<IStore>();

    private Task LimitPagesAsync(int pages) => Store.WriteAsync(async scope =>
    {
        await scope.Command("CREATE TABLE IF NOT EXISTS filler (content TEXT)").ExecuteNonQueryAsync();
        await using var command = scope.Connection.CreateCommand();
#pragma warning disable CA2100 // A number.
        command.CommandText = $"PRAGMA max_page_count = {pages}";
#pragma warning restore CA2100
        await command.ExecuteScalarAsync();
    }, CancellationToken.None);

    /// <summary>The same address and the same database again.</summary>
    public async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        builder.Configuration["Data:Directory"] = _folder;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSpine(builder.Configuration);
        builder.Services.AddSingleton<HandleEvent>(provider => Bot.Handle(provider.GetRequiredService<Outbox>()));
        builder.Services.AddSingleton<MaySend>((_, messages) => ValueTask.FromResult<IReadOnlyList<SendPermit>>([.. messages.Select(_ => SendPermit.Allowed)]));
        if (_withDemo) builder.Services.AddSingleton<ListDemoMembers>(DemoAsync);
        builder.Services.AddWebChat(builder.Configuration, _ => new ChannelAccount(7, Business, "web", "main"));
        _app = builder.Build();
        await SeedAsync(_app.Services.GetRequiredService<IStore>());
        _app.UseClearErrors();
        _app.MapWebChat();
        await _app.StartAsync();
        _port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static ValueTask<IReadOnlyList<DemoMember>> DemoAsync(string language, CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<DemoMember>>(
    [
        new("arta", "Arta", language switch { "ru" => "золотой уровень", "sq" => "niveli i artë", _ => "gold level" }, "1,240 points, some of them expire this month.", Arta),
        new("besnik", "Besnik", language switch { "ru" => "серебряный уровень", "sq" => "niveli i argjendtë", _ => "silver level" }, "Buys coffee every week.", Besnik),
    ]);

    private static Task SeedAsync(IStore store) => store.WriteAsync(async scope =>
    {
        await scope.Command("INSERT INTO businesses (id, name, currency, zone, language, created_at) VALUES (@id, 'Kafe Luna', 'EUR', 'Europe/Tirane', 'sq', 0) ON CONFLICT DO NOTHING")
            .Set("@id", Business.ToString()).ExecuteNonQueryAsync();
        await scope.Command("INSERT INTO channel_accounts (id, business_id, channel, name) VALUES (7, @id, 'web', 'main') ON CONFLICT DO NOTHING")
            .Set("@id", Business.ToString()).ExecuteNonQueryAsync();
    }, CancellationToken.None);
}
