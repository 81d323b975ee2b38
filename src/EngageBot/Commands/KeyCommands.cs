using System.CommandLine;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot keys rotate</c>: a new master key; what the last one signed still counts.</summary>
internal static class KeyCommands
{
    private const int KeepMost = 8;

    public static Command Build() => new("keys", "The installation's master key.") { Rotate() };

    private static Command Rotate()
    {
        var keep = new Option<int>("--keep") { Description = "How many older keys still count, 0 to 8: 0 makes every button and token sent so far invalid.", DefaultValueFactory = _ => 1 };
        keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > KeepMost) result.AddError($"--keep is 0 to {KeepMost}.");
        });
        var data = CommandHost.DataOption();
        var command = new Command("rotate", "Makes a new master key. Restart every process of the bot afterwards: until then it knows the old ones only.") { keep, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var kept = parsed.GetValue(keep);
            await MasterKey.RotateAsync(provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>(), kept, cancellation);
            Console.WriteLine($"A new master key is stored; {kept} older still count. Restart every process of the bot now.");
            return 0;
        }, cancellation));
        return command;
    }
}
