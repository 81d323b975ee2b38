using System.Text.Json;
using EngageBot.Dialogs.Machines;

namespace EngageBot.Dialogs.Tests.Machines;

/// <summary>Runs a machine through its JSON door and shows each line shortly: <c>leaf: labels</c>.</summary>
internal static class MachineDoor
{
    /// <summary>One short line for the start and one for each event.</summary>
    internal static string[] Trace(string machine, params string[] events) => [.. Lines(machine, events).Select(line =>
        $"{line.GetProperty("leaf").GetString()}: {string.Join(' ', line.GetProperty("log").EnumerateArray().Select(l => l.GetString()))}".TrimEnd())];

    /// <summary>The lines as JSON; an event without a brace is a bare name.</summary>
    internal static JsonElement[] Lines(string machine, params string[] events)
    {
        var (code, lines, error) = Run(machine, events);
        Assert.True(code == 0, error);
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    internal static (int Code, string[] Lines, string Error) Run(string machine, params string[] events)
    {
        using var input = new StringReader(string.Join('\n', events.Select(e => e.StartsWith('{') ? e : JsonSerializer.Serialize(new { name = e }))));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = MachineRunner.Run(machine, input, output, error);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
