using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary><c>engagebot dialogs publish|status|diff|where</c> as they are typed, beside a running bot with customers in the middle of things.</summary>
public sealed class DialogReleaseCommandTests : IAsyncLifetime
{
    private readonly DialogFolder _folder = new();
    private ChatHost _chat = null!;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatHost.StartAsync(_folder, settings: "--Dialogs:Publish=command");
        foreach (var customer in (string[])["arta", "ben"])
        {
            await _chat.SaysAsync(customer, "/table");
            await _chat.SaysAsync(customer, "2");
        }
        await _chat.SaysAsync("vera", "/table");
    }

    public async ValueTask DisposeAsync()
    {
        await _chat.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Where_counts_live_runs_by_version_and_state_with_the_oldest_and_the_next_timer()
    {
        var (code, output) = await RunAsync("where", "table");
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^dialog +version +state +runs +oldest +next timer$", output);
        Assert.Matches(@"(?m)^table +1 +moment +2 +\d+ d ago +due$", output);
        Assert.Matches(@"(?m)^table +1 +size +1 ", output);
        Assert.Contains("3 in all.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_is_tried_shown_and_published_and_the_running_bot_speaks_it()
    {
        _folder.RenameMoment("migrate: {1: {states: {moment: hour}}}");
        var (code, output) = await RunAsync("publish", "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains("Would be release 2:", output, StringComparison.Ordinal);
        Assert.Contains("table: version 1 → 2", output, StringComparison.Ordinal);
        Assert.Contains("state 'moment' is gone (asks moment); runs there go to 'hour'", output, StringComparison.Ordinal);
        Assert.Contains("table version 1, moment: 2 runs, which go to 'hour'", output, StringComparison.Ordinal);
        Assert.Equal(1, await _chat.Host.CountAsync("SELECT MAX(number) FROM dialog_releases"));

        (code, output) = await RunAsync("publish");
        Assert.Equal(0, code);
        Assert.Contains("Release 2 is live.", output, StringComparison.Ordinal);
        Assert.Contains("lock.json is written", output, StringComparison.Ordinal);
        Assert.Contains("\"hour\"", _folder.Read("lock.json"), StringComparison.Ordinal);
        await _chat.UntilReleaseAsync(2);
        Assert.Equal("At what hour?", await _chat.SaysAsync("vera", "3"));
        Assert.Contains("\"folder\":\"live\"", await _chat.HealthAsync(), StringComparison.Ordinal);

        (code, output) = await RunAsync("publish");
        Assert.Equal((0, "Nothing to publish: the folder is release 2."), (code, output.Trim()));
    }

    [Fact]
    public async Task A_release_that_would_strand_live_runs_is_refused_and_says_how_many()
    {
        _folder.RenameMoment("");
        var (code, output) = await RunAsync("publish");
        Assert.Equal(1, code);
        Assert.Contains("error D802", output, StringComparison.Ordinal);
        Assert.Contains("table version 1, moment: 2 runs, which end silently, because nothing says where they go", output, StringComparison.Ordinal);
        Assert.Contains("Not published; release 1 goes on.", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("status");
        Assert.Equal(1, code);
        Assert.Contains("Release 1 is live since", output, StringComparison.Ordinal);
        Assert.Contains("error D802", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_says_in_plain_words_what_the_folder_changes()
    {
        _folder.Edit(DialogFolder.Table, "max: 20", "max: 8");
        _folder.Edit(DialogFolder.Table, "after: 24h", "after: 2h");
        _folder.Edit(DialogFolder.Table, "version: 1", "version: 2");
        _folder.Edit("table/en.yaml", "For how many?", "How many guests?");
        var (code, output) = await RunAsync("diff", "table");
        Assert.Equal(0, code);
        Assert.Contains("Compared with release 1:", output, StringComparison.Ordinal);
        Assert.Contains("state 'size', silence: after 2h to 'quiet' (was after 1d to 'quiet')", output, StringComparison.Ordinal);
        Assert.Contains("slot 'size', max: 8 (was 20)", output, StringComparison.Ordinal);
        Assert.Contains("table/en.yaml: size.ask", output, StringComparison.Ordinal);
        await RunAsync("publish");
        (code, output) = await RunAsync("diff", "table");
        Assert.Equal(0, code);
        Assert.Contains("No difference.", output, StringComparison.Ordinal);
        (_, output) = await RunAsync("diff", "table", "--from", "1");
        Assert.Contains("slot 'size', max: 8 (was 20)", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("diff", "tabel");
        Assert.Equal(2, code);
        Assert.Contains("There is no dialog tabel", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_shows_where_live_runs_stand()
    {
        var file = Path.Combine(_folder.Path, "table.svg");
        var (code, output) = await RunAsync("graph", "table", "--live", "--out", file);
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("Live runs: 2", File.ReadAllText(file), StringComparison.Ordinal);
        (code, output) = await RunAsync("graph", "table", "--format", "mermaid", "--live");
        Assert.Equal(0, code);
        Assert.Contains("moment (2)", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("graph", "tabel");
        Assert.Equal(2, code);
        Assert.Contains("There is no dialog tabel", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> RunAsync(string verb, params string[] arguments)
    {
        string[] folder = verb == "where" ? [] : ["--dialogs", _folder.Path];
        return Terminal.RunAsync(["dialogs", verb, .. arguments, "--data", _chat.Host.Folder, .. folder]);
    }
}
