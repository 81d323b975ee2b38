using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Conversations.Actions;

/// <summary>Writes <c>_shared/actions.schema.json</c>: what the checker and editors know of this program's actions and events, and of what can be asked about people.</summary>
internal static class ActionSchemaFile
{
    /// <param name="people">The facts of audiences and segments, by name.</param>
    public static string Write(IEnumerable<ActionSchema> actions, IEnumerable<EventSchema> events, ImmutableSortedDictionary<string, DialogType> people)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("actions");
            foreach (var action in actions.OrderBy(a => a.Name, StringComparer.Ordinal)) Write(json, action);
            json.WriteEndArray();
            json.WriteStartArray("events");
            foreach (var happening in events.OrderBy(e => e.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name", happening.Name);
                Write(json, "data", happening.Data);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Write(json, "people", people);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()).ReplaceLineEndings("\n") + "\n";
    }

    private static void Write(Utf8JsonWriter json, ActionSchema action)
    {
        json.WriteStartObject();
        json.WriteString("name", action.Name);
        json.WriteString("mode", action.Mode == ActionMode.Transaction ? "transaction" : "outbox");
        json.WriteBoolean("mayFail", action.MayFail);
        json.WriteBoolean("repeatable", action.Repeatable);
        Write(json, "parameters", action.Parameters);
        Write(json, "results", action.Results);
        json.WriteStartArray("errors");
        foreach (var error in action.Errors) json.WriteStringValue(error);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableSortedDictionary<string, DialogType> types)
    {
        json.WriteStartObject(name);
        foreach (var (field, type) in types) json.WriteString(field, Notation(type));
        json.WriteEndObject();
    }

    private static string Notation(DialogType type)
    {
        var kind = type.Kind switch
        {
            TypeKind.DayMonth => "day_month",
            TypeKind.Choice or TypeKind.Choices => $"{type.Kind.ToString().ToLowerInvariant()} [{(type.Members.IsEmpty ? "*" : string.Join(", ", type.Members))}]",
            TypeKind.List when type.Item is { } item => $"list of {Notation(item)}",
            TypeKind.Record => $"{{{string.Join(", ", type.Fields.Select(field => $"{field.Key}: {Notation(field.Value)}"))}}}",
            var plain => plain.ToString().ToLowerInvariant(),
        };
        return type.Optional ? $"{kind}?" : kind;
    }
}
