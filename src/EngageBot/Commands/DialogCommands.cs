using System.CommandLine;
using EngageBot.Conversations;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Transcripts;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs check|test|simulate|show|schema</c>: what an author does without starting the bot.</summary>
internal static class DialogCommands
{
    public static Command Build() => new("dialogs", "Conversations as data.")
    {
        CheckCommand.Build(FolderOption()), TestCommand.Build(FolderOption()), Simulate(), Show(), SchemaCommand.Build(),
        GraphCommand.Build(), DialogReleaseCommands.Publish(), DialogReleaseCommands.Status(), DialogReleaseCommands.Diff(), DialogReleaseCommands.Where(), TurnLogCommands.Log(), TurnLogCommands.Replay(),
    };

    public static Option<string> FolderOption() =>
        new("--dialogs") { Description = "The folder with the dialogs; default dialogs.", DefaultValueFactory = _ => new DialogSettings().Resolve() };

    private static Command Simulate()
    {
        var name = new Argument<string?>("name") { Description = "The dialog to talk to; left out: the chat as a new customer opens it.", Arity = ArgumentArity.ZeroOrOne };
        var language = new Option<string>("--lang") { Description = "en, ru or sq.", DefaultValueFactory = _ => "en" };
        var channel = new Option<string>("--channel") { Description = "telegram, whatsapp or web.", DefaultValueFactory = _ => "telegram" };
        channel.AcceptOnlyFromAmong("telegram", "whatsapp", "web");
        var given = new Option<FileInfo?>("--as") { Description = "A YAML file with facts, as a transcript's 'given' holds them." };
        var record = new Option<string?>("--record") { Description = "Save the conversation as a transcript." };
        var random = new Option<int>("--random") { Description = "So many random conversations over all dialogs instead." };
        var seed = new Option<int>("--seed") { Description = "What the random conversations begin from.", DefaultValueFactory = _ => 1 };
        var folder = FolderOption();
        var command = new Command("simulate", "A chat in the terminal, or random conversations.") { name, language, channel, given, record, random, seed, folder };
        command.SetAction(parsed =>
        {
            var directory = parsed.GetRequiredValue(folder);
            if (parsed.GetValue(random) is > 0 and var conversations) return DialogTests.Wander(directory, conversations, parsed.GetValue(seed));
            if (parsed.GetValue(given) is { Exists: false } missing)
            {
                Console.Error.WriteLine($"There is no file {missing.FullName}.");
                return 2;
            }
            return DialogTests.Simulate(directory, new SimulatorOptions(
                parsed.GetValue(name), ProfileOf(parsed.GetRequiredValue(channel)), parsed.GetRequiredValue(language),
                parsed.GetValue(given) is { } file ? File.ReadAllText(file.FullName) : null, parsed.GetValue(record), TimeProvider.System.GetUtcNow()));
        });
        return command;
    }

    private static ChannelProfile ProfileOf(string channel) => channel switch
    {
        "whatsapp" => ChannelProfile.WhatsApp,
        "web" => ChannelProfile.Web,
        _ => ChannelProfile.Telegram,
    };

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "The dialog." };
        var language = new Option<string>("--lang") { Description = "en, ru or sq.", DefaultValueFactory = _ => "en" };
        var folder = FolderOption();
        var command = new Command("show", "The machine and its texts as a screenplay.") { name, language, folder };
        command.SetAction(parsed =>
        {
            var loaded = DialogSet.Load(parsed.GetRequiredValue(folder));
            if (loaded.Set is not { } set)
            {
                Console.Error.WriteLine(new FindingsReport(loaded.Findings).Plain());
                return 2;
            }
            if (!set.Dialogs.ContainsKey(parsed.GetRequiredValue(name)))
            {
                Console.Error.WriteLine($"There is no dialog {parsed.GetRequiredValue(name)}; there are: {string.Join(", ", set.Dialogs.Keys)}.");
                return 2;
            }
            Console.WriteLine(DialogShow.Screenplay(set, parsed.GetRequiredValue(name), parsed.GetRequiredValue(language)));
            return 0;
        });
        return command;
    }
}
