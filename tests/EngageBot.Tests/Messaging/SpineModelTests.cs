using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>Random interleavings of entrances, turns, sends, failures, waits and kills; what must hold holds at the end of each.</summary>
public sealed class SpineModelTests
{
    private enum Step { Accept, AcceptAgain, Handle, FailTurn, KillInTurn, Send, Throttle, Unavailable, Unknown, Refuse, KillInSend, Wait, Crash }

    private static readonly string[] Chats = ["ana", "ben", "cem"];

    [Fact]
    public void Order_and_once_hold_under_any_interleaving()
    {
        // Entrances and ordinary work are more frequent than trouble.
        var step = Gen.Frequency(
            (6, Gen.Constant(Step.Accept)), (2, Gen.Constant(Step.AcceptAgain)), (4, Gen.Constant(Step.Handle)), (4, Gen.Constant(Step.Send)),
            (3, Gen.Constant(Step.Wait)), (4, Gen.Elements(Enum.GetValues<Step>())));
        var plan = step.Zip(Gen.Choose(0, 2)).ListOf().Resize(60).ToArbitrary();
        Prop.ForAll(plan, steps => RunAsync([.. steps]).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task RunAsync((Step Step, int Chat)[] steps)
    {
        var clock = new TestClock();
        await using var spine = new SpineUnderTest(TempStore.Open(clock), clock);
        await spine.Store.SeedAsync([1], Chats);
        var world = new World(spine, clock);
        foreach (var (step, chat) in steps) await world.TakeAsync(step, Chats[chat]);
        await world.SettleAsync();
        await world.CheckAsync();
    }

    private sealed class World(SpineUnderTest spine, TestClock clock)
    {
        private readonly List<string> _accepted = [];
        private readonly List<(string Chat, string Key)> _calls = [];
        private readonly List<string> _arrived = [];

        public async Task TakeAsync(Step step, string chat)
        {
            switch (step)
            {
                case Step.Accept:
                    var arrival = Said(chat, $"{_accepted.Count:000}");
                    if (await spine.Inbox.AcceptAsync(arrival, CancellationToken.None)) _accepted.Add(arrival.ExternalId);
                    break;
                case Step.AcceptAgain:
                    if (_accepted.Count == 0) break;
                    var old = _accepted[_accepted.Count / 2].Split('/');
                    Assert.False(await spine.Inbox.AcceptAsync(Said(old[0], old[1]), CancellationToken.None));
                    break;
                case Step.Handle or Step.FailTurn or Step.KillInTurn:
                    await HandleAsync(step, chat);
                    break;
                case Step.Wait:
                    clock.Advance(TimeSpan.FromSeconds(3));
                    break;
                case Step.Crash:
                    await spine.CrashAsync();
                    break;
                default:
                    await SendAsync(step, chat);
                    break;
            }
        }

        /// <summary>A turn writes a reply, and every third one a promotion.</summary>
        private async Task HandleAsync(Step step, string chat)
        {
            spine.Handle = async (scope, happened) =>
            {
                await spine.Outbox.AddAsync(scope, Draft(happened.ChatKey, $"reply {happened.Id:000}"));
                if (happened.Id % 3 == 0) await spine.Outbox.AddAsync(scope, Draft(happened.ChatKey, $"promotion {happened.Id:000}", OutboundKind.Promotion));
                if (happened.ChatKey == chat && step == Step.FailTurn) throw new InvalidOperationException("turn");
                if (happened.ChatKey == chat && step == Step.KillInTurn) spine.Kill();
                return null;
            };
            await UnlessKilledAsync(() => spine.InboxWorker.PassAsync(CancellationToken.None));
        }

        private async Task SendAsync(Step step, string chat)
        {
            spine.Channel.AnswerWith(message =>
            {
                var trouble = message.ChatKey == chat ? step : Step.Send;
                lock (_calls)
                {
                    _calls.Add((message.ChatKey, message.Key));
                    if (trouble is Step.Send or Step.Unknown or Step.KillInSend) _arrived.Add(message.Key);
                }
                if (trouble == Step.KillInSend) spine.Kill();
                return trouble switch
                {
                    Step.Throttle => new SendResult.Throttled(TimeSpan.FromSeconds(2)),
                    Step.Unavailable => new SendResult.Unavailable("503"),
                    Step.Unknown => new SendResult.Unknown("cut"),
                    Step.Refuse => new SendResult.Refused("400", ContactUnreachable: false),
                    _ => spine.Channel.Sent(),
                };
            });
            await UnlessKilledAsync(async () =>
            {
                await spine.Sender.PassAsync(CancellationToken.None);
                await spine.Sender.DrainAsync();
                return 0;
            });
        }

        private async Task UnlessKilledAsync(Func<Task<int>> pass)
        {
            try
            {
                await pass();
            }
            catch (ObjectDisposedException)
            {
                // Killed on the way.
            }
            if (spine.IsKilled) await spine.CrashAsync();
        }

        /// <summary>All trouble is over: whatever waits is done in time.</summary>
        public async Task SettleAsync()
        {
            for (var i = 0; i < 200 && await spine.ScalarAsync<long>(Waiting) > 0; i++)
            {
                await HandleAsync(Step.Handle, "");
                await SendAsync(Step.Send, "");
                clock.Advance(TimeSpan.FromSeconds(5));
            }
            Assert.Equal(0, await spine.ScalarAsync<long>(Waiting));
        }

        private const string Waiting = """
            SELECT (SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')) + (SELECT COUNT(*) FROM outbox WHERE state IN ('Queued', 'Sending'))
            """;

        public async Task CheckAsync()
        {
            var inbox = await spine.InboxAsync();
            Assert.Equal(_accepted, inbox.Select(row => row.Split(':')[0]));
            var outbox = await spine.OutboxAsync();
            foreach (var chat in Chats) await CheckChatAsync(chat);
            // Exactly one reply for each handled row, none for a dead one.
            Assert.Equal(inbox.Count(row => row.EndsWith(":Handled", StringComparison.Ordinal)), outbox.Count(row => row.StartsWith("reply", StringComparison.Ordinal)));
            foreach (var row in outbox)
            {
                var (key, state) = (row.Split(':')[0], row.Split(':')[1]);
                var times = _arrived.Count(arrived => arrived == key);
                if (state == nameof(OutboxState.Sent)) Assert.True(times >= 1, $"{row} never arrived");
                if (key.StartsWith("promotion", StringComparison.Ordinal)) Assert.True(times <= 1, $"{row} arrived {times} times");
            }
        }

        private async Task CheckChatAsync(string chat)
        {
            // Turns of a chat committed in the order of its events, so its replies were written in that order.
            var written = await spine.Store.ReadRowsAsync(
                "SELECT key FROM outbox WHERE chat_key = @chat AND kind = 'Reply' ORDER BY id", command => command.Set("@chat", chat),
                row => row.GetString(0), CancellationToken.None);
            Assert.Equal(written.Order(StringComparer.Ordinal), written);
            // A retry is never overtaken within its class: the calls follow the order of writing, repeated ones side by side.
            foreach (var kind in new[] { "reply", "promotion" })
            {
                var calls = _calls.Where(call => call.Chat == chat && call.Key.StartsWith(kind, StringComparison.Ordinal)).Select(call => call.Key).ToList();
                Assert.Equal(calls.Order(StringComparer.Ordinal), calls);
            }
        }
    }
}
