using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>Where nothing waits, an event is accepted and handled in one commit (ADR 14); never out of order, never uncounted after a crash.</summary>
public sealed class AtOnceTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-").FullName;
    private readonly TestClock _clock = new();
    private readonly List<string> _handled = [];
    private Func<WriteScope, InboundEvent, IServiceProvider, ValueTask> _turn = (_, _, _) => ValueTask.CompletedTask;
    private IHost? _host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Inbox Inbox => _host!.Services.GetRequiredService<Inbox>();

    private IStore Store => _host!.Services.GetRequiredService<IStore>();

    private async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Data:Directory", _folder)]);
        builder.Services.AddSingleton<TimeProvider>(_clock).AddSpine(builder.Configuration);
        builder.Services.AddSingleton<IChannel>(new ScriptedChannel(1));
        builder.Services.AddSingleton<MaySend>((_, messages) => ValueTask.FromResult<IReadOnlyList<SendPermit>>([.. messages.Select(_ => SendPermit.Allowed)]));
        builder.Services.AddSingleton<HandleEvent>(provider => async (scope, happened) =>
        {
            await _turn(scope, happened, provider);
            // After the commit: what is rolled back must not be remembered.
            scope.AfterCommit(() => _handled.Add(happened.ExternalId));
            return null;
        });
        _host = builder.Build();
        await _host.StartAsync(Cancellation);
        await ReadyAsync();
    }

    /// <summary>The worker has looked at the table and found nothing.</summary>
    private Task ReadyAsync() => SpineUnderTest.UntilAsync(() => _host!.Services.GetRequiredService<FreshRows>().IsSettled, Cancellation);

    /// <summary>The process ends without stopping anything.</summary>
    private async Task CrashAsync()
    {
        foreach (var service in _host!.Services.GetServices<IHostedService>().OfType<BackgroundService>().Reverse())
            await service.StopAsync(Cancellation);
        await ((IAsyncDisposable)_host).DisposeAsync();
        _host = null;
    }

    private async Task StopAsync()
    {
        await _host!.StopAsync(Cancellation);
        await ((IAsyncDisposable)_host).DisposeAsync();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Whether the row is committed before its turn ends: looked at from another connection while the turn runs.</summary>
    private async Task<bool> IsCommittedFirstAsync(string id)
    {
        var seen = new TaskCompletionSource<bool>();
        _turn = async (_, happened, provider) =>
        {
            if (happened.ExternalId != $"ana/{id}") return;
            var rows = await provider.GetRequiredService<IStore>().ReadRowsAsync(
                "SELECT 1 FROM inbox WHERE external_id = @id", command => command.Set("@id", happened.ExternalId), row => row.GetInt64(0), CancellationToken.None);
            seen.TrySetResult(rows.Count > 0);
        };
        Assert.True(await Inbox.AcceptAsync(Said("ana", id), Cancellation));
        return await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    [Fact]
    public async Task An_event_and_its_turn_share_a_commit()
    {
        await StartAsync();
        Assert.False(await IsCommittedFirstAsync("1"));
        Assert.Equal(["ana/1"], _handled);
        Assert.False(await Inbox.AcceptAsync(Said("ana", "1"), Cancellation));
        var row = await Store.ReadRowsAsync("SELECT state, attempts FROM inbox", _ => { }, row => $"{row.GetString(0)} {row.GetInt64(1)}", Cancellation);
        Assert.Equal(["Handled 1"], row);
    }

    [Fact]
    public async Task For_a_day_after_a_crash_a_row_is_committed_before_its_turn()
    {
        await StartAsync();
        Assert.False(await IsCommittedFirstAsync("1"));
        await CrashAsync();
        await StartAsync();
        Assert.True(await IsCommittedFirstAsync("2"));
        // Stopping it in order does not make the row go away that ended the first process.
        await StopAsync();
        await StartAsync();
        Assert.True(await IsCommittedFirstAsync("3"));
        await StopAsync();
        _clock.Advance(TimeSpan.FromHours(25));
        await StartAsync();
        Assert.False(await IsCommittedFirstAsync("4"));
    }

    [Fact]
    public async Task A_turn_that_fails_keeps_its_row_for_the_worker_and_harms_nobody_else()
    {
        await StartAsync();
        _turn = (_, happened, _) => happened.ExternalId == "ben/bad" ? throw new InvalidOperationException("poison") : ValueTask.CompletedTask;
        var accepted = await Task.WhenAll(((string[])["ana", "ben", "cem"]).Select(chat => Inbox.AcceptAsync(Said(chat, chat == "ben" ? "bad" : "1"), Cancellation)));
        Assert.All(accepted, Assert.True);
        await SpineUnderTest.PassTimeUntilAsync(_clock, () => StateOf("ben/bad") == "Dead", Cancellation);
        Assert.Equal("Handled", StateOf("ana/1"));
        Assert.Equal("Handled", StateOf("cem/1"));
        Assert.Equal(5, (await Store.ReadRowsAsync("SELECT attempts FROM inbox WHERE state = 'Dead'", _ => { }, row => row.GetInt64(0), Cancellation))[0]);
    }

    [Fact]
    public async Task What_is_accepted_never_overtakes_a_row_of_its_chat_that_waits()
    {
        await StartAsync();
        const int Chats = 5;
        const int Words = 60;
        // Every third turn leaves a row to the worker, as a purchase or a timer does.
        _turn = async (scope, happened, provider) =>
        {
            if (happened.Content is InboundContent.Said { Words: var words } && int.Parse(words[1..], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0 && words[0] == 'w')
                await provider.GetRequiredService<Inbox>().AddAsync(scope, Said(happened.ChatKey, "t" + words[1..]));
        };
        await Task.WhenAll(Enumerable.Range(0, Chats).Select(async chat =>
        {
            for (var n = 0; n < Words; n++) await Inbox.AcceptAsync(Said($"chat{chat}", $"w{n:00}"), Cancellation);
        }));
        await SpineUnderTest.UntilAsync(() => _handled.Count == Chats * (Words + Words / 3), Cancellation);
        var order = await Store.ReadRowsAsync("SELECT external_id FROM inbox ORDER BY id", _ => { }, row => row.GetString(0), Cancellation);
        foreach (var chat in order.GroupBy(id => id.Split('/')[0]))
            Assert.Equal(chat, _handled.Where(id => id.StartsWith(chat.Key + "/", StringComparison.Ordinal)));
    }

    private string StateOf(string externalId) => Store.ReadRowsAsync(
        "SELECT state FROM inbox WHERE external_id = @id", command => command.Set("@id", externalId), row => row.GetString(0), CancellationToken.None)
        .GetAwaiter().GetResult()[0];
}
