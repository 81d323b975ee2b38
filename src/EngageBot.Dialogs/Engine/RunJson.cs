using System.Collections.Immutable;
using System.Text.Json;
using static EngageBot.Dialogs.Engine.ChatStateJson;

namespace EngageBot.Dialogs.Engine;

/// <summary>One run as compact JSON.</summary>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter json, Run run)
    {
        json.WriteStartObject();
        json.WriteNumber("n", run.Number);
        json.WriteString("dialog", run.Dialog);
        json.WriteNumber("version", run.Version);
        json.WriteString("state", run.State);
        json.WriteNumber("epoch", run.Epoch);
        WriteMaps(json, run);
        Number(json, "wrong", run.Wrong);
        Flag(json, "asked", run.Asked);
        Flag(json, "moved", run.Moved);
        Flag(json, "pending", run.Pending);
        Flag(json, "again", run.ShownAgain);
        Number(json, "sent", run.Sent);
        Number(json, "page", run.Page);
        if (run.QuestionKey is { } key) json.WriteString("question", key);
        ValuesOf(json, "offered", run.Offered);
        Strings(json, "marked", run.Marked);
        Strings(json, "given", run.Given);
        WriteTrail(json, run.Trail);
        WriteTimers(json, run.Timers);
        if (run.Caller is { } caller) json.WriteNumber("caller", caller);
        if (run.Occasion is { } occasion) json.WriteString("occasion", occasion);
        Flag(json, "greeted", run.Greeted);
        Flag(json, "unasked", run.Unasked);
        json.WriteEndObject();
    }

    public static Run Read(JsonElement json)
    {
        var run = new Run
        {
            Number = json.GetProperty("n").GetUInt32(),
            Dialog = json.GetProperty("dialog").GetString()!,
            Version = json.GetProperty("version").GetInt32(),
            State = json.GetProperty("state").GetString()!,
            Epoch = json.GetProperty("epoch").GetUInt32(),
        };
        foreach (var field in json.EnumerateObject()) run = ReadField(run, field.Name, field.Value);
        return run;
    }

    private static Run ReadField(Run run, string name, JsonElement json) => name switch
    {
        "slots" => run with { Slots = Map(json, Run.NoSlots, ValueJson.Read) },
        "left" => run with { Left = Map(json, Run.NoNames, item => item.GetString()!) },
        "entered" => run with { Entered = Map(json, Run.NoEpochs, item => item.GetUInt32()) },
        "wrong" => run with { Wrong = json.GetInt32() },
        "asked" => run with { Asked = true },
        "moved" => run with { Moved = true },
        "pending" => run with { Pending = true },
        "again" => run with { ShownAgain = true },
        "sent" => run with { Sent = json.GetInt32() },
        "page" => run with { Page = json.GetInt32() },
        "question" => run with { QuestionKey = json.GetString() },
        "offered" => run with { Offered = Items(json, ValueJson.Read) },
        "marked" => run with { Marked = Items(json, item => item.GetString()!) },
        "given" => run with { Given = Items(json, item => item.GetString()!) },
        "trail" => run with { Trail = Items(json, ReadAnswered) },
        "timers" => run with { Timers = Items(json, ReadTimer) },
        "caller" => run with { Caller = json.GetUInt32() },
        "occasion" => run with { Occasion = json.GetString() },
        "greeted" => run with { Greeted = true },
        "unasked" => run with { Unasked = true },
        _ => run,
    };

    private static void WriteMaps(Utf8JsonWriter json, Run run)
    {
        if (!run.Slots.IsEmpty)
        {
            json.WriteStartObject("slots");
            foreach (var (name, value) in run.Slots)
            {
                json.WritePropertyName(name);
                ValueJson.Write(json, value);
            }
            json.WriteEndObject();
        }
        if (!run.Left.IsEmpty)
        {
            json.WriteStartObject("left");
            foreach (var (group, state) in run.Left) json.WriteString(group, state);
            json.WriteEndObject();
        }
        if (!run.Entered.IsEmpty)
        {
            json.WriteStartObject("entered");
            foreach (var (group, epoch) in run.Entered) json.WriteNumber(group, epoch);
            json.WriteEndObject();
        }
    }

    private static void WriteTrail(Utf8JsonWriter json, ImmutableArray<Answered> trail)
    {
        if (trail.IsEmpty) return;
        json.WriteStartArray("trail");
        foreach (var answered in trail)
        {
            json.WriteStartObject();
            json.WriteString("state", answered.State);
            json.WriteNumber("epoch", answered.Epoch);
            Number(json, "choice", answered.Choice);
            json.WriteNumber("at", answered.At.ToUnixTimeMilliseconds());
            Flag(json, "final", answered.Final);
            WriteBefore(json, answered.Before);
            ValuesOf(json, "offered", answered.Offered);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteBefore(Utf8JsonWriter json, ImmutableArray<SlotBefore> before)
    {
        if (before.IsEmpty) return;
        json.WriteStartObject("before");
        foreach (var (slot, value) in before)
        {
            json.WritePropertyName(slot);
            if (value is null) json.WriteNullValue();
            else ValueJson.Write(json, value);
        }
        json.WriteEndObject();
    }

    private static Answered ReadAnswered(JsonElement json)
    {
        var answered = new Answered("", 0, 0, default, false, [], []);
        foreach (var field in json.EnumerateObject())
            answered = field.Name switch
            {
                "state" => answered with { State = field.Value.GetString()! },
                "epoch" => answered with { Epoch = field.Value.GetUInt32() },
                "choice" => answered with { Choice = field.Value.GetByte() },
                "at" => answered with { At = Instant(field.Value) },
                "final" => answered with { Final = true },
                "before" => answered with { Before = ReadBefore(field.Value) },
                "offered" => answered with { Offered = Items(field.Value, ValueJson.Read) },
                _ => answered,
            };
        return answered;
    }

    private static ImmutableArray<SlotBefore> ReadBefore(JsonElement json)
    {
        var before = ImmutableArray.CreateBuilder<SlotBefore>();
        foreach (var slot in json.EnumerateObject())
            before.Add(new SlotBefore(slot.Name, slot.Value.ValueKind is JsonValueKind.Null ? null : ValueJson.Read(slot.Value)));
        return before.DrainToImmutable();
    }

    private static void WriteTimers(Utf8JsonWriter json, ImmutableArray<RunTimer> timers)
    {
        if (timers.IsEmpty) return;
        json.WriteStartArray("timers");
        foreach (var timer in timers)
        {
            json.WriteStartArray();
            json.WriteNumberValue(timer.Epoch);
            json.WriteStringValue(timer.What);
            json.WriteNumberValue(timer.DueAt.ToUnixTimeMilliseconds());
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static RunTimer ReadTimer(JsonElement json) => new(json[0].GetUInt32(), json[1].GetString()!, Instant(json[2]));

    private static ImmutableSortedDictionary<string, T> Map<T>(
        JsonElement json, ImmutableSortedDictionary<string, T> empty, Func<JsonElement, T> read)
    {
        var map = empty.ToBuilder();
        foreach (var field in json.EnumerateObject()) map[field.Name] = read(field.Value);
        return map.ToImmutable();
    }
}
