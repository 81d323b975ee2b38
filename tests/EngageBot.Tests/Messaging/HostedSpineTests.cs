using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>The workers as the host runs them, from the settings up.</summary>
public sealed class HostedSpineTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-").FullName;
    private readonly TestClock _clock = new();
    private readonly ScriptedChannel _channel = new(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Data:Directory", _folder), .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))]);
        builder.Services.AddSingleton<TimeProvider>(_clock).AddSpine(builder.Configuration);
        builder.Services.AddSingleton<IChannel>(_channel);
        builder.Services.AddSingleton<MaySend>((_, messages) => ValueTask.FromResult<IReadOnlyList<SendPermit>>([.. messages.Select(_ => SendPermit.Allowed)]));
        builder.Services.AddSingleton<HandleEvent>(provider => async (scope, happened) =>
        {
            await provider.GetRequiredService<Outbox>().AddAsync(scope, Draft(happened.ChatKey, $"answer to {happened.ExternalId}"));
            if (happened.Content is InboundContent.Said { Words: "later" })
                await provider.GetRequiredService<Timers>().SetAsync(scope, 1, 1, 1, "wait", _clock.GetUtcNow().AddMinutes(5));
            return null;
        });
        return builder.Build();
    }

    [Fact]
    public async Task An_answer_leaves_without_any_clock_moving()
    {
        using var host = Build();
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<IStore>().SeedAsync([1], "ana");
        await host.Services.GetRequiredService<Inbox>().AcceptAsync(Said("ana", "hello"), Cancellation);
        await SpineUnderTest.UntilAsync(() => _channel.Calls.Count == 1, Cancellation);
        Assert.Equal(["answer to ana/hello"], _channel.Texts);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_timer_wakes_its_chat_when_the_clock_says_so()
    {
        using var host = Build();
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<IStore>().SeedAsync([1], "ana");
        await host.Services.GetRequiredService<Inbox>().AcceptAsync(Said("ana", "later"), Cancellation);
        await SpineUnderTest.UntilAsync(() => _channel.Calls.Count == 1, Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await SpineUnderTest.UntilAsync(() => _channel.Calls.Count == 2, Cancellation);
        Assert.Equal(["answer to ana/later", "answer to timer:1"], _channel.Texts);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_row_in_back_off_wakes_by_itself()
    {
        _channel.AnswerWith(message => message.Attempts == 1 ? new SendResult.Unavailable("502") : _channel.Sent());
        using var host = Build();
        await host.StartAsync(Cancellation);
        var store = host.Services.GetRequiredService<IStore>();
        await store.SeedAsync([1], "ana");
        await host.Services.GetRequiredService<Inbox>().AcceptAsync(Said("ana", "hello"), Cancellation);
        await SpineUnderTest.UntilAsync(() => _channel.Calls.Count == 1, Cancellation);
        // The worker may not be asleep yet when the clock moves; it looks at the clock before it sleeps.
        await SpineUnderTest.PassTimeUntilAsync(_clock, () => _channel.Calls.Count > 1, Cancellation);
        Assert.Equal(2, _channel.Calls.Count);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Stopping_waits_for_the_message_under_way_and_keeps_the_rest()
    {
        var answer = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _channel.Answer = (_, _) => answer.Task;
        var host = Build();
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<IStore>().SeedAsync([1], "ana");
        await host.Services.GetRequiredService<Inbox>().AcceptAsync(Said("ana", "1"), Cancellation);
        await SpineUnderTest.UntilAsync(() => _channel.Calls.Count == 1, Cancellation);
        var stopping = host.StopAsync(Cancellation);
        Assert.False(stopping.IsCompleted);
        await host.Services.GetRequiredService<Inbox>().AcceptAsync(Said("ana", "2"), Cancellation);
        answer.SetResult(_channel.Sent());
        await stopping;
        await ((IAsyncDisposable)host).DisposeAsync();
        using var next = Build();
        var rows = await next.Services.GetRequiredService<IStore>().ReadRowsAsync(
            "SELECT key || ':' || state FROM outbox ORDER BY id", _ => { }, row => row.GetString(0), Cancellation);
        Assert.Equal("answer to ana/1:Sent", rows[0]);
        await next.StartAsync(Cancellation);
        await SpineUnderTest.UntilAsync(() => _channel.Calls.Count == 2, Cancellation);
        await next.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Two_servers_on_one_database_are_one_too_many()
    {
        using var first = Build();
        await first.StartAsync(Cancellation);
        using var second = Build();
        var error = await Assert.ThrowsAsync<CannotStartException>(() => second.StartAsync(Cancellation));
        Assert.Contains("already serves", error.Message, StringComparison.Ordinal);
        await first.StopAsync(Cancellation);
    }

    [Fact]
    public void A_server_without_a_connection_string_is_refused_with_one_line()
    {
        using var host = Build(("Database:Provider", "postgres"));
        var error = Assert.Throws<CannotStartException>(host.Services.GetRequiredService<IStore>);
        Assert.Contains("needs Database:ConnectionString", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("Database:Provider", "oracle"), InlineData("Messaging:BulkPerSecond", "0"), InlineData("Messaging:InboxAttempts", "0")]
    public async Task A_setting_out_of_its_range_fails_at_the_start(string key, string value)
    {
        using var host = Build((key, value));
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Cancellation));
    }
}
