using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Conversations;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Plays;

/// <summary>The whole program on a test's store and clock, its workers moved by hand: time passes, the clock of plays looks, turns are handled, messages leave.</summary>
internal sealed class PlayWorld : IAsyncDisposable
{
    private readonly ITestStore _database;
    private readonly string _dialogs;
    private readonly Dictionary<string, string?> _settings;
    private ServiceProvider _services;
    private long _people;
    private long _said;

    private PlayWorld(TestClock clock, ITestStore database, string dialogs, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        (Clock, _database, _dialogs) = (clock, database, dialogs);
        _settings = new() { ["Dialogs:Directory"] = dialogs };
        foreach (var (name, value) in settings) _settings[name] = value;
        _services = Build();
    }

    public TestClock Clock { get; }

    public IStore Store => _database.Store;

    /// <summary>What the program complained of.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What plays sent, with the moment it reached the platform.</summary>
    public List<(DateTimeOffset At, string Chat, string Words, OutboundMessage Message)> Sent { get; } = [];

    /// <summary>Everything that reached the platform, in order.</summary>
    public List<(DateTimeOffset At, string Chat, string Words)> Heard { get; } = [];

    /// <summary>The platform's side, which may look at each message before it is taken.</summary>
    public Action<OutboundMessage>? Arrives { get; set; }

    /// <summary>The staff chat, as the platform names it.</summary>
    public const string StaffChat = "-100";

    public BusinessId Business => Get<BusinessDirectory>().Business.Id;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="plays">A folder's name, its <c>play.yaml</c> and its <c>dialog.yaml</c>; without the last the shipped one.</param>
    public static async Task<PlayWorld> OpenAsync(
        DateTimeOffset? at = null, Func<TestClock, Task<ITestStore>>? database = null, params (string Name, string Play, string? Dialog)[] plays)
    {
        var clock = at is { } start ? new TestClock(start) : new TestClock();
        var dialogs = Repository.CopyOfDialogs();
        foreach (var (name, play, dialog) in plays)
        {
            var folder = Directory.CreateDirectory(Path.Combine(dialogs, name)).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "play.yaml"), play, Cancellation);
            if (dialog is null) continue;
            await File.WriteAllTextAsync(Path.Combine(folder, "dialog.yaml"), dialog, Cancellation);
            foreach (var language in (string[])["en", "ru", "sq"])
                await File.WriteAllTextAsync(Path.Combine(folder, $"{language}.yaml"), $"hello: \"Hello from {name} in {language}.\"\n", Cancellation);
        }
        var world = new PlayWorld(clock, database is null ? TempStore.Open(clock) : await database(clock), dialogs);
        await world.StartAsync();
        return world;
    }

    /// <summary>The shipped dialogs, with settings of its own.</summary>
    public static async Task<PlayWorld> OpenWithAsync(TestClock clock, ITestStore database, params (string Name, string Value)[] settings)
    {
        var world = new PlayWorld(clock, database, Repository.CopyOfDialogs(), settings);
        await world.StartAsync();
        return world;
    }

    /// <summary>A dialog that says one thing.</summary>
    public static string Says(string name, string purpose = "marketing") => $$"""
        dialog: {{name}}
        version: 1
        purpose: {{purpose}}
        start: hello
        starts: {play: true}
        instances: many
        states:
          hello: {say: hello, next: done}
          done:  {final: told}
        lint: {D603: x}
        """;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Somebody with a chat on Telegram, who agreed to offers.</summary>
    public async Task<ContactId> PersonAsync(string? birthday = null, string? zone = null, string language = "en", DateTimeOffset? joined = null, bool consent = true, bool member = true,
        bool surveys = false)
    {
        var id = ContactId.New(Now);
        var number = ++_people;
        await Store.WriteAsync(scope =>
        {
            scope.Command("INSERT INTO contacts (id, business_id, name, language, birthday, joined_at, created_at) VALUES (@id, @business, @name, @language, @birthday, @joined, @created)")
                .Set("@id", id.ToString()).Set("@business", Business.ToString()).Set("@name", $"P{number}").Set("@language", language).Set("@birthday", birthday)
                .Set("@joined", member ? joined ?? Now : (DateTimeOffset?)null).Set("@created", joined ?? Now).ExecuteNonQuery();
            scope.Command("INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @id, @key, 'Customer', '', @now)")
                .Set("@business", Business.ToString()).Set("@account", Account).Set("@id", id.ToString()).Set("@key", KeyOf(number)).Set("@now", Now).ExecuteNonQuery();
            if (member) JoinProgramme.Join(scope, Business, id, joined ?? Now);
            if (consent) Consent(scope, id, "marketing", true);
            if (surveys) Consent(scope, id, "surveys", true);
            if (zone is not null) Move(scope, id, zone);
            return ValueTask.CompletedTask;
        }, Cancellation);
        Numbers[id] = number;
        return id;
    }

    public Dictionary<ContactId, long> Numbers { get; } = [];

    /// <summary>The chat of a person, as the platform names it.</summary>
    public string ChatOf(ContactId contact) => KeyOf(Numbers[contact]);

    public Task MoveAsync(ContactId contact, string zone) => Store.WriteAsync(scope =>
    {
        Move(scope, contact, zone);
        return ValueTask.CompletedTask;
    }, Cancellation);

    public Task StopAsync(ContactId contact) => Store.WriteAsync(scope =>
    {
        Consent(scope, contact, "marketing", false, "stop");
        return ValueTask.CompletedTask;
    }, Cancellation);

    /// <summary>Somebody buys.</summary>
    public Task<PurchaseOutcome> BuyAsync(ContactId contact, string receipt, long minor = 1_000, string? item = null, DateTimeOffset? at = null) =>
        Store.WriteAsync(scope => BuyAsync(scope, contact, receipt, at ?? Now, minor, item, announced: at is null), Cancellation);

    /// <summary>Somebody buys, in a commit of others.</summary>
    public ValueTask<PurchaseOutcome> BuyAsync(WriteScope scope, ContactId contact, string receipt, DateTimeOffset at, long minor = 1_000, string? item = null, bool announced = true) =>
        Get<RecordPurchase>().RecordAsync(scope, new Actor.System("test"), new(Business, Get<BusinessDirectory>().Shops[0].Id, receipt, contact, minor, "EUR", at)
        {
            Items = item is null ? [] : [new(item, null, minor)], Announced = announced,
        }, Now);

    /// <summary>Goods come back.</summary>
    public Task<ReturnOutcome> ReturnAsync(string receipt, long minor) => Store.WriteAsync(scope => Get<RecordReturn>().RecordAsync(
        scope, new Actor.System("test"), new(Business, Get<BusinessDirectory>().Shops[0].Id, receipt, receipt + "-back", minor, "EUR", Now), Now), Cancellation);

    public async Task OnAsync(string play, Func<PlayRules, PlayRules>? change = null)
    {
        var outcome = await Store.WriteAsync(scope => ValueTask.FromResult(PlayDesk.On(
            scope, new Actor.System("test"), Business, Get<LivePlays>().All(scope), play, change ?? (rules => rules), Now)), Cancellation);
        Assert.True(outcome is PlaySwitchOutcome.Done { Play.Standing: PlayStanding.On }, outcome is PlaySwitchOutcome.Invalid invalid ? string.Join(' ', invalid.Errors) : outcome.ToString());
    }

    public Task OffAsync(string play) => Store.WriteAsync(scope => ValueTask.FromResult(PlayDesk.Off(
        scope, new Actor.System("test"), Business, Get<LivePlays>().All(scope), play, Now)), Cancellation);

    /// <summary>Rules of some kind, as somebody would write them.</summary>
    public async Task RulesAsync(EngageBot.Businesses.Rules.RuleKind kind, string key, string json)
    {
        var outcome = await Store.WriteAsync(scope => ValueTask.FromResult(RuleDesk.Edit(scope, new Actor.System("test"), new(Business, kind, key, json), Now)), Cancellation);
        Assert.True(outcome is RuleOutcome.Done, outcome is RuleOutcome.Invalid invalid ? string.Join(' ', invalid.Errors) : outcome.ToString());
    }

    /// <summary>Somebody writes, one message after another, and hears what follows.</summary>
    /// <returns>What they heard of the last.</returns>
    public async Task<string> SayAsync(ContactId contact, params string[] messages)
    {
        var before = Heard.Count;
        foreach (var words in messages)
        {
            before = Heard.Count;
            var number = (++_said).ToString(CultureInfo.InvariantCulture);
            await HappensAsync(contact, new InboundContent.Said(new(ChatOf(contact), "Arta", "en"), words, number));
        }
        return string.Join('\n', Heard.Skip(before).Where(m => m.Chat == ChatOf(contact)).Select(m => m.Words));
    }

    /// <summary>A customer sends a picture.</summary>
    public Task ShowAsync(ContactId contact, string photo) =>
        HappensAsync(contact, new InboundContent.SharedPhoto(new(ChatOf(contact), "Arta", "en"), photo, null, (++_said).ToString(CultureInfo.InvariantCulture)));

    /// <summary>A manager answers a customer from the staff chat.</summary>
    public Task AnswerAsync(ContactId contact, string words) =>
        HappensAsync(contact, new InboundContent.StaffReplied("Mira", words, StaffChat, (++_said).ToString(CultureInfo.InvariantCulture)));

    private async Task HappensAsync(ContactId contact, InboundContent content)
    {
        await Store.WriteAsync(async scope => await Get<Inbox>().AddAsync(scope, new(Account, $"said:{_said}", ChatOf(contact), content)), Cancellation);
        await SettleAsync();
    }

    /// <summary>Time passes in steps for calls, too.</summary>
    public async Task CallsAsync(TimeSpan time, TimeSpan step)
    {
        for (var until = Now + time; Now < until;)
        {
            Clock.Advance(step);
            await Get<CallbackClock>().SweepAsync(Cancellation);
            await SettleAsync();
        }
    }

    /// <summary>The clock of plays looks once, and everything that follows from it happens.</summary>
    public async Task LookAsync()
    {
        await Get<PlayClock>().SweepAsync(Cancellation);
        await SettleAsync();
        Assert.True(Errors.Count == 0, string.Join("\n", Errors.Take(2)));
    }

    /// <summary>What waits is handled, and what may leave leaves.</summary>
    public async Task SettleAsync()
    {
        while (await Get<InboxWorker>().PassAsync(Cancellation) > 0) { }
        await Get<AfterCommitHooks>().DrainAsync();
        while (true)
        {
            while (await Get<OutboxSender>().PassAsync(Cancellation)) await Get<OutboxSender>().DrainAsync();
            if (await CountAsync("SELECT COUNT(*) FROM outbox WHERE state = 'Queued' AND deferred = 0") == 0) return;
            // Promotions leave one after another, some thirty a second.
            Clock.Advance(TimeSpan.FromMilliseconds(40));
        }
    }

    /// <summary>Time passes in steps, and after each the program does what is due.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        for (var until = Now + time; Now < until;)
        {
            Clock.Advance(step < until - Now ? step : until - Now);
            await LookAsync();
        }
    }

    /// <summary>Everything in memory is lost, as in a crash, and the program starts again on what is committed.</summary>
    public async Task RestartAsync()
    {
        await _services.DisposeAsync();
        await _database.RestartAsync();
        _services = Build();
        await StartAsync();
        await Worker<Rescuer>().RescueAllAsync(Cancellation);
    }

    /// <summary>A worker that is known to the program by what it does alone.</summary>
    public T Worker<T>() where T : IHostedService => _services.GetServices<IHostedService>().OfType<T>().Single();

    /// <summary>Everything that happens to people at one moment is committed together, words and all; nothing is handled yet.</summary>
    public Task TogetherAsync(Func<WriteScope, ValueTask> deeds) => Store.WriteAsync(deeds, Cancellation);

    /// <summary>A row of the inbox for somebody's chat.</summary>
    public async ValueTask ArriveAsync(WriteScope scope, ContactId contact, Func<string, InboundContent> content)
    {
        var number = (++_said).ToString(CultureInfo.InvariantCulture);
        await Get<Inbox>().AddAsync(scope, new(Account, $"said:{number}", ChatOf(contact), content(number)));
    }

    /// <summary>Each run of a play as <c>person:State:reason</c>, in order.</summary>
    public async Task<List<string>> RunsAsync(string play) => [.. (await Store.ReadRowsAsync(
        "SELECT contact_id, state, reason FROM play_runs WHERE play = @play ORDER BY id", command => command.Set("@play", play),
        row => (Contact: new ContactId(Guid.Parse(row.GetString(0))), State: row.GetString(1), Reason: row.TextAt(2)), Cancellation))
        .Select(r => string.Create(CultureInfo.InvariantCulture, $"{Numbers[r.Contact]}:{r.State}{(r.Reason is null ? "" : ":" + r.Reason)}"))];

    public async Task<List<string>> NotSentAsync(string play) => await Store.ReadRowsAsync(
        "SELECT reason FROM not_sent WHERE source = @source ORDER BY id", command => command.Set("@source", "play:" + play), row => row.GetString(0), Cancellation);

    public async Task<long> CountAsync(string sql) => (await Store.ReadRowsAsync(sql, _ => { }, row => row.GetInt64(0), Cancellation)).Single();

    /// <summary>Who was written to, in order.</summary>
    public ImmutableArray<string> Chats => [.. Sent.Select(s => s.Chat)];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_dialogs, recursive: true);
    }

    private long Account => Get<BusinessDirectory>().Account("telegram").Id;

    private static string KeyOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task StartAsync()
    {
        await Get<FirstStart>().RunAsync(withDemo: false, Cancellation);
        await Get<DialogCatalog>().LoadAsync(Cancellation);
    }

    private ServiceProvider Build()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddLogging(log => log.SetMinimumLevel(LogLevel.Error).AddProvider(new Complaints(this)));
        EngageApp.AddParts(services, configuration);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        services.AddSingleton(new TelegramBot(new() { Token = "1:x", StaffChatId = long.Parse(StaffChat, CultureInfo.InvariantCulture) }));
        services.RemoveAll<IStore>();
        services.AddSingleton(_database.Store);
        services.AddSingleton<IChannel>(provider => new Platform(this, provider.GetRequiredService<BusinessDirectory>().Account("telegram")));
        return services.BuildServiceProvider();
    }

    public void Consent(WriteScope scope, ContactId contact, string purpose, bool granted, string source = "dialog") =>
        scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            VALUES (@business, @contact, @purpose, 'telegram', @granted, 'x', 'en', @source, @now)
            """)
            .Set("@business", Business.ToString()).Set("@contact", contact.ToString()).Set("@purpose", purpose).Set("@granted", granted ? 1L : 0L).Set("@source", source)
            .Set("@now", Now).ExecuteNonQuery();

    private void Move(WriteScope scope, ContactId contact, string zone) =>
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, zone, changed_at) VALUES (@contact, @business, @zone, @now)
            ON CONFLICT (contact_id) DO UPDATE SET zone = excluded.zone, changed_at = excluded.changed_at
            """)
            .Set("@contact", contact.ToString()).Set("@business", Business.ToString()).Set("@zone", zone).Set("@now", Now).ExecuteNonQuery();

    /// <summary>Keeps what is logged as an error, so that nothing fails quietly.</summary>
    private sealed class Complaints(PlayWorld world) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) world.Errors.Add($"{formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }

    /// <summary>A platform that takes everything.</summary>
    private sealed class Platform(PlayWorld world, ChannelAccount account) : IChannel
    {
        private long _last;

        public ChannelAccount Account => account;

        public Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellation)
        {
            world.Arrives?.Invoke(message);
            lock (world.Heard) world.Heard.Add((world.Now, message.ChatKey, message.Content.Text.Plain));
            if (message.About is not null)
                lock (world.Sent) world.Sent.Add((world.Now, message.ChatKey, message.Content.Text.Plain, message));
            return Task.FromResult<SendResult>(new SendResult.Sent(Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture)));
        }

        public Task AnswerTapAsync(string chatKey, string tapId, string text, string? removeButtonsOf, CancellationToken cancellation) => Task.CompletedTask;
    }
}
