using EngageBot.Conversations;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Conversations.Releases;

/// <summary>Files under dialogs/ are edited while the bot runs.</summary>
public sealed class HotReloadTests : IDisposable
{
    private readonly DialogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_edited_text_is_live_after_two_looks_a_second_apart_without_a_restart()
    {
        await using var chat = await ChatHost.StartAsync(_folder);
        Assert.Equal("For how many?", await chat.SaysAsync("arta", "/table"));
        _folder.Edit("table/en.yaml", "When will you come?", "What time suits you?");
        var dialogs = chat.Host.Services.GetRequiredService<DialogCatalog>();
        await dialogs.LookAsync(TestContext.Current.CancellationToken);
        await dialogs.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal("What time suits you?", await chat.SaysAsync("arta", "2"));
    }

    [Fact]
    public async Task A_broken_edit_is_refused_and_what_was_live_goes_on_until_it_is_mended()
    {
        await using var chat = await ChatHost.StartAsync(_folder);
        _folder.Edit(DialogFolder.Table, "next: moment}", "next: momnt}");
        await chat.UntilFolderAsync("refused");
        Assert.Contains("\"release\":1,", await chat.HealthAsync(), StringComparison.Ordinal);
        Assert.Contains("\"folder\":\"refused\",\"errors\":", await chat.HealthAsync(), StringComparison.Ordinal);
        Assert.Equal("For how many?", await chat.SaysAsync("arta", "/table"));
        _folder.Edit(DialogFolder.Table, "next: momnt}", "next: moment}");
        await chat.UntilFolderAsync("live");
        Assert.Equal("When will you come?", await chat.SaysAsync("arta", "2"));
        Assert.Contains("\"errors\":0", await chat.HealthAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_structure_under_the_old_version_number_is_refused()
    {
        await using var chat = await ChatHost.StartAsync(_folder);
        _folder.Edit(DialogFolder.Table, "max: 20", "max: 8");
        await chat.UntilFolderAsync("refused");
        _folder.Edit(DialogFolder.Table, "version: 1", "version: 2");
        await chat.UntilReleaseAsync(2);
        Assert.Contains("table\": {", _folder.Read("lock.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_moves_a_run_at_the_customers_next_words_and_sends_nothing_before()
    {
        await using var chat = await ChatHost.StartAsync(_folder);
        await chat.SaysAsync("arta", "/table");
        await chat.SaysAsync("arta", "2");
        _folder.RenameMoment("migrate: {1: {states: {moment: hour}}}");
        var before = await chat.Host.CountAsync("SELECT COUNT(*) FROM outbox");
        await chat.UntilReleaseAsync(2);
        Assert.Equal(before, await chat.Host.CountAsync("SELECT COUNT(*) FROM outbox"));
        Assert.Equal("Back to your table: when will you come?", await chat.SaysAsync("arta", "At eight"));
        Assert.Equal("Booked for 2.", await chat.SaysAsync("arta", "At eight"));
    }

    [Fact]
    public async Task A_state_that_is_gone_without_a_rule_keeps_the_old_release_serving()
    {
        await using var chat = await ChatHost.StartAsync(_folder);
        await chat.SaysAsync("arta", "/table");
        await chat.SaysAsync("arta", "2");
        _folder.RenameMoment("");
        await chat.UntilFolderAsync("refused");
        Assert.Equal("Booked for 2.", await chat.SaysAsync("arta", "At eight"));
    }

    [Fact]
    public async Task Where_releases_wait_for_the_command_texts_go_live_and_structure_waits()
    {
        await using var chat = await ChatHost.StartAsync(_folder, settings: "--Dialogs:Publish=command");
        _folder.Edit("table/en.yaml", "For how many?", "How many guests?");
        await chat.UntilReleaseAsync(2);
        _folder.Edit(DialogFolder.Table, "max: 20", "max: 8");
        _folder.Edit(DialogFolder.Table, "version: 1", "version: 2");
        await chat.UntilFolderAsync("waiting");
        Assert.Equal("How many guests?", await chat.SaysAsync("arta", "/table"));
        Assert.Equal("When will you come?", await chat.SaysAsync("arta", "15"));
    }

    [Fact]
    public async Task Runs_of_a_dialog_that_keeps_its_promise_finish_on_the_version_and_the_words_they_began_with()
    {
        using var folder = new DialogFolder(keep: "finish_on_old");
        await using var chat = await ChatHost.StartAsync(folder);
        await chat.SaysAsync("arta", "/table");
        folder.RenameMoment("migrate: {1: {states: {moment: hour}}}");
        await chat.UntilReleaseAsync(2);
        Assert.Equal("When will you come?", await chat.SaysAsync("arta", "2"));
        await chat.SaysAsync("ben", "/table");
        Assert.Equal("At what hour?", await chat.SaysAsync("ben", "3"));
        Assert.Equal("Booked for 2.", await chat.SaysAsync("arta", "At eight"));
    }
}
