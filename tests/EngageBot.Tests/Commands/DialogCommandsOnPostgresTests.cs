using System.Collections.Immutable;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary><c>engagebot dialogs log|replay|where|publish</c> beside a bot on PostgreSQL.</summary>
public sealed class DialogCommandsOnPostgresTests : IAsyncLifetime
{
    private readonly DialogFolder _folder = new();
    private ChatHost _chat = null!;
    private ImmutableDictionary<string, string> _settings = ImmutableDictionary<string, string>.Empty;

    public async ValueTask InitializeAsync()
    {
        var place = await PostgresServer.SettingsAsync("--Dialogs:Publish=command");
        _settings = place.Select(setting => setting[2..].Split('=', 2)).ToImmutableDictionary(s => s[0], s => s[1]);
        _chat = await ChatHost.StartAsync(_folder, settings: place);
        await _chat.SaysAsync("arta", "/table");
        await _chat.SaysAsync("arta", "2");
    }

    public async ValueTask DisposeAsync()
    {
        if (_chat is not null) await _chat.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_said_is_told_replayed_counted_and_released_as_on_the_embedded_database()
    {
        var (code, output) = await RunAsync("log", "arta");
        Assert.Equal(0, code);
        Assert.Contains("now table 1 at moment", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("replay", "arta");
        Assert.Equal((0, "All 2 turns come to the same bytes."), (code, output.Trim()));
        (code, output) = await RunAsync("where", "table");
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^table +1 +moment +1 ", output);

        _folder.RenameMoment("migrate: {1: {states: {moment: hour}}}");
        (code, output) = await RunAsync("publish");
        Assert.True(code == 0, output);
        await _chat.UntilReleaseAsync(2);
        // Hours of the test's clock may have passed: then the question is asked once more.
        var said = await _chat.SaysAsync("arta", "At eight") + await _chat.SaysAsync("arta", "At eight");
        Assert.Contains("Booked for 2", said, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> RunAsync(string verb, params string[] arguments) =>
        BotProcess.RunAsync(_folder.Path, _settings.SetItem("Dialogs:Directory", _folder.Path), ["dialogs", verb, .. arguments, "--data", _chat.Host.Folder]);
}
