using EngageBot.Conversations;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Conversations.Releases;

/// <summary>What a start does with a folder that is not what was live.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DialogFolder _folder = new();
    private readonly string _data = Directory.CreateTempSubdirectory("engagebot-test").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task An_edit_made_while_it_was_stopped_is_live_after_the_start()
    {
        await (await ChatHost.StartAsync(_folder, data: _data)).DisposeAsync();
        _folder.Edit("table/en.yaml", "For how many?", "How many guests?");
        await using var chat = await ChatHost.StartAsync(_folder, data: _data);
        Assert.Equal("How many guests?", await chat.SaysAsync("arta", "/table"));
    }

    [Fact]
    public async Task A_start_without_an_edit_publishes_nothing()
    {
        await (await ChatHost.StartAsync(_folder, data: _data)).DisposeAsync();
        await using var chat = await ChatHost.StartAsync(_folder, data: _data);
        Assert.Equal(1, await chat.Host.CountAsync("SELECT COUNT(*) FROM dialog_releases"));
    }

    [Fact]
    public async Task A_broken_edit_does_not_keep_the_shop_closed_the_last_release_serves()
    {
        await (await ChatHost.StartAsync(_folder, data: _data)).DisposeAsync();
        _folder.Edit(DialogFolder.Table, "next: moment}", "next: momnt}");
        await using var chat = await ChatHost.StartAsync(_folder, data: _data);
        Assert.Contains("\"folder\":\"refused\"", await chat.HealthAsync(), StringComparison.Ordinal);
        Assert.Equal("For how many?", await chat.SaysAsync("arta", "/table"));
    }

    [Fact]
    public async Task The_first_start_with_a_broken_folder_is_refused_with_the_findings()
    {
        _folder.Edit(DialogFolder.Table, "next: moment}", "next: momnt}");
        var error = await Assert.ThrowsAsync<InvalidDialogsException>(() => ChatHost.StartAsync(_folder, data: _data));
        Assert.Contains("D102", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_with_an_old_copy_of_the_folder_serves_what_is_live()
    {
        await (await ChatHost.StartAsync(_folder, data: _data)).DisposeAsync();
        using var newer = new DialogFolder();
        newer.Edit("table/en.yaml", "For how many?", "How many guests?");
        await (await ChatHost.StartAsync(newer, data: _data)).DisposeAsync();
        await using var chat = await ChatHost.StartAsync(_folder, data: _data);
        Assert.Contains("\"release\":2,", await chat.HealthAsync(), StringComparison.Ordinal);
        Assert.Contains("\"folder\":\"older\"", await chat.HealthAsync(), StringComparison.Ordinal);
        Assert.Equal("How many guests?", await chat.SaysAsync("arta", "/table"));
    }

    [Fact]
    public async Task Numbers_in_buttons_survive_a_lost_lock_file_because_the_database_has_them()
    {
        await (await ChatHost.StartAsync(_folder, data: _data)).DisposeAsync();
        File.Delete(Path.Combine(_folder.Path, "lock.json"));
        // It sorts before all others, and would take the first one's number.
        foreach (var file in (string[])["dialog.yaml", "en.yaml", "ru.yaml", "sq.yaml"])
            _folder.Write($"aperitif/{file}", _folder.Read($"table/{file}").Replace("table", "aperitif", StringComparison.Ordinal));
        await using var chat = await ChatHost.StartAsync(_folder, data: _data);
        Assert.Equal("For how many?", await chat.SaysAsync("arta", "/aperitif"));
        using var shipped = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(EngageHost.Dialogs, "lock.json")));
        using var now = System.Text.Json.JsonDocument.Parse(_folder.Read("lock.json"));
        foreach (var dialog in shipped.RootElement.GetProperty("dialogs").EnumerateObject())
            Assert.Equal(
                dialog.Value.GetProperty("number").GetInt32(), now.RootElement.GetProperty("dialogs").GetProperty(dialog.Name).GetProperty("number").GetInt32());
    }
}
