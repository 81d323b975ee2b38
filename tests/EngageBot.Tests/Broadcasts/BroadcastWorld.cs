using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Broadcasts;

/// <summary>The whole program with a strict Bot API and as many contacts as a test wants, who agreed to offers.</summary>
internal sealed class BroadcastWorld : IAsyncDisposable
{
    /// <summary>The first contact's id on Telegram; the others follow.</summary>
    public const long FirstChat = 2_000_000;

    private BroadcastWorld(FakeTelegramServer telegram, EngageHost host) => (Telegram, Host) = (telegram, host);

    public FakeTelegramServer Telegram { get; }
    public EngageHost Host { get; }
    public IStore Store => Host.Services.GetRequiredService<IStore>();
    public BroadcastDesk Desk => Host.Services.GetRequiredService<BroadcastDesk>();
    public BusinessId Business => Host.Services.GetRequiredService<BusinessDirectory>().Business.Id;
    public DateTimeOffset Now => Host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
    public static Actor Owner { get; } = new Actor.System("test");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="database">The settings of a server's database; none for the embedded one.</param>
    public static async Task<BroadcastWorld> StartAsync(IReadOnlyDictionary<string, string>? database = null, TimeProvider? clock = null, int contacts = 0, string? folder = null, params string[] settings)
    {
        var telegram = await FakeTelegramServer.StartAsync();
        telegram.KnowsEverybody = true;
        var host = await EngageHost.StartAsync(clock, folder, settings:
        [
            "--demo=false", $"--Channels:Telegram:Token={telegram.Token}", $"--Channels:Telegram:ApiRoot={telegram.Root}", "--Channels:Telegram:Mode=polling",
            "--Messaging:BulkPerSecond=10000", "--Messaging:BulkChatSeconds=0", .. (database ?? new Dictionary<string, string>()).Select(s => $"--{s.Key}={s.Value}"), .. settings,
        ]);
        var world = new BroadcastWorld(telegram, host);
        await world.WriteAsync(scope => RuleBook.Publish(
            scope, world.Business, ContactPolicyRules.Kind, ContactPolicyRules.Key, new ContactPolicyRules(new QuietRules("00:00", "00:00"), PerDay: null, PerWeek: null), world.Now, world.Now));
        if (contacts > 0) await world.AddContactsAsync(0, contacts);
        return world;
    }

    public Task<T> WriteAsync<T>(Func<WriteScope, T> work) => Store.WriteAsync(scope => ValueTask.FromResult(work(scope)), Cancellation);

    /// <summary>Contacts with a chat each, who agreed to offers.</summary>
    public Task AddContactsAsync(int first, int count) => WriteAsync(scope => BroadcastSeed.Contacts(scope, Business, Host.Services.GetRequiredService<BusinessDirectory>().Account("telegram").Id, first, count, Now));

    public static ContactId ContactOf(int n) => BroadcastSeed.ContactOf(n);

    public static string ChatOf(int n) => (FirstChat + n).ToString(CultureInfo.InvariantCulture);

    /// <summary>A broadcast to everybody, counted and begun.</summary>
    public async Task<long> BeginAsync(string text = "Fresh bread at four.", Func<BroadcastDraft, BroadcastDraft>? change = null, DateTimeOffset? at = null, string? local = null)
    {
        var id = await DraftAsync(text, change);
        var outcome = await Store.WriteAsync(scope => Desk.ScheduleAsync(scope, Owner, Business, id, at, local, Now), Cancellation);
        if (outcome is BroadcastOutcome.NeedsApproval) outcome = await Store.WriteAsync(scope => Desk.ApproveAsync(scope, new Actor.System("second"), Business, id, Now), Cancellation);
        Assert.IsType<BroadcastOutcome.Done>(outcome);
        return id;
    }

    /// <summary>A draft that was counted.</summary>
    public async Task<long> DraftAsync(string text = "Fresh bread at four.", Func<BroadcastDraft, BroadcastDraft>? change = null)
    {
        var draft = Draft(text);
        var outcome = await WriteAsync(scope => Desk.Create(scope, Owner, Business, change?.Invoke(draft) ?? draft, Now));
        var id = Assert.IsType<BroadcastOutcome.Done>(outcome).Broadcast.Id;
        await Host.Services.GetRequiredService<BroadcastCount>().RunAsync(Owner, Business, id, Cancellation);
        return id;
    }

    public static BroadcastDraft Draft(string text) => new("Bread", Purpose.Marketing, new([Say(text)], Value: BroadcastValue.Promotion), BroadcastCheck.Everybody);

    public static BroadcastVariant Say(string text) => new(ImmutableSortedDictionary<string, string>.Empty.Add("en", text));

    public Task<BroadcastOutcome> PauseAsync(long id) => WriteAsync(scope => Desk.Pause(scope, Owner, Business, id, Now));

    public Task<BroadcastOutcome> ResumeAsync(long id) => WriteAsync(scope => Desk.Resume(scope, Owner, Business, id, Now));

    public Task<BroadcastOutcome> CancelAsync(long id) => WriteAsync(scope => Desk.Cancel(scope, Owner, Business, id, Now));

    public Task<Broadcast> ShowAsync(long id) => Store.ReadAsync(connection => ValueTask.FromResult(BroadcastRows.Find(connection, id)!), Cancellation);

    /// <summary>Until the broadcast stands so.</summary>
    public Task UntilAsync(long id, BroadcastState state) => UntilAsync($"SELECT COUNT(*) FROM broadcasts WHERE id = {id} AND state = '{state}'", 1);

    public async Task UntilAsync(string sql, long atLeast)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await Host.CountAsync(sql) < atLeast) await looks.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Somebody asks for help and has the answer.</summary>
    public async Task AnswersAsync(string name, long id)
    {
        await Telegram.User(name, id: id).SendsAsync("/help");
        await Telegram.WhenAsync(() => Telegram.CallsOf("sendMessage").Any(c => c.ChatId == id), "the answer");
    }

    /// <summary>How many messages with those words each chat has got.</summary>
    public Dictionary<long, int> ArrivedWith(string words) =>
        Telegram.CallsOf("sendMessage").Where(c => c.Status == 200 && c.Text?.Contains(words, StringComparison.Ordinal) == true).GroupBy(c => c.ChatId).ToDictionary(c => c.Key, c => c.Count());

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Telegram.DisposeAsync();
    }
}
