using System.Text.Json;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Events as JSON, for those a chat holds back and for the turn log.</summary>
internal static class EventJson
{
    public static void Write(Utf8JsonWriter json, ChatEvent happened)
    {
        json.WriteStartObject();
        switch (happened)
        {
            case ChatEvent.Said said: json.WriteString("said", said.Words); break;
            case ChatEvent.Tapped tapped: json.WriteString("tapped", tapped.Token); break;
            case ChatEvent.SharedContact contact:
                json.WriteString("contact", contact.Phone);
                json.WriteBoolean("own", contact.Own);
                break;
            case ChatEvent.SharedPhoto photo:
                json.WriteString("photo", photo.FileId);
                if (photo.Caption is not null) json.WriteString("caption", photo.Caption);
                break;
            case ChatEvent.SharedFile file:
                json.WriteString("file", file.FileId);
                if (file.Name is not null) json.WriteString("name", file.Name);
                if (file.Caption is not null) json.WriteString("caption", file.Caption);
                break;
            case ChatEvent.SharedLocation place:
                json.WriteNumber("latitude", place.Latitude);
                json.WriteNumber("longitude", place.Longitude);
                break;
            case ChatEvent.SentUnreadable unreadable: json.WriteString("unreadable", unreadable.Kind); break;
            case ChatEvent.Opened opened: json.WriteString("opened", opened.Payload ?? ""); break;
            case ChatEvent.Held: json.WriteBoolean("held", true); break;
            case ChatEvent.Released: json.WriteBoolean("released", true); break;
            default: WriteOfRun(json, happened); break;
        }
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">The JSON is no event.</exception>
    public static ChatEvent Read(JsonElement json)
    {
        using var fields = json.EnumerateObject().GetEnumerator();
        if (!fields.MoveNext()) throw new FormatException("A stored event is empty.");
        var first = fields.Current.Value;
        return fields.Current.Name switch
        {
            "said" => new ChatEvent.Said(first.GetString()!),
            "tapped" => new ChatEvent.Tapped(first.GetString()!),
            "contact" => new ChatEvent.SharedContact(first.GetString()!, json.GetProperty("own").GetBoolean()),
            "photo" => new ChatEvent.SharedPhoto(first.GetString()!, Optional(json, "caption")),
            "file" => new ChatEvent.SharedFile(first.GetString()!, Optional(json, "name"), Optional(json, "caption")),
            "latitude" => new ChatEvent.SharedLocation(first.GetDouble(), json.GetProperty("longitude").GetDouble()),
            "unreadable" => new ChatEvent.SentUnreadable(first.GetString()!),
            "opened" => new ChatEvent.Opened(first.GetString() is { Length: > 0 } payload ? payload : null),
            "held" => new ChatEvent.Held(),
            "released" => new ChatEvent.Released(),
            "started" => new ChatEvent.Started(first.GetString()!, RecordOf(json, "with"), Optional(json, "occasion")),
            "happened" => new ChatEvent.Happened(first.GetString()!, RecordOf(json, "data")),
            "timer" => new ChatEvent.TimerDue(RunOf(json), EpochOf(json), first.GetString()!),
            "succeeded" => new ChatEvent.ActionSucceeded(RunOf(json), EpochOf(json), (Value.Record)ValueJson.Read(first)),
            "failed" => new ChatEvent.ActionFailed(RunOf(json), EpochOf(json), first.GetString()!),
            var other => throw new FormatException($"Nobody knows a stored event '{other}'."),
        };
    }

    private static void WriteOfRun(Utf8JsonWriter json, ChatEvent happened)
    {
        switch (happened)
        {
            case ChatEvent.Started started:
                json.WriteString("started", started.Dialog);
                WriteRecord(json, "with", started.With);
                if (started.Occasion is not null) json.WriteString("occasion", started.Occasion);
                break;
            case ChatEvent.Happened business:
                json.WriteString("happened", business.Name);
                WriteRecord(json, "data", business.Data);
                break;
            case ChatEvent.TimerDue due:
                json.WriteString("timer", due.What);
                WriteRun(json, due.Run, due.Epoch);
                break;
            case ChatEvent.ActionSucceeded succeeded:
                WriteRecord(json, "succeeded", succeeded.Result);
                WriteRun(json, succeeded.Run, succeeded.Epoch);
                break;
            case ChatEvent.ActionFailed failed:
                json.WriteString("failed", failed.Code);
                WriteRun(json, failed.Run, failed.Epoch);
                break;
        }
    }

    private static void WriteRecord(Utf8JsonWriter json, string name, Value.Record record)
    {
        json.WritePropertyName(name);
        ValueJson.Write(json, record);
    }

    private static void WriteRun(Utf8JsonWriter json, uint run, uint epoch)
    {
        json.WriteNumber("run", run);
        json.WriteNumber("epoch", epoch);
    }

    private static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;
    private static Value.Record RecordOf(JsonElement json, string name) => (Value.Record)ValueJson.Read(json.GetProperty(name));
    private static uint RunOf(JsonElement json) => json.GetProperty("run").GetUInt32();
    private static uint EpochOf(JsonElement json) => json.GetProperty("epoch").GetUInt32();
}
