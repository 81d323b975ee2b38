using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>Many chats at once through running workers. The clock stands still: whatever had to wait for a poll would never leave.</summary>
public sealed class SpineUnderLoadTests : IAsyncLifetime
{
    private const int Chats = 30;
    private const int Words = 8;
    private const int AtOnce = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-").FullName;
    private readonly ScriptedChannel _channel = new(1);
    private readonly TaskCompletionSource _allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string[] _chats = [];
    private int _expected;
    private IHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _chats = [.. Enumerable.Range(0, Chats).Select(n => $"chat{n}")];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Data:Directory", _folder), new("Messaging:SendsAtOnce", $"{AtOnce}")]);
        builder.Services.AddSingleton<TimeProvider>(new TestClock()).AddSpine(builder.Configuration);
        builder.Services.AddSingleton<IChannel>(_channel);
        builder.Services.AddSingleton<MaySend>((_, messages) => ValueTask.FromResult<IReadOnlyList<SendPermit>>([.. messages.Select(_ => SendPermit.Allowed)]));
        builder.Services.AddSingleton<HandleEvent>(provider => async (scope, happened) =>
        {
            var words = ((InboundContent.Said)happened.Content).Words;
            foreach (var part in (string[])["a", "b", "c"])
                await provider.GetRequiredService<Outbox>().AddAsync(scope, Draft(happened.ChatKey, words + part));
            return null;
        });
        // Answers come late and out of order, as a platform's do.
        var random = new Random(7);
        _channel.Answer = async (_, _) =>
        {
            int yields;
            lock (random) yields = random.Next(20);
            while (yields-- > 0) await Task.Yield();
            var sent = (SendResult.Sent)_channel.Sent();
            if (sent.ExternalId == $"{_expected}") _allLeft.SetResult();
            return sent;
        };
        _host = builder.Build();
        await _host.StartAsync(Cancellation);
        await _host.Services.GetRequiredService<IStore>().SeedAsync([1], _chats);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits, and if it waits in vain says what is stuck where.</summary>
    private async Task AllLeftAsync()
    {
        try
        {
            await _allLeft.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }
        catch (TimeoutException)
        {
            var store = _host.Services.GetRequiredService<IStore>();
            var stuck = await store.ReadRowsAsync(
                """
                SELECT 'inbox ' || state || ' ' || COUNT(*) FROM inbox GROUP BY state UNION ALL
                SELECT 'outbox ' || kind || ' ' || state || ' ' || COUNT(*) FROM outbox GROUP BY kind, state
                """, _ => { }, row => row.GetString(0), Cancellation);
            Assert.Fail($"{_channel.Calls.Count} of {_expected} left; {string.Join("; ", stuck)}");
        }
    }

    [Fact]
    public async Task Every_answer_leaves_once_and_in_order_without_any_clock_moving()
    {
        _expected = Chats * Words * 3;
        var inbox = _host.Services.GetRequiredService<Inbox>();
        await Task.WhenAll(_chats.Select(async chat =>
        {
            for (var n = 0; n < Words; n++) await inbox.AcceptAsync(Said(chat, $"{n:00}"), Cancellation);
        }));
        await AllLeftAsync();
        var said = Enumerable.Range(0, Words).SelectMany(n => (string[])[$"{n:00}a", $"{n:00}b", $"{n:00}c"]).ToList();
        Assert.All(_channel.Calls.GroupBy(call => call.ChatKey), chat => Assert.Equal(said, chat.Select(call => call.Key)));
        Assert.True(_channel.MostAtOnce <= AtOnce, $"{_channel.MostAtOnce} at once");
    }

    [Fact]
    public async Task Notices_written_beside_the_talk_leave_too()
    {
        _expected = Chats * Words * 4;
        var (inbox, outbox, store) = (
            _host.Services.GetRequiredService<Inbox>(), _host.Services.GetRequiredService<Outbox>(), _host.Services.GetRequiredService<IStore>());
        await Task.WhenAll(_chats.Select(async chat =>
        {
            for (var n = 0; n < Words; n++)
            {
                await inbox.AcceptAsync(Said(chat, $"{n:00}"), Cancellation);
                await store.WriteAsync(async scope => await outbox.AddAsync(scope, Draft(chat, $"notice {n:00}", OutboundKind.Notice)), Cancellation);
            }
        }));
        await AllLeftAsync();
        Assert.Equal(_expected, _channel.Calls.DistinctBy(call => (call.ChatKey, call.Key)).Count());
        Assert.Equal(_expected, _channel.Calls.Count);
    }
}
