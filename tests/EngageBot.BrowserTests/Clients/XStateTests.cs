using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Pictures;
using EngageBot.Tests.Support;

namespace EngageBot.BrowserTests.Clients;

/// <summary><c>dialogs graph --format xstate</c>, loaded and walked by XState as it is published.</summary>
public sealed class XStateTests
{
    private static readonly DialogSet Shipped = DialogSet.Load(Path.Combine(Repository.Root, "dialogs")).Set!;
    private static readonly DialogSet Cafe = DialogSet.Load(Path.Combine(Repository.Root, "tests/EngageBot.Dialogs.Tests/Engine/Cafe")).Set!;

    [Fact]
    public async Task Every_dialog_is_a_machine_whose_ways_all_lead_somewhere()
    {
        foreach (var (set, dialog) in Shipped.Dialogs.Keys.Select(d => (Shipped, d)).Concat(Cafe.Dialogs.Keys.Select(d => (Cafe, d))))
            Assert.NotEmpty(await WalkAsync(set, dialog, new { holds = Array.Empty<string>() }));
    }

    [Fact]
    public async Task The_talk_of_a_transcript_takes_the_machine_where_it_takes_the_bot() =>
        Assert.Equal(["\"message\"", "\"send\"", "\"sent\"", """{"status":"done"}"""], await WalkAsync(
            Shipped, "human", new { holds = (string[])["human.available"] }, new { send = "answer" }, new { send = "ok" }));

    [Fact]
    public async Task Silence_is_a_delay_and_cancel_works_anywhere()
    {
        Assert.Equal(["\"message\"", "\"quiet\"", """{"status":"done"}"""], await WalkAsync(
            Shipped, "human", new { holds = (string[])["human.available"] }, new { later = 12 * 3600 * 1000 }));
        Assert.Equal(["\"message\"", "\"left\"", """{"status":"done"}"""], await WalkAsync(
            Shipped, "human", new { holds = (string[])["human.available"] }, new { send = "cancel" }));
    }

    [Fact]
    public async Task A_group_answers_for_its_states_keeps_them_and_leaves_by_its_events()
    {
        var states = await WalkAsync(
            Cafe, "waiter", new { holds = Array.Empty<string>() }, new { send = "answer" }, new { send = "cancel" }, new { later = 3600 * 1000 }, new { send = "order.ready" });
        Assert.Equal(
            ["\"what\"", """{"kitchen":"kitchen__cooking"}""", """{"kitchen":"kitchen__cooking"}""", """{"kitchen":"kitchen__again"}""", "\"fine\"", """{"status":"active"}"""], states);
    }

    private static async Task<string[]> WalkAsync(DialogSet set, string dialog, params object[] steps)
    {
        var library = await NpmPackage.XState.FileAsync("dist/xstate.cjs.js");
        var start = new ProcessStartInfo("node", [NodeClient.Here("xstate-driver.cjs"), library])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Process node;
        try
        {
            node = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Machine.Needs(isThere: false, "No Node found: install it (apt-get install nodejs npm).");
            throw;
        }
        using (node)
        {
            var machine = JsonDocument.Parse(DialogPictures.Write(set, dialog, "xstate", "en", new Dictionary<string, int>()));
            await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { machine, steps }));
            node.StandardInput.Close();
            var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(node.ExitCode == 0, $"{dialog}: {await error}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
