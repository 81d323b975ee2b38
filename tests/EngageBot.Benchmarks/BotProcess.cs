using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EngageBot.Benchmarks;

/// <summary>The published bot as a process of its own, pinned to one core, with an empty database.</summary>
internal sealed class BotProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly bool _keeps;

    /// <param name="folder">With a database that is there already, and which stays; else an empty one that goes with the process.</param>
    /// <param name="settings">Beside those of every run.</param>
    public BotProcess(string program, string dialogs, string mode, Uri api, string core, string? folder = null, params (string Name, string Value)[] settings)
    {
        _keeps = folder is not null;
        _folder = folder ?? Directory.CreateTempSubdirectory("engagebot-bench").FullName;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("taskset") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        string[] arguments = ["-c", core, "dotnet", program, "--urls", Address.ToString(), "--demo", "false"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["Channels__Telegram__Token"] = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        start.Environment["Channels__Telegram__ApiRoot"] = api.ToString();
        start.Environment["Channels__Telegram__Mode"] = mode == WhatsApp ? "off" : mode;
        if (mode == WhatsApp)
        {
            foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
                [("PhoneNumberId", PhoneNumberId), ("BusinessAccountId", "102290129340398"), ("AccessToken", "EAAbenchbenchbenchbench"), ("AppSecret", AppSecret), ("VerifyToken", "bench-verify"), ("ApiRoot", api.ToString())])
                start.Environment[$"Channels__WhatsApp__{name}"] = value;
        }
        start.Environment["Channels__Telegram__WebhookSecret"] = Secret;
        start.Environment["Channels__Telegram__PublicUrl"] = "https://bench.example";
        start.Environment["Data__Directory"] = Path.Combine(_folder, "data");
        start.Environment["Dialogs__Directory"] = dialogs;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment.Remove(InlineSockets);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var began = Stopwatch.StartNew();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => { if (line.Data is { Length: > 0 } text) Console.Error.WriteLine($"bot: {text}"); };
        _process.ErrorDataReceived += (_, line) => { if (line.Data is { Length: > 0 } text) Console.Error.WriteLine($"bot: {text}"); };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        WaitUntilReady();
        ReadyIn = began.Elapsed;
    }

    /// <summary>This process's own choice; the bot makes its own.</summary>
    public const string InlineSockets = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>The mode in which customers write by WhatsApp.</summary>
    public const string WhatsApp = "whatsapp";
    public const string PhoneNumberId = "106540352242922";
    public const string AppSecret = "0123456789abcdef0123456789abcdef";

    public static string Secret => "bench-secret-of-the-webhook";
    public Uri Address { get; }

    /// <summary>From the start of the process to the first 200 of <c>/health/ready</c>.</summary>
    public TimeSpan ReadyIn { get; }

    /// <summary>Processor time of the process so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in MB.</summary>
    public long MemoryMb
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(new string([.. line.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture) / 1024;
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        if (!_keeps) Directory.Delete(_folder, recursive: true);
    }

    private void WaitUntilReady()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var until = Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromMinutes(4))
        {
            if (_process.HasExited) throw new InvalidOperationException("The bot stopped before it was ready.");
            try
            {
                if (client.GetAsync(new Uri(Address, "/health/ready")).GetAwaiter().GetResult().IsSuccessStatusCode) return;
            }
            catch (Exception early) when (early is HttpRequestException or TaskCanceledException)
            {
            }
            Thread.Yield();
        }
        throw new TimeoutException("The bot was not ready within four minutes.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
