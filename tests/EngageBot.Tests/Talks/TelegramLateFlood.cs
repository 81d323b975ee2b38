using System.Diagnostics;
using System.Globalization;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Talks;

/// <summary>The bot was away for a day, and a day's updates come at once. <c>ENGAGEBOT_LATE_CUSTOMERS=1000</c> makes them ten thousand.</summary>
public sealed class TelegramLateFlood(ITestOutputHelper output)
{
    private static readonly int _customers = int.TryParse(Environment.GetEnvironmentVariable("ENGAGEBOT_LATE_CUSTOMERS"), CultureInfo.InvariantCulture, out var n) ? n : 50;

    /// <summary>What each customer does, an hour after the other; <see langword="null"/> is a tap on a button of long ago.</summary>
    private static readonly string?[] _day =
        ["/contacts", "/contacts", "hello", "Hello?", "HELLO!!", null, "/human", "Please call me back, it is number {0}", "/contacts", "/language"];

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_day_of_updates_is_answered_in_order_once_where_people_repeated_themselves_and_no_wish_is_lost(string store)
    {
        string[] settings = store == "postgres" ? await PostgresServer.SettingsAsync() : [];
        var customers = new List<FakeUser>();
        await using var bot = await TelegramBotInTest.StartAsync("polling", settings: settings, before: async telegram =>
        {
            for (var i = 0; i < _customers; i++) customers.Add(telegram.User($"Customer {i}"));
            for (var hour = 0; hour < _day.Length; hour++)
            {
                var at = TimeProvider.System.GetUtcNow().AddHours(hour - 12);
                foreach (var (i, customer) in customers.Index())
                {
                    if (_day[hour] is { } words) await customer.SendsAsync(string.Format(CultureInfo.InvariantCulture, words, i), at);
                    else await customer.TapsAsync("a-button-of-long-ago", null);
                }
            }
        });
        var started = Stopwatch.GetTimestamp();
        await SpineUnderTest.UntilAsync(() => bot.Telegram.Updates.PendingCount == 0, TestContext.Current.CancellationToken);
        var taken = Stopwatch.GetElapsedTime(started);
        await bot.SettleAsync();
        var settled = Stopwatch.GetElapsedTime(started);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_customers * _day.Length} late updates: stored after {taken.TotalSeconds:0.0} s, answered after {settled.TotalSeconds:0.0} s, {bot.Telegram.CallsOf("sendMessage").Count} messages"));

        foreach (var (i, customer) in customers.Index())
        {
            // In their order: one answer to two questions, one greeting for three, the wish for a person with its promise; and after each
            // thing between, the question that the greeting asked.
            string[] expected =
            [
                "+355", "Would you like to join the loyalty programme", "What would you like to write?", "your message is with us", "Would you like to join, or",
                "+355", "Would you like to join, or", "Which language",
            ];
            Assert.True(expected.Length == customer.FromBot.Count, string.Join("\n", customer.FromBot));
            foreach (var (said, words) in customer.FromBot.Zip(expected)) Assert.Contains(words, said.Text, StringComparison.Ordinal);
            Assert.Single(bot.StaffRoom.FromBot, m => m.Text.Contains($"it is number {i}\n", StringComparison.Ordinal));
        }
        Assert.Empty(bot.Telegram.CallsOf("answerCallbackQuery"));
        Assert.Empty(bot.Telegram.Violations);
        Assert.Equal(_customers * _day.Length, await bot.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state = 'Handled'"));
        Assert.Equal(0, await bot.Host.CountAsync("SELECT COUNT(*) FROM outbox WHERE state <> 'Sent'"));
    }

    [Fact]
    public async Task What_is_repeated_while_the_bot_is_there_is_answered_each_time()
    {
        await using var bot = await TelegramBotInTest.StartAsync("polling");
        var ben = bot.Telegram.User("Ben");
        for (var n = 1; n <= 3; n++)
        {
            await ben.SendsAsync("/contacts");
            await ben.WaitForCountAsync(n);
        }
    }
}
