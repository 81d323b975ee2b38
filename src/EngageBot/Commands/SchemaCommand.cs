using System.CommandLine;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs;
using EngageBot.Segments;
using EngageBot.Turns;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs schema</c>: prints the actions and events of this program with the facts of people, or the schema by which editors know a file.</summary>
internal static class SchemaCommand
{
    private const string Actions = "actions";

    public static Command Build()
    {
        var data = CommandHost.DataOption();
        var file = new Argument<string>("file")
        {
            Description = "actions: what dialogs may do, as _shared/actions.schema.json holds it; dialog, play, texts or transcript: a JSON Schema for editors.",
            DefaultValueFactory = _ => Actions,
        };
        file.AcceptOnlyFromAmong([Actions, .. EditorSchemas.Names]);
        var command = new Command("schema", "Prints the actions and events dialogs may use, or a JSON Schema for editors.") { file, data };
        command.SetAction((parsed, cancellation) => parsed.GetRequiredValue(file) is var wished && wished != Actions ? Editor(wished) : CommandHost.RunAsync(parsed.GetValue(data), provider =>
        {
            Console.Write(ActionSchemaFile.Write(provider.GetRequiredService<DialogActions>().Schemas.Values, BusinessEvents.Schemas, SegmentFacts.Types));
            return Task.FromResult(0);
        }, cancellation));
        return command;
    }

    private static Task<int> Editor(string name)
    {
        Console.Write(EditorSchemas.Read(name));
        return Task.FromResult(0);
    }
}
