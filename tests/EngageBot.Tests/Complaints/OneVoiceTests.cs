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

    private static readonly int _talks = int.TryParse(Environment.GetEnvironmentVariable("ENGAGEBOT_TALKS"), CultureInfo.InvariantCulture, out var n) ? n : 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact, Trait("Pitfall", "P32"), Trait("Row", "S164")]
    public async Task The_bot_is_silent_while_a_person_has_the_word_and_back_when_the_person_is_done()
    {
        await using var cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-03 09:00"));
        var (world, random) = (cases.World, new Random(20260303));
        var (mira, ben) = (await cases.StaffAsync("Mira"), await cases.StaffAsync("Ben"));
        var chats = await BeginAsync(cases);
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(5))
            {
                case 0:
                    await PassAsync(cases, TimeSpan.FromMinutes(random.Next(10, 300)), timersFirst: random.Next(2) == 0);
                    break;
                case 1 when step > 2:
                    // What was on its way when the program fell is done after it, in the same order.
                    await ActAsync(cases, mira, ben, chats, random, step);
                    await WatchAsync(cases, world.RestartAsync);
                    break;
                default:
                    await WatchAsync(cases, () => ActAsync(cases, mira, ben, chats, random, step));
                    break;
            }
        }
        // However it went: after two hours of silence everybody is answered by the bot again.
        await PassAsync(cases, TimeSpan.FromHours(3), timersFirst: true);
        Assert.Equal(0, await world.CountAsync("SELECT COUNT(*) FROM chats WHERE held_at IS NOT NULL"));
        var before = (await StandAsync(cases)).Last;
        await WatchAsync(cases, () => ArriveAsync(cases, chats, "end", _ => "/menu"));
        Assert.Equal(_talks, await world.CountAsync($"SELECT COUNT(DISTINCT chat_id) FROM outbox WHERE id > {before} AND kind = 'Reply'"));
        Assert.True(await world.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Transfer' AND words = 'accepted'") > 0);
        Assert.True(await world.CountAsync("SELECT COUNT(*) FROM cases WHERE reopens > 0") > 0);
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

    /// <summary>In each chat somebody does something, or nothing; it is all there before anything of it is handled.</summary>
    private static async Task ActAsync(CaseWorld cases, StaffId mira, StaffId ben, List<string> chats, Random random, int step)
    {
        await cases.Store.WriteAsync(async scope =>
        {
            foreach (var of in CaseRows.List(scope, cases.Business, null, null, long.MaxValue, _talks * 2))
            {
                var (owner, other) = of.Owner == $"staff:{ben}" ? (ben, mira) : (mira, ben);
                var (hand, key) = (cases.Hand(scope, owner), $"{step}:{of.Number}");
                // Several things in one breath: an answer behind the end of a case takes the chat again.
                for (var breath = random.Next(3); breath >= 0; breath--) await DoAsync(cases, scope, of, hand, other, random, $"{key}:{breath}");
            }
        }, Cancellation);
        await ArriveAsync(cases, [.. chats.Where(_ => random.Next(2) == 0)], $"{step}", _ => random.Next(3) switch { 0 => "hello there", 1 => "any news", _ => "And the cake was dry" });
    }

    private static async ValueTask DoAsync(CaseWorld cases, WriteScope scope, Case of, CaseHand hand, StaffId other, Random random, string key)
    {
        switch (random.Next(9))
        {
            case 0 or 1 or 2:
                await cases.Desk.AnswerAsync(scope, hand, cases.Business, of.Id, new("We look at it.", key) { Sure = true, Asks = random.Next(2) == 0 }, cases.Now);
                break;
            case 3:
                await cases.Desk.ResolveAsync(scope, hand, cases.Business, of.Id, cases.Now);
                break;
            case 4:
                await cases.Desk.HandOverAsync(scope, hand, cases.Business, of.Id, other, new("nothing", "a new cup", "an answer today"), cases.Now);
                await cases.Desk.AcceptAsync(scope, cases.Hand(scope, other), cases.Business, of.Id, cases.Now);
                break;
            case 5:
                cases.Desk.Reopen(scope, hand, cases.Business, of.Id, cases.Now);
                break;
            case 6:
                await cases.Desk.GrantPointsAsync(scope, hand, cases.Business, of.Id, 5, "cold coffee", key, cases.Now);
                break;
        }
    }

    private static Task ArriveAsync(CaseWorld cases, List<string> chats, string step, Func<string, string> words) => cases.Store.WriteAsync(async scope =>
    {
        var account = cases.World.Get<BusinessDirectory>().Account("telegram").Id;
        foreach (var chat in chats)
            await cases.World.Get<Inbox>().AddAsync(scope, new(account, $"talk:{step}:{chat}", chat, new InboundContent.Said(new(chat, "Arta", "en"), words(chat), step)));
    }, Cancellation);

    /// <summary>Time goes by: silent chats are released, and the clock of cases has something to say; which comes first is chance.</summary>
    private static async Task PassAsync(CaseWorld cases, TimeSpan time, bool timersFirst)
    {
        cases.World.Clock.Advance(time);
        if (timersFirst) await WatchAsync(cases, TimersAsync);
        await WatchAsync(cases, () => cases.Store.WriteAsync(async scope =>
        {
            foreach (var (business, id) in CaseRows.Due(scope, cases.Now, _talks * 2)) await cases.Desk.LookAsync(scope, business, id, cases.Now);
        }, Cancellation));
        if (!timersFirst) await WatchAsync(cases, TimersAsync);

        async Task TimersAsync()
        {
            while (await cases.World.Worker<TimerWorker>().PassAsync(Cancellation) > 0) { }
        }
    }

    /// <summary>Something happens and is handled; of all that was said then nothing is the bot's while a person had the chat.</summary>
    private static async Task WatchAsync(CaseWorld cases, Func<Task> happens)
    {
        var (held, last) = await StandAsync(cases);
        await happens();
        while (await cases.World.Get<InboxWorker>().PassAsync(Cancellation) > 0) { }
        Assert.True(cases.World.Errors.Count == 0, string.Join("\n", cases.World.Errors.Take(2)));
        var (still, _) = await StandAsync(cases);
        var said = await cases.Store.ReadRowsAsync("SELECT chat_id, key, content FROM outbox WHERE id > @last AND chat_id IS NOT NULL ORDER BY id", command => command.Set("@last", last),
            row => (Chat: row.GetInt64(0), Key: row.GetString(1), Words: MessagingJson.ReadOutgoing(row.GetString(2)).Text.Plain), Cancellation);
        foreach (var chat in said.GroupBy(s => s.Chat))
        {
            // A person's word takes the chat, "the bot is back" gives it back; silence of two hours gives it back without a word, and then it is free at the end.
            var (has, released) = (held.Contains(chat.Key), held.Contains(chat.Key) && !still.Contains(chat.Key) && chat.All(s => !IsBack(s.Words)));
            foreach (var (_, key, words) in chat)
            {
                if (key.StartsWith("staff:", StringComparison.Ordinal)) has = !IsBack(words);
                else Assert.True(!has || released, $"The bot said “{words}” while a person had the word.");
            }
            Assert.Equal(still.Contains(chat.Key), has && !released);
        }
    }

    private static bool IsBack(string words) => words.StartsWith("The bot is back", StringComparison.Ordinal);

    /// <summary>Whom a person holds, and the newest message.</summary>
    private static async Task<(HashSet<long> Held, long Last)> StandAsync(CaseWorld cases) => (
        [.. await cases.Store.ReadRowsAsync("SELECT id FROM chats WHERE held_at IS NOT NULL", _ => { }, row => row.GetInt64(0), Cancellation)],
        await cases.World.CountAsync("SELECT COALESCE(MAX(id), 0) FROM outbox"));
}
