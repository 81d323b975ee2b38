using System.Collections.Immutable;
using System.Text.Json;
using static EngageBot.Dialogs.Engine.ChatStateJson;

namespace EngageBot.Dialogs.Engine;

/// <summary>Writes one run as compact JSON; <see cref="RunReader"/> reads it.</summary>
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
        Instant(json, "since", run.Since);
        WriteMaps(json, run);
        Number(json, "wrong", run.Wrong);
        Flag(json, "asked", run.Asked);
        Flag(json, "moved", run.Moved);
        if (run.Action is { } action) json.WriteString("action", action);
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
        Flag(json, "bound", run.Bound);
        json.WriteEndObject();
    }

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
            if (timer.Since is { } since) json.WriteNumberValue(since.ToUnixTimeMilliseconds());
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
