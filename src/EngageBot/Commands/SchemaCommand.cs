using System.CommandLine;
using EngageBot.Conversations.Actions;
using EngageBot.Turns;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs schema</c>: prints the actions and events of this program for <c>_shared/actions.schema.json</c>.</summary>
internal static class SchemaCommand
{
    public static Command Build()
    {
        var data = CommandHost.DataOption();
        var command = new Command("schema", "Prints the actions and events dialogs may use, as _shared/actions.schema.json holds them.") { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider =>
        {
            Console.Write(ActionSchemaFile.Write(provider.GetRequiredService<DialogActions>().Schemas.Values, BusinessEvents.Schemas));
            return Task.FromResult(0);
        }, cancellation));
        return command;
    }
}
