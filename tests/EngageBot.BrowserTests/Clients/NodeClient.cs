using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace EngageBot.BrowserTests.Clients;

/// <summary>Microsoft's <c>directlinejs</c> in a Node process of its own.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly Process _node;
    private readonly Channel<JsonNode> _heard = Channel.CreateUnbounded<JsonNode>();
    private readonly List<JsonNode> _waiting = [];
    private int _number;

    private NodeClient(Process node)
    {
        _node = node;
        node.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) _heard.Writer.TryComplete();
            else if (line.Data.StartsWith('{')) _heard.Writer.TryWrite(JsonNode.Parse(line.Data)!);
        };
        node.BeginOutputReadLine();
    }

    /// <summary>Every activity the application was given, in order, but for typing, which is stored nowhere.</summary>
    public List<JsonNode> Shown { get; } = [];

    public static async Task<NodeClient> StartAsync()
    {
        var library = await NpmPackage.DirectLineJs.FileAsync("dist/directline.js");
        var socket = await NpmPackage.Ws.FileAsync("index.js");
        var start = new ProcessStartInfo("node", [Here("directline-driver.cjs"), library, socket, Here("hurry.js")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        try
        {
            return new NodeClient(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            Machine.Needs(isThere: false, "No Node found: install it (apt-get install nodejs npm).");
            throw;
        }
    }

    public static string Here(string file, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, file);

    public void Tell(object command)
    {
        _node.StandardInput.WriteLine(JsonSerializer.Serialize(command));
        _node.StandardInput.Flush();
    }

    public void Connect(object options) => Tell(new { @do = "connect", options });

    /// <summary>Posts until the client calls it posted, as an application does that is told to try again.</summary>
    public async Task<string> PostAsync(object activity)
    {
        while (true)
        {
            var nr = ++_number;
            Tell(new { @do = "post", nr, activity });
            var outcome = await NextAsync(e => (int?)e["nr"] == nr);
            if (outcome["posted"]?.ToString() is { } id and not "retry") return id;
            Assert.True(outcome["posted"] is not null, $"The client gave up: {outcome.ToJsonString()}");
        }
    }

    public Task<string> SayAsync(string text) => PostAsync(new { type = "message", text, from = new { id = "me" }, locale = "en" });

    /// <summary>The next thing heard of that kind; activities are put into <see cref="Shown"/> on the way.</summary>
    public async Task<JsonNode> NextAsync(Func<JsonNode, bool> isIt)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        if (_waiting.FirstOrDefault(isIt) is { } before)
        {
            _waiting.Remove(before);
            return before;
        }
        await foreach (var heard in _heard.Reader.ReadAllAsync(patience.Token))
        {
            if (heard["activity"] is { } activity && activity["type"]!.ToString() != "typing") Shown.Add(activity);
            if (isIt(heard)) return heard;
            _waiting.Add(heard);
        }
        throw new InvalidOperationException("Node ended.");
    }

    /// <summary>The next message of the bot that holds the words.</summary>
    public async Task<JsonNode> BotSaysAsync(string words) =>
        (await NextAsync(e => e["activity"] is { } a && a["type"]!.ToString() == "message" && a["from"]!["role"]?.ToString() == "bot"
            && a["text"]!.ToString().Contains(words, StringComparison.Ordinal)))["activity"]!;

    public Task StatusAsync(int status) => NextAsync(e => (int?)e["status"] == status && e["call"] is null);

    public Task<JsonNode> CallAsync(string call) => NextAsync(e => e["call"]?.ToString() == call);

    public void Dispose()
    {
        if (!_node.HasExited) _node.Kill();
        _node.WaitForExit();
        _node.Dispose();
    }
}
