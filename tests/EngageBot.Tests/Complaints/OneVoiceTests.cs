using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Tests.Complaints;

/// <summary>The bot never speaks while a person holds the chat, and always speaks again after: random talks of customer, staff, clocks and restarts.</summary>
/// <remarks>Each chat is a talk of its own; they take their steps side by side, so that thousands cost a few transactions. ENGAGEBOT_TALKS=5000 is the long series.</remarks>
public sealed class OneVoiceTests
{
    private const int Steps = 8;

    private static readonly int _talks = int.TryParse(Environment.GetEnvironmentVariable("ENGAGEBOT_TALKS"), CultureInfo.InvariantCulture, out var n) ? n : 150;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact, Trait("Pitfall", "P32"), Trait("Row", "S164")]
    public async Task The_bot_is_silent_while_a_person_has_the_word_and_back_when_the_person_is_done()
    {
        await using var cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 09:00"));
        var (world, random) = (cases.World, new Random(20260303));
        var mira = await cases.StaffAsync("Mira");
        var chats = await BeginAsync(cases);
        for (var step = 0; step < Steps; step++)
        {
            var (held, last) = await StandAsync(cases);
            await (random.Next(4) switch { 0 => PassAsync(cases, TimeSpan.FromMinutes(random.Next(10, 300))), 1 when step > 2 => world.RestartAsync(), _ => ActAsync(cases, mira, chats, random, step) });
            await HandleAsync(cases);
            await QuietAsync(cases, held, last);
        }
        // However it went: after two hours of silence everybody is answered by the bot again.
        await PassAsync(cases, TimeSpan.FromHours(3));
        await HandleAsync(cases);
        Assert.Equal(0, await world.CountAsync("SELECT COUNT(*) FROM chats WHERE held_at IS NOT NULL"));
        var (_, before) = await StandAsync(cases);
        await ArriveAsync(cases, chats, "end", _ => "/menu");
        await HandleAsync(cases);
        Assert.Equal(_talks, await world.CountAsync($"SELECT COUNT(DISTINCT chat_id) FROM outbox WHERE id > {before} AND kind = 'Reply'"));
    }

    private static async Task<List<string>> BeginAsync(CaseWorld cases)
    {
        var account = cases.World.Get<BusinessDirectory>().Account("telegram").Id;
        var chats = Enumerable.Range(0, _talks).Select(i => (50_000 + i).ToString(CultureInfo.InvariantCulture)).ToList();
        await cases.Store.WriteAsync(async scope =>
        {
            foreach (var chat in chats)
            {
                var id = ContactId.New(cases.Now);
                scope.Command("INSERT INTO contacts (id, business_id, name, language, created_at) VALUES (@id, @business, @name, 'en', @now)")
                    .Set("@id", id.ToString()).Set("@business", cases.Business.ToString()).Set("@name", chat).Set("@now", cases.Now).ExecuteNonQuery();
                scope.Command("INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @id, @key, 'Customer', '', @now)")
                    .Set("@business", cases.Business.ToString()).Set("@account", account).Set("@id", id.ToString()).Set("@key", chat).Set("@now", cases.Now).ExecuteNonQuery();
                await cases.Desk.OpenAsync(scope, CaseHand.Customer, new(cases.Business, id, CaseKind.Complaint, "My coffee was cold and late", "chat", "en"), cases.Now);
            }
        }, Cancellation);
        return chats;
    }

    /// <summary>In each chat somebody does something, or nothing.</summary>
    private static async Task ActAsync(CaseWorld cases, StaffId mira, List<string> chats, Random random, int step)
    {
        await cases.Store.WriteAsync(async scope =>
        {
            foreach (var of in CaseRows.List(scope, cases.Business, null, null, long.MaxValue, _talks * 2))
            {
                var (hand, key) = (cases.Hand(scope, mira), $"{step}:{of.Number}");
                switch (random.Next(6))
                {
                    case 0 or 1:
                        await cases.Desk.AnswerAsync(scope, hand, cases.Business, of.Id, new("We look at it.", key) { Sure = true, Asks = random.Next(2) == 0 }, cases.Now);
                        break;
                    case 2:
                        await cases.Desk.ResolveAsync(scope, hand, cases.Business, of.Id, cases.Now);
                        break;
                }
            }
        }, Cancellation);
        await ArriveAsync(cases, [.. chats.Where(_ => random.Next(2) == 0)], $"{step}", _ => random.Next(3) switch { 0 => "hello there", 1 => "any news", _ => "And the cake was dry" });
    }

    private static Task ArriveAsync(CaseWorld cases, List<string> chats, string step, Func<string, string> words) => cases.Store.WriteAsync(async scope =>
    {
        var account = cases.World.Get<BusinessDirectory>().Account("telegram").Id;
        foreach (var chat in chats)
            await cases.World.Get<Inbox>().AddAsync(scope, new(account, $"talk:{step}:{chat}", chat, new InboundContent.Said(new(chat, "Arta", "en"), words(chat), step)));
    }, Cancellation);

    /// <summary>Time goes by: the release of silent chats, and what the clock of cases has to say.</summary>
    private static async Task PassAsync(CaseWorld cases, TimeSpan time)
    {
        cases.World.Clock.Advance(time);
        await cases.Store.WriteAsync(async scope =>
        {
            foreach (var (business, id) in CaseRows.Due(scope, cases.Now, _talks * 2)) await cases.Desk.LookAsync(scope, business, id, cases.Now);
        }, Cancellation);
        while (await cases.World.Worker<TimerWorker>().PassAsync(Cancellation) > 0) { }
    }

    private static async Task HandleAsync(CaseWorld cases)
    {
        while (await cases.World.Get<InboxWorker>().PassAsync(Cancellation) > 0) { }
        Assert.True(cases.World.Errors.Count == 0, string.Join("\n", cases.World.Errors.Take(2)));
    }

    /// <summary>Whom a person holds, and the newest message.</summary>
    private static async Task<(HashSet<long> Held, long Last)> StandAsync(CaseWorld cases) => (
        [.. await cases.Store.ReadRowsAsync("SELECT id FROM chats WHERE held_at IS NOT NULL", _ => { }, row => row.GetInt64(0), Cancellation)],
        await cases.World.CountAsync("SELECT COALESCE(MAX(id), 0) FROM outbox"));

    /// <summary>In a chat that a person held all the while nobody spoke but people.</summary>
    private static async Task QuietAsync(CaseWorld cases, HashSet<long> held, long last)
    {
        var (still, _) = await StandAsync(cases);
        var said = await cases.Store.ReadRowsAsync("SELECT chat_id, key, content FROM outbox WHERE id > @last AND chat_id IS NOT NULL", command => command.Set("@last", last),
            row => (Chat: row.GetInt64(0), Key: row.GetString(1), Words: MessagingJson.ReadOutgoing(row.GetString(2)).Text.Plain), Cancellation);
        // Words that a person solved with and words after it may come in one step: a chat that was given back in it is left out.
        var back = said.Where(s => s.Words.StartsWith("The bot is back", StringComparison.Ordinal)).Select(s => s.Chat).ToHashSet();
        Assert.DoesNotContain(said, s => held.Contains(s.Chat) && still.Contains(s.Chat) && !back.Contains(s.Chat) && !s.Key.StartsWith("staff:", StringComparison.Ordinal));
    }
}
