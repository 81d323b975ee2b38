using System.Runtime.CompilerServices;
using EngageBot.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Support;

/// <summary>The real program in this process, on a free port, with a database of its own.</summary>
public sealed class EngageHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private EngageHost(WebApplication app, string folder, bool ownsFolder)
    {
        (_app, _folder, _ownsFolder) = (app, folder, ownsFolder);
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address => new(_app.Urls.First());

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Where its database is; give it to the next start to continue.</summary>
    public string Folder => _folder;

    public static string Dialogs { get; } = FindDialogs();

    /// <param name="settings">As on the command line: <c>--Channels:Telegram:Token=…</c>.</param>
    public static async Task<EngageHost> StartAsync(TimeProvider? clock = null, string? folder = null, Action<WebApplicationBuilder>? change = null, params string[] settings)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("engagebot-test").FullName;
        if (folder is null) SqliteTemplate.CopyInto(data);
        // Nobody edits the dialogs under a test that does not say so: looking at each file each second of a test's time costs minutes.
        string[] args = ["--urls=http://127.0.0.1:0", $"--Data:Directory={data}", $"--Dialogs:Directory={Dialogs}", "--Dialogs:WatchSeconds=0", .. settings];
        var app = EngageApp.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            if (clock is not null) builder.Services.Replace(ServiceDescriptor.Singleton(clock));
            change?.Invoke(builder);
        });
        await EngageApp.PrepareAsync(app);
        await app.StartAsync();
        return new EngageHost(app, data, folder is null);
    }

    /// <summary>One number out of the database, as it is committed.</summary>
    public Task<long> CountAsync(string sql) => Services.GetRequiredService<IStore>().ReadAsync(async connection =>
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    private static string FindDialogs([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../dialogs"));
}
