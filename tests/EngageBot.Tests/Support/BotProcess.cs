using System.Diagnostics;
using System.Text;

namespace EngageBot.Tests.Support;

/// <summary>The real program as a process of its own, to be killed and started again on the same data.</summary>
public sealed class BotProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private BotProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>What it printed, for a failing test to show.</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>Starts it and returns once it is ready.</summary>
    public static async Task<BotProcess> StartAsync(string folder, int port, IReadOnlyDictionary<string, string> settings)
    {
        var bot = Launch(folder, port, settings);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        // A look each 20 ms and no faster: the looks themselves would keep the program from becoming ready.
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!patience.IsCancellationRequested && !bot._process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(bot.Address, "/health/ready"));
                if (answer.IsSuccessStatusCode) return bot;
            }
            catch (Exception early) when (early is HttpRequestException or TaskCanceledException)
            {
            }
            await looks.WaitForNextTickAsync();
        }
        throw new InvalidOperationException($"The bot did not become ready. It said: {bot.Output}");
    }

    /// <summary>As <c>kill -9</c>: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it stands (<c>SIGSTOP</c>) until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Runs the program to its end, as a process of its own: what it says when it cannot start, and what <c>Terminal</c> cannot show.</summary>
    public static Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments) => RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs a verb of the program with settings to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = StartInfo(folder, arguments);
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static BotProcess Launch(string folder, int port, IReadOnlyDictionary<string, string> settings)
    {
        var address = $"http://127.0.0.1:{port}";
        var start = StartInfo(folder, ["--urls", address]);
        start.Environment["Data__Directory"] = folder;
        start.Environment["Dialogs__Directory"] = EngageHost.Dialogs;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return new BotProcess(Process.Start(start)!, new Uri(address));
    }

    private static ProcessStartInfo StartInfo(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "EngageBot.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }
}
