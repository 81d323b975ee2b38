using System.Text;
using EngageBot.Conversations;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Turns.Log;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Commands;

/// <summary><c>engagebot dialogs log|replay</c> on chats that really talked.</summary>
public sealed class TurnLogCommandTests : IDisposable
{
    private readonly DialogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chat_is_replayed_to_the_same_bytes_over_actions_timers_a_person_and_a_release()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: "--Dialogs:WatchSeconds=0");
        await TalkAsync(chat);
        var turns = await chat.Host.CountAsync("SELECT COUNT(*) FROM turn_log");
        Assert.True(turns > 10);
        var (code, output) = await RunAsync(chat, "replay", "arta");
        Assert.Equal((0, $"All {turns} turns come to the same bytes."), (code, output.Trim()));
        (code, output) = await RunAsync(chat, "replay", "arta", "--from", "9999999");
        Assert.Equal((0, "No turn of this chat is recorded (any more)."), (code, output.Trim()));
    }

    [Fact]
    public async Task A_turn_whose_record_says_something_else_is_named()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: "--Dialogs:WatchSeconds=0");
        await chat.SaysAsync("arta", "/table");
        await chat.SaysAsync("arta", "2");
        // Another time of day: timers fall due at other times.
        await chat.Host.Services.GetRequiredService<IStore>().WriteAsync(
            async scope => await scope.Command("UPDATE turn_log SET at = at + 60000 WHERE inbox_id = (SELECT MAX(inbox_id) FROM turn_log)").ExecuteNonQueryAsync(),
            TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(chat, "replay", "arta");
        Assert.Equal(1, code);
        Assert.Contains("comes to other bytes", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 turns come to the same bytes.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_reads_like_a_story_and_shows_what_was_written_only_on_demand()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: "--Dialogs:WatchSeconds=0");
        await chat.SaysAsync("arta", "/table");
        await chat.SaysAsync("arta", "2");
        await chat.SaysAsync("arta", "At eight, for Mrs Hoxha");
        var (code, output) = await RunAsync(chat, "log", "arta");
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^turn \d+  2026-03-02 10:00:00  release 1$", output);
        Assert.Contains("run 1 of table begins", output, StringComparison.Ordinal);
        Assert.Contains("bot: table/moment.ask", output, StringComparison.Ordinal);
        Assert.Contains("now table 1 at moment", output, StringComparison.Ordinal);
        Assert.Contains("customer: (23 characters)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Hoxha", output, StringComparison.Ordinal);
        (_, output) = await RunAsync(chat, "log", "arta", "--words");
        Assert.Contains("customer: “At eight, for Mrs Hoxha”", output, StringComparison.Ordinal);
        (code, output) = await RunAsync(chat, "log", "nobody");
        Assert.Equal((2, "There is no chat nobody."), (code, output.Trim()));
    }

    [Fact]
    public async Task Nobody_reads_a_customers_words_in_the_table()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: "--Dialogs:WatchSeconds=0");
        await chat.SaysAsync("arta", "Hoxha");
        var bodies = await chat.Host.Services.GetRequiredService<IStore>().ReadRowsAsync(
            "SELECT body FROM turn_log", _ => { }, row => row.GetFieldValue<byte[]>(0), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Hoxha", Encoding.UTF8.GetString(Assert.Single(bodies)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_kept_for_their_days_and_no_longer()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: ["--Turns:LogDays=2", "--Dialogs:WatchSeconds=0"]);
        await chat.SaysAsync("arta", "/table");
        chat.Clock.Advance(TimeSpan.FromHours(47));
        await chat.SaysAsync("arta", "2");
        chat.Clock.Advance(TimeSpan.FromHours(2));
        await chat.Host.Services.GetRequiredService<TurnLog>().PruneAsync(TestContext.Current.CancellationToken);
        var (_, output) = await RunAsync(chat, "log", "arta");
        Assert.DoesNotContain("run 1 of table begins", output, StringComparison.Ordinal);
        Assert.Contains("2026-03-04", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_none_are_kept_none_are_written()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: "--Turns:LogDays=0");
        await chat.SaysAsync("arta", "/table");
        Assert.Equal(0, await chat.Host.CountAsync("SELECT COUNT(*) FROM turn_log"));
    }

    private async Task TalkAsync(ChatHost chat)
    {
        foreach (var words in (string[])["/start", "no", "/table", "many", "2", "/balance", "menu", "/news", "yes", "thanks", "/table"]) await chat.SaysAsync("arta", words);
        _folder.RenameMoment("migrate: {1: {states: {moment: hour}}}");
        for (var look = 0; look < 2; look++) await chat.Host.Services.GetRequiredService<DialogCatalog>().LookAsync(TestContext.Current.CancellationToken);
        foreach (var words in (string[])["At eight", "/cancel", "/human", "I left my umbrella with you"]) await chat.SaysAsync("arta", words);
        chat.Clock.Advance(TimeSpan.FromHours(13));
        await chat.SaysAsync("arta", "/language ru");
        await chat.SaysAsync("arta", "/table");
    }

    private static Task<(int Code, string Output)> RunAsync(ChatHost chat, string verb, params string[] arguments) =>
        Terminal.RunAsync(["dialogs", verb, .. arguments, "--data", chat.Host.Folder]);
}
