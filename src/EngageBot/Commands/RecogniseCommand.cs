using System.CommandLine;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Recognition;

namespace EngageBot.Commands;

/// <summary><c>engagebot recognise --lang ru &lt; lines</c>: how customers' words are understood, one line at a time.</summary>
internal static class RecogniseCommand
{
    public static Command Build()
    {
        var language = new Option<string>("--lang") { Description = "The customers' language, such as ru; others are tried after it.", DefaultValueFactory = _ => "en" };
        var why = new Option<bool>("--why") { Description = "Print a third column: the phrase of the data that told it." };
        var folder = DialogCommands.FolderOption();
        var command = new Command("recognise", "Reads lines, prints what each means: human, complaint, rude, news, stop, thanks, balance or other, a tab, and the line.") { language, why, folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = DialogSet.Load(parsed.GetRequiredValue(folder));
            if (loaded.Set is not { } set) return await Verb.FailAsync("The dialogs folder cannot be used. 'engagebot dialogs check' says why.", 1);
            if (!set.Recogniser.Languages.Contains(parsed.GetValue(language)))
                return await Verb.FailAsync($"There is no recognition for '{parsed.GetValue(language)}'. There is: {string.Join(", ", set.Recogniser.Languages)}.");
            using var lines = new StreamReader(Console.OpenStandardInput());
            await using var output = new StreamWriter(Console.OpenStandardOutput());
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                var reading = set.Recogniser.Read(line, parsed.GetValue(language));
                await output.WriteLineAsync($"{Recogniser.NameOf(reading.Intent)}\t{line}{(parsed.GetValue(why) ? $"\t{reading.Phrase}" : "")}");
            }
            return 0;
        });
        return command;
    }
}
