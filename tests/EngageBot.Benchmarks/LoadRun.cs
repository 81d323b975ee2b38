using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace EngageBot.Benchmarks;

/// <summary>What one run measured.</summary>
internal sealed record Measured(
    string Name, double TurnsPerSecond, double CallsPerTurn, double CpuMicrosecondsPerTurn, double P50Ms, double P99Ms, long MemoryMb, TimeSpan ReadyIn);

/// <summary>One measured run of the whole path: update → commit → reply at the fake API.</summary>
/// <param name="Users">Customers who talk at once, each waiting for the answer before the next turn.</param>
/// <param name="Rate">Turns a second in all, evenly spaced; absent means as fast as the answers come.</param>
internal sealed record LoadRun(string Name, string Mode, int Users, TimeSpan Length, TimeSpan CallTime, int? Rate)
{
    /// <summary>A server runs for months: hot code is compiled twice before it is at its best.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);

    public async Task<Measured> RunAsync(string program, string dialogs)
    {
        using var api = new FakeApi(CallTime);
        await OffSocketThreads();
        api.Start();
        using var bot = new BotProcess(program, dialogs, Mode, api.Address, core: "0");
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 }) { BaseAddress = bot.Address };
        Func<byte[], Task> deliver = Mode == "polling" ? update => { api.Offer(update); return Task.CompletedTask; } : Mode == BotProcess.WhatsApp ? update => PostToWhatsAppAsync(client, update) : update => PostAsync(client, update);

        var answers = await new Talk(api, deliver, 1_000_000, Mode == BotProcess.WhatsApp).LearnAsync();
        await TakeTurnsAsync(api, deliver, answers, 2_000_000, WarmUp);      // the first turns are compiled, not run

        var (cpu, calls, clock) = (bot.Cpu, api.Calls, Stopwatch.StartNew());
        var latencies = await TakeTurnsAsync(api, deliver, answers, 3_000_000, Length);
        var seconds = clock.Elapsed.TotalSeconds;
        latencies.Sort();
        return new Measured(
            Name, latencies.Count / seconds, (api.Calls - calls) / (double)latencies.Count, (bot.Cpu - cpu).TotalMicroseconds / latencies.Count,
            latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100], bot.MemoryMb, bot.ReadyIn);
    }

    private async Task<List<double>> TakeTurnsAsync(FakeApi api, Func<byte[], Task> deliver, int[] answers, long firstChat, TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        var users = Enumerable.Range(0, Users).Select(async n =>
        {
            var talk = new Talk(api, deliver, firstChat + n, Mode == BotProcess.WhatsApp);
            var taken = new List<double>();
            var gap = Rate is { } rate ? TimeSpan.FromSeconds((double)Users / rate) : TimeSpan.Zero;
            var due = Rate is null ? TimeSpan.Zero : gap * n / Users;
            for (var turn = 0; clock.Elapsed < length; turn++)
            {
                if (due > clock.Elapsed) await Task.Delay(due - clock.Elapsed, TimeProvider.System);
                var began = Stopwatch.GetTimestamp();
                await talk.TakeAsync(turn % Talk.Script.Count, answers[turn % Talk.Script.Count]);
                taken.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                due += gap;
            }
            return taken;
        });
        return [.. (await Task.WhenAll(users)).SelectMany(t => t)];
    }

    /// <summary>Waiting for a process to be ready blocks; never on the thread that looks after the sockets.</summary>
    internal static ConfiguredTaskAwaitable OffSocketThreads() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static async Task PostAsync(HttpClient client, byte[] update)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/telegram/main") { Content = new ByteArrayContent(update) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", BotProcess.Secret);
        using var answer = await client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"The webhook answered {(int)answer.StatusCode}.");
    }

    private static async Task PostToWhatsAppAsync(HttpClient client, byte[] webhook)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp/main") { Content = new ByteArrayContent(webhook) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(BotProcess.AppSecret), webhook))}");
        using var answer = await client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"The webhook answered {(int)answer.StatusCode}.");
    }
}
