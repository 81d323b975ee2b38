using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot programme show|publish</c>: the rules of points as data with a version; format in docs/programme.md.</summary>
internal static class ProgrammeCommands
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Build() => new("programme", "The rules by which points are earned, wait and expire.") { Show(), Publish() };

    private static Command Show()
    {
        var data = CommandHost.DataOption();
        var show = new Command("show", "Prints the rules in force, ready to be edited.") { data };
        show.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, now) = (provider.GetRequiredService<BusinessDirectory>().Business, provider.GetRequiredService<TimeProvider>().GetUtcNow());
            var current = await provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(Programmes.At(connection, business.Id, now)), cancellation);
            await Console.Error.WriteLineAsync($"Version {current.Version} of {business.Name}:");
            Console.WriteLine(JsonNode.Parse(current.Rules.ToJson())!.ToJsonString(Readable));
            return 0;
        }, cancellation));
        return show;
    }

    private static Command Publish()
    {
        var file = new Argument<string>("file") { Description = "Rules as JSON; docs/programme.md." };
        var data = CommandHost.DataOption();
        var publish = new Command("publish", "Puts rules into force from now on. What was bought before keeps the rules of its time.") { file, data };
        publish.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            return CommandHost.RunAsync(parsed.GetValue(data), provider => PublishAsync(provider, path, cancellation), cancellation);
        });
        return publish;
    }

    private static async Task<int> PublishAsync(IServiceProvider provider, string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            await Console.Error.WriteLineAsync($"There is no file {path}.");
            return 2;
        }
        var (rules, errors) = ProgrammeRules.Kind.Parse(await File.ReadAllTextAsync(path, cancellation));
        foreach (var error in errors) await Console.Error.WriteLineAsync($"{path}: {error}");
        if (rules is null) return 2;
        var business = provider.GetRequiredService<BusinessDirectory>().Business;
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        var version = await provider.GetRequiredService<IStore>().WriteAsync(scope => ValueTask.FromResult(Programmes.Publish(scope, business.Id, rules, now)), cancellation);
        Console.WriteLine($"Version {version} is in force.");
        return 0;
    }
}
