using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using FsCheck.Fluent;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Conversations.Policy;

/// <summary>Random lives of consents, stops, offers, moves, breaks, failures and crashes against what must never be seen on the platform.</summary>
public abstract class PolicyProperties : PolicyContract
{
    private static readonly string[] Zones = ["UTC", "Europe/Tirane", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"];
    private static readonly string[] Names = ["ana", "ben", "cem"];
    private static readonly ContactPolicyRules Policy = ContactPolicyRules.Default with { PerDay = 2, PerWeek = 4, PerMonth = 9, DeferredDays = 20 };

    private readonly Dictionary<string, Person> _people = Names.ToDictionary(name => name, _ => new Person());
    private readonly List<string> _wrong = [];
    private int _offers;
    private int _sent;
    private string _trouble = "";

    /// <summary>How many things happen; a database server takes longer.</summary>
    private protected abstract int Steps { get; }

    [Fact]
    [Trait("Pitfall", "P28")]
    [Trait("Pitfall", "P12")]
    public async Task Whatever_happens_nobody_gets_offers_after_a_stop_or_at_night_or_above_a_cap()
    {
        Spine.Settings["Messaging:BulkPerSecond"] = "1000";
        Spine.Settings["Messaging:BulkChatSeconds"] = "0";
        await RulesAsync(Policy);
        Spine.Channel.AnswerWith(Judge);
        var happenings = Gen.Choose(0, 19).Zip(Gen.Choose(0, 2)).Zip(Gen.Choose(0, 99)).ListOf(Steps).Sample(1).Single();
        foreach (var ((what, who), how) in happenings)
        {
            await HappenAsync(what, Names[who], how);
            Assert.True(_wrong.Count == 0, $"After {what}/{Names[who]}/{how}: {string.Join("; ", _wrong)}");
        }
        Assert.True(_sent > Steps / 40, $"Only {_sent} offers were sent: too quiet to show anything.");
        Assert.Equal(0, await Spine.ScalarAsync<long>("""
            SELECT COUNT(*) FROM outbox o JOIN chats c ON c.external_id = o.chat_key WHERE o.kind = 'Promotion' AND o.state = 'Cancelled'
              AND NOT EXISTS (SELECT 1 FROM not_sent n WHERE n.contact_id = c.contact_id AND n.source = o.source AND n.occasion = o.occasion)
            """));
    }

    private async Task HappenAsync(int what, string chat, int how)
    {
        switch (what)
        {
            case <= 5:
                await Spine.AddAsync(Offer(chat, $"offer {++_offers:0000}", how % 2 == 0 ? "play:a" : "broadcast:b", expires: how % 3 == 0 ? Clock.GetUtcNow().AddDays(how % 10 + 1) : null));
                await Spine.SendAllAsync();
                break;
            case <= 8:
                Clock.Advance(TimeSpan.FromMinutes(how * 20 + 1));
                await Spine.SendAllAsync();
                break;
            case 9:
                Clock.Advance(TimeSpan.FromDays(how % 12));
                await Spine.SendAllAsync();
                break;
            case 10 or 11:
                await ConsentAsync(chat);
                _people[chat].Agreed = true;
                break;
            case 12:
                await StopAsync(chat, how % 2 == 0 ? Stops.Stop : Stops.Complaint, everywhere: how % 3 > 0);
                break;
            case 13:
                _people[chat].Zone = Zones[how % Zones.Length];
                await WishAsync(chat, (scope, contact) => Preferences.Zone(scope, Business, contact, _people[chat].Zone, Clock.GetUtcNow()));
                break;
            case 14:
                _people[chat].PausedUntil = how % 2 == 0 ? Clock.GetUtcNow().AddDays(how % 9) : null;
                await WishAsync(chat, (scope, contact) => Preferences.Pause(scope, Business, contact, _people[chat].PausedUntil, Clock.GetUtcNow()));
                break;
            case 15:
                _trouble = (how % 4) switch { 0 => "throttle", 1 => "unavailable", 2 => "unknown", _ => "refuse" };
                await Spine.SendAllAsync();
                _trouble = "";
                break;
            case 16 when how < 40:
                _trouble = "kill";
                await Spine.AddAsync(Offer(chat, $"offer {++_offers:0000}"));
                await Spine.Sender.PassAsync(Cancellation);
                await Spine.Sender.DrainAsync();
                _trouble = "";
                await Spine.CrashAsync();
                // What the crash left in doubt is none the wiser after a stop.
                if (how % 3 == 0) await StopAsync(chat, Stops.Stop, everywhere: true);
                await Spine.SendAllAsync();
                break;
            case 16:
                // The process ends between the offer and its sending, and the customer says stop before or after that.
                await Spine.AddAsync(Offer(chat, $"offer {++_offers:0000}"));
                if (how % 3 == 0) await StopAsync(chat, Stops.Stop, everywhere: true);
                await Spine.CrashAsync();
                if (how % 3 == 1) await StopAsync(chat, Stops.Stop, everywhere: true);
                await Spine.SendAllAsync();
                break;
            default:
                await Spine.AddAsync(Draft(chat, $"reply {++_offers:0000}"), Offer(chat, $"service {++_offers:0000}", "play:points", kind: OutboundKind.Notice));
                await Spine.SendAllAsync();
                break;
        }
    }

    private Task StopAsync(string chat, string how, bool everywhere)
    {
        _people[chat].Agreed = false;
        return WishAsync(chat, (scope, contact) => Stops.Apply(scope, new(Business, contact, "marketing", how, "telegram", everywhere, "en"), Clock.GetUtcNow()));
    }

    private Task WishAsync(string chat, Action<WriteScope, ContactId> wish) => Spine.Store.WriteAsync(scope =>
    {
        var contact = ((RowSource)scope).Query("SELECT contact_id FROM chats WHERE external_id = @chat", command => command.Set("@chat", chat),
            row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : throw new InvalidOperationException(chat));
        wish(scope, contact);
        return ValueTask.CompletedTask;
    }, Cancellation);

    /// <summary>The platform's side: what reaches it is held against what the people have said.</summary>
    private SendResult Judge(OutboundMessage message)
    {
        if (message.Kind == OutboundKind.Promotion) JudgeOffer(message, _people[message.ChatKey], Clock.GetUtcNow());
        switch (_trouble)
        {
            case "kill":
                Spine.Kill();
                return Spine.Channel.Sent();
            case "throttle": return new SendResult.Throttled(TimeSpan.FromSeconds(20));
            case "unavailable": return new SendResult.Unavailable("502");
            case "unknown": return new SendResult.Unknown("cut");
            case "refuse": return new SendResult.Refused("400", ContactUnreachable: false);
            default: return Spine.Channel.Sent();
        }
    }

    private void JudgeOffer(OutboundMessage message, Person person, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(person.Zone);
        if (!person.Agreed) _wrong.Add($"{message.Key} to {message.ChatKey} who said no");
        if (person.PausedUntil > now) _wrong.Add($"{message.Key} in a break");
        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (local.Hour is >= 21 or < 9) _wrong.Add($"{message.Key} at {local:HH:mm} in {person.Zone}");
        // What may have arrived counts; whatever came back unsent does not.
        if (_trouble is "throttle" or "unavailable" or "refuse") return;
        _sent++;
        person.Offers.Add(now);
        foreach (var (cap, days) in ((int, int)[])[(Policy.PerDay!.Value, 1), (Policy.PerWeek!.Value, 7), (Policy.PerMonth!.Value, 30)])
        {
            var first = DateOnly.FromDateTime(local.DateTime).AddDays(1 - days);
            var count = person.Offers.Count(at => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime) >= first);
            if (count > cap) _wrong.Add($"{message.Key} is number {count} of {cap} in {days} days");
        }
    }

    private sealed class Person
    {
        public bool Agreed { get; set; }
        public string Zone { get; set; } = "UTC";
        public DateTimeOffset? PausedUntil { get; set; }
        public List<DateTimeOffset> Offers { get; } = [];
    }
}

public sealed class PolicyPropertiesOnSqlite : PolicyProperties
{
    private protected override int Steps => 300;

    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class PolicyPropertiesOnPostgres : PolicyProperties
{
    private protected override int Steps => 250;

    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
