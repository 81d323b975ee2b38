using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Tests.Plays.Year;

/// <summary>Something that happens to a member at a moment; what it is, is written into the program and into the oracle's memory together.</summary>
internal sealed record Deed(DateTimeOffset At, YearMember Member, Func<WriteScope, DateTimeOffset, ValueTask> Happens);

/// <summary>Makes up members and what happens to them in the year; the same seed makes the same lives.</summary>
internal sealed class YearLives(PlayWorld world, int seed, DateTimeOffset from, DateTimeOffset to)
{
    public static readonly string[] Zones = ["Europe/Tirane", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"];

    private readonly Random _random = new(seed);
    private readonly List<Deed> _deeds = [];
    private int _receipts;

    public List<YearMember> Members { get; } = [];

    public async Task BeginAsync(int members)
    {
        for (var n = 0; n < members; n++)
        {
            var (zone, agrees, birthday) = (Zones[_random.Next(Zones.Length)], !Chance(3), Birthday(n));
            var contact = await world.PersonAsync(birthday?.ToString(), zone, joined: from.AddDays(-_random.Next(1, 900)), consent: agrees);
            var member = new YearMember(contact, zone, agrees, birthday);
            Members.Add(member);
            await LiveAsync(member);
        }
        _deeds.Sort((a, b) => a.At.CompareTo(b.At));
    }

    /// <summary>What has come to pass by a moment, in order; each is told once.</summary>
    public List<Deed> Until(DateTimeOffset moment)
    {
        var due = _deeds.TakeWhile(d => d.At <= moment).ToList();
        _deeds.RemoveRange(0, due.Count);
        return due;
    }

    /// <summary>The member says stop, in the chat.</summary>
    public ValueTask StopAsync(WriteScope scope, YearMember member, DateTimeOffset now)
    {
        member.Agrees.Becomes(false, now);
        // Whoever writes to the bot has not blocked it, or not any more.
        member.Reachable.Becomes(true, now);
        return world.ArriveAsync(scope, member.Contact, number => new InboundContent.Said(new(world.ChatOf(member.Contact), "Arta", "en"), "stop", number));
    }

    private async Task LiveAsync(YearMember member)
    {
        if (Chance(15)) for (var n = _random.Next(1, 3); n > 0; n--) Move(Sometime(), member);
        // Over the ocean around the birthday: the day comes twice, or has gone by, or is already there.
        if (Chance(6) && member.Birthday.Now is { } day) Move(member.Instant(day.In(from.Year + _random.Next(2)), 10).AddHours(_random.Next(-30, 30)), member);
        if (Chance(10)) Stop(Sometime(), member);
        if (Chance(6)) Case(Sometime(), member);
        if (Chance(4) && member.Birthday.Now is { } party) Case(member.Instant(party.In(to.Year), 10).AddHours(-_random.Next(1, 90)), member);
        if (Chance(5)) Pause(Sometime(), member);
        if (Chance(3)) Block(Sometime(), member);
        if (Chance(5)) ChangeBirthday(Sometime(), member);
        if (Chance(30)) for (var at = from.AddDays(_random.Next(1, 60)); at < to; at = at.AddDays(_random.Next(12, 90)).AddHours(_random.Next(0, 13))) Buy(at, member);
        if (Chance(12)) await BoughtBeforeAsync(member);
    }

    private ToldBirthday? Birthday(int n) => (n % 33, _random.Next(100)) switch
    {
        (0, _) => new(2, 29, null),
        (1, _) => new(12, 20, null),
        (2, _) => new(1, 1, null),
        (3, _) => new(12, 31, null),
        (_, < 2) => null,
        _ => Told(new DateOnly(2027, 1, 1).AddDays(_random.Next(365)), null),
    };

    private static ToldBirthday Told(DateOnly day, DateTimeOffset? at) => new(day.Month, day.Day, at);

    private void Move(DateTimeOffset at, YearMember member) => Add(at, member, (scope, now) =>
    {
        var zone = Zones[(Array.IndexOf(Zones, member.Zone.Now) + _random.Next(1, Zones.Length)) % Zones.Length];
        member.Zone.Becomes(zone, now);
        Preferences.Zone(scope, world.Business, member.Contact, zone, now);
        return ValueTask.CompletedTask;
    });

    private void Stop(DateTimeOffset at, YearMember member)
    {
        Add(at, member, (scope, now) => StopAsync(scope, member, now));
        if (!Chance(50)) return;
        Add(at.AddDays(_random.Next(1, 60)), member, (scope, now) =>
        {
            member.Agrees.Becomes(true, now);
            world.Consent(scope, member.Contact, "marketing", true);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>A person of the shop takes the word, and gives it back some day.</summary>
    private void Case(DateTimeOffset at, YearMember member)
    {
        Add(at, member, (scope, now) =>
        {
            member.Held.Becomes(true, now);
            return world.ArriveAsync(scope, member.Contact, number => new InboundContent.StaffReplied("Mira", "I am looking into it.", PlayWorld.StaffChat, number));
        });
        Add(at.AddHours(_random.Next(1, 120)), member, (scope, now) =>
        {
            if (member.Held.Now) member.Released.Becomes(now, now);
            member.Held.Becomes(false, now);
            return world.ArriveAsync(scope, member.Contact, number => new InboundContent.StaffReplied("Mira", "/done", PlayWorld.StaffChat, number));
        });
    }

    private void Pause(DateTimeOffset at, YearMember member)
    {
        var days = _random.Next(1, 40);
        Add(at, member, (scope, now) =>
        {
            member.PausedUntil.Becomes(now.AddDays(days), now);
            Preferences.Pause(scope, world.Business, member.Contact, now.AddDays(days), now);
            return ValueTask.CompletedTask;
        });
    }

    private void Block(DateTimeOffset at, YearMember member)
    {
        Add(at, member, (scope, now) => ReachAsync(scope, member, false, now));
        if (Chance(50)) Add(at.AddDays(_random.Next(1, 60)), member, (scope, now) => ReachAsync(scope, member, true, now));
    }

    private ValueTask ReachAsync(WriteScope scope, YearMember member, bool reachable, DateTimeOffset now)
    {
        member.Reachable.Becomes(reachable, now);
        return world.ArriveAsync(scope, member.Contact, _ => new InboundContent.Reachability(new(world.ChatOf(member.Contact), "Arta", "en"), reachable));
    }

    private void ChangeBirthday(DateTimeOffset at, YearMember member)
    {
        var ahead = _random.Next(-20, 60);
        Add(at, member, (scope, now) =>
        {
            var told = Told(DateOnly.FromDateTime(now.UtcDateTime).AddDays(ahead), now);
            member.Birthday.Becomes(told, now);
            scope.Command("UPDATE contacts SET birthday = @day, birthday_set_at = @now WHERE id = @id")
                .Set("@day", told.ToString()).Set("@now", now).Set("@id", member.Contact.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
    }

    private void Buy(DateTimeOffset at, YearMember member) => Add(at, member, async (scope, now) =>
    {
        member.Purchases.Add(now);
        await world.BuyAsync(scope, member.Contact, $"r-{++_receipts}", now);
    });

    private async Task BoughtBeforeAsync(YearMember member)
    {
        var at = from.AddDays(-_random.Next(20, 360));
        member.Purchases.Add(at);
        await world.BuyAsync(member.Contact, $"r-{++_receipts}", at: at);
    }

    private void Add(DateTimeOffset at, YearMember member, Func<WriteScope, DateTimeOffset, ValueTask> happens)
    {
        if (at > from && at < to) _deeds.Add(new(at, member, happens));
    }

    private DateTimeOffset Sometime() => from + TimeSpan.FromHours(_random.Next(1, (int)(to - from).TotalHours));

    private bool Chance(int percent) => _random.Next(100) < percent;
}
