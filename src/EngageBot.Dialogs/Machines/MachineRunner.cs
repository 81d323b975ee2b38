using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EngageBot.Dialogs.Machines;

/// <summary>What <c>engagebot machine run</c> does: a machine file, events one a line, one line of output for the start and for each.</summary>
public static class MachineRunner
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs a machine until the input ends. Each line of output is flushed before the next line of input is read.</summary>
    /// <returns>0, or 2 with one line on <paramref name="error"/> when the file is not a machine or a line is not an event.</returns>
    public static int Run(string machineJson, TextReader events, TextWriter output, TextWriter error)
    {
        if (MachineFile.Load(machineJson, out var fault) is not { } file)
        {
            error.WriteLine(OneLine(fault!));
            return 2;
        }
        var session = MachineSession.Start(file);
        Print(file, session, output, error);
        for (var number = 1; events.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (Apply(session, line) is { } wrong)
            {
                error.WriteLine(OneLine($"line {number}: {wrong}"));
                return 2;
            }
            Print(file, session, output, error);
        }
        return 0;
    }

    private static string? Apply(MachineSession session, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            root.MustBe(JsonValueKind.Object, "the line");
            if (root.Optional("after") is { } seconds)
            {
                session.Pass(MachineJson.Seconds(seconds, "'after'"));
                return null;
            }
            var name = root.Optional("name")?.Text("'name'");
            if (string.IsNullOrEmpty(name)) return "neither 'name' nor 'after'";
            root.Optional("data")?.MustBe(JsonValueKind.Object, "'data'");
            session.Handle(new(name, root.Optional("data") is { } data ? MachineJson.ReadRecord(data) : null));
            return null;
        }
        catch (JsonException notJson)
        {
            return notJson.Message;
        }
        catch (MachineFileException wrong)
        {
            return wrong.Message;
        }
    }

    private static void Print(MachineFile file, MachineSession session, TextWriter output, TextWriter error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            var states = file.Machine.States;
            json.WriteStartObject();
            json.WriteString("leaf", states[session.Configuration.Leaf].Name);
            json.WriteStartArray("states");
            foreach (var state in file.Machine.Path(session.Configuration.Leaf)) json.WriteStringValue(states[state].Name);
            json.WriteEndArray();
            json.WriteStartObject("vars");
            foreach (var (name, _) in file.Variables)
            {
                json.WritePropertyName(name);
                MachineJson.Write(json, session.Variable(name));
            }
            json.WriteEndObject();
            json.WriteStartArray("log");
            foreach (var label in session.TakeLog()) json.WriteStringValue(label);
            json.WriteEndArray();
            json.WriteBoolean("done", session.Configuration.Done);
            json.WritePropertyName("output");
            MachineJson.Write(json, session.Output);
            json.WriteEndObject();
        }
        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n");
        output.Flush();
        if (session.Stopped) error.WriteLine("The machine did not come to rest and was stopped.");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
