using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Conversations.Policy;

/// <summary>A spine whose gate is the contact policy, with chats of a few contacts; it is Monday, ten in the morning.</summary>
public abstract class PolicyContract : IAsyncLifetime
{
    private readonly Dictionary<string, long> _chats = [];

    private protected SpineUnderTest Spine { get; private set; } = null!;
    private protected TestClock Clock { get; } = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ITestStore> OpenStoreAsync(TestClock clock);

    public async ValueTask InitializeAsync()
    {
        Spine = new SpineUnderTest(await OpenStoreAsync(Clock), Clock) { Policy = (scope, message) => ContactPolicy.MaySendAsync(scope, message, Clock.GetUtcNow()) };
        await Spine.Store.SeedAsync([1], "ana", "ben", "cem");
        foreach (var (key, id) in await Spine.Store.ReadRowsAsync("SELECT external_id, id FROM chats", _ => { }, row => (row.GetString(0), row.GetInt64(1)), Cancellation))
            _chats[key] = id;
    }

    public async ValueTask DisposeAsync()
    {
        await Spine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts a policy into force from long ago.</summary>
    private protected Task RulesAsync(ContactPolicyRules rules) => Spine.Store.WriteAsync(async scope =>
    {
        RuleBook.Publish(scope, SpineSeeds.Business, ContactPolicyRules.Kind, ContactPolicyRules.Key, rules, DateTimeOffset.UnixEpoch, Clock.GetUtcNow());
        await ValueTask.CompletedTask;
    }, Cancellation);

    private protected Task ConsentAsync(string chat, bool granted = true, string purpose = "marketing", string source = "dialog") => RunAsync("""
        INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
        SELECT c.business_id, c.contact_id, @purpose, 'telegram', @granted, '', 'en', @source, @now FROM chats c WHERE c.external_id = @chat
        """, ("@chat", chat), ("@purpose", purpose), ("@granted", granted ? 1L : 0L), ("@source", source), ("@now", Clock.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>Writes a contact's wishes.</summary>
    private protected Task WishesAsync(string chat, string? zone = null, string? channel = null, string? topicsOff = null, DateTimeOffset? pausedUntil = null) => RunAsync("""
        INSERT INTO contact_preferences (contact_id, business_id, zone, channel, topics_off, paused_until, changed_at)
        SELECT c.contact_id, c.business_id, CAST(@zone AS TEXT), CAST(@channel AS TEXT), CAST(@topics AS TEXT), CAST(@paused AS BIGINT), 0 FROM chats c WHERE c.external_id = @chat
        ON CONFLICT (contact_id) DO UPDATE SET zone = excluded.zone, channel = excluded.channel, topics_off = excluded.topics_off, paused_until = excluded.paused_until
        """, ("@chat", chat), ("@zone", zone), ("@channel", channel), ("@topics", topicsOff), ("@paused", pausedUntil?.ToUnixTimeMilliseconds()));

    private protected Task RunAsync(string sql, params (string Name, object? Value)[] values) => Spine.Store.WriteAsync(async scope =>
    {
        var command = scope.Command(sql);
        foreach (var (name, value) in values) command.Set(name, value);
        await command.ExecuteNonQueryAsync();
    }, Cancellation);

    private protected Draft Offer(string chat, string key, string source = "play:test", string? topic = null, DateTimeOffset? expires = null, OutboundKind kind = OutboundKind.Promotion) =>
        new(SpineSeeds.Business, 1, chat, _chats[chat], key, kind, SpineSeeds.Message(key), expires) { About = new Proactive(source, key, topic) };

    /// <summary>Sends until nothing may leave, however the account paces itself.</summary>
    private protected async Task SendAsync()
    {
        for (var i = 0; i < 8; i++)
        {
            await Spine.SendAllAsync();
            Clock.Advance(TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>Goes to a moment and sends what may leave then.</summary>
    private protected async Task AtAsync(string instant)
    {
        var target = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
        Clock.Advance(target - Clock.GetUtcNow());
        await SendAsync();
    }

    private protected Task<List<string>> NotSentAsync() =>
        Spine.Store.ReadRowsAsync("SELECT occasion || ':' || reason FROM not_sent ORDER BY id", _ => { }, row => row.GetString(0), Cancellation);

    private protected Task<ImmutableArray<PolicyAnswer>> AskAsync(Purpose purpose = Purpose.Marketing, string source = "play:test", string? topic = null, DateTimeOffset? deadline = null) =>
        Spine.Store.ReadAsync(connection =>
        {
            RowSource rows = connection;
            var contacts = rows.Rows("SELECT id FROM contacts ORDER BY id", _ => { }, row => new ContactId(Guid.Parse(row.GetString(0))));
            return ValueTask.FromResult(ContactPolicy.Ask(connection, new(SpineSeeds.Business, purpose, new(source, "", topic), deadline), contacts, Clock.GetUtcNow()));
        }, Cancellation);
}
