using System.CommandLine;

namespace EngageBot.Commands;

/// <summary><c>engagebot health</c>: asks the running process whether it is ready; for containers, whose image has no HTTP client.</summary>
internal static class HealthCommand
{
    public static Command Build()
    {
        var url = new Option<Uri>("--url") { Description = "The process's address.", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080") };
        var command = new Command("health", "Exit code 0 if the process at the address is ready, 1 if not.") { url };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
            try
            {
                var answer = await client.GetAsync(new Uri(parsed.GetRequiredValue(url), "/health/ready"), cancellation);
                Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellation));
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException)
            {
                await Console.Error.WriteLineAsync(unreachable.Message);
                return 1;
            }
        });
        return command;
    }
}
