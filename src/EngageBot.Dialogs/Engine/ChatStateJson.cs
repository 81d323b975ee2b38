using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>The chat's JSON. Written by hand rather than generated: what has its default value is left out, and the text of equal states is equal.</summary>
internal static class ChatStateJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write(ChatState chat)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options)) WriteChat(json, chat);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">The text is no chat.</exception>
    public static ChatState Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return ReadChat(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The stored state of a chat cannot be read.", exception);
        }
    }

    private static void WriteChat(Utf8JsonWriter json, ChatState chat)
    {
        json.WriteStartObject();
        Number(json, "last", chat.LastRun);
        if (!chat.Runs.IsEmpty)
        {
            json.WriteStartArray("runs");
            foreach (var run in chat.Runs) RunJson.Write(json, run);
            json.WriteEndArray();
        }
        if (!chat.Floor.IsEmpty)
        {
            json.WriteStartArray("floor");
            foreach (var run in chat.Floor) json.WriteNumberValue(run);
            json.WriteEndArray();
        }
        if (!chat.Waiting.IsEmpty)
        {
            json.WriteStartArray("waiting");
            foreach (var (run, since) in chat.Waiting)
            {
                json.WriteNumberValue(run);
                json.WriteNumberValue(since.ToUnixTimeMilliseconds());
            }
            json.WriteEndArray();
        }
        if (!chat.HeldBack.IsEmpty)
        {
            json.WriteStartArray("heldBack");
            foreach (var happened in chat.HeldBack) EventJson.Write(json, happened);
            json.WriteEndArray();
        }
        Instant(json, "heldSince", chat.HeldSince);
        Number(json, "heldFrom", chat.HeldFrom);
        if (chat.Leaving is { } leaving)
        {
            json.WriteStartObject("leaving");
            json.WriteNumber("run", leaving.Run);
            json.WriteNumber("epoch", leaving.Epoch);
            json.WritePropertyName("wish");
            EventJson.Write(json, leaving.Wish);
            json.WriteEndObject();
        }
        Instant(json, "hintedAt", chat.HintedAt);
        Number(json, "spokeRun", chat.SpokeRun);
        Instant(json, "spokeAt", chat.SpokeAt);
        Number(json, "tapped", chat.TappedCommand);
        Instant(json, "tappedAt", chat.TappedAt);
        Number(json, "loose", chat.Loose);
        Strings(json, "occasions", chat.Occasions);
        json.WriteEndObject();
    }

    private static ChatState ReadChat(JsonElement json)
    {
        var chat = ChatState.Empty;
        foreach (var field in json.EnumerateObject())
            chat = field.Name switch
            {
                "last" => chat with { LastRun = field.Value.GetUInt32() },
                "runs" => chat with { Runs = Items(field.Value, RunJson.Read) },
                "floor" => chat with { Floor = Items(field.Value, item => item.GetUInt32()) },
                "waiting" => chat with { Waiting = ReadWaiting(field.Value) },
                "heldBack" => chat with { HeldBack = Items(field.Value, EventJson.Read) },
                "heldSince" => chat with { HeldSince = Instant(field.Value) },
                "heldFrom" => chat with { HeldFrom = field.Value.GetUInt32() },
                "leaving" => chat with { Leaving = ReadLeaving(field.Value) },
                "hintedAt" => chat with { HintedAt = Instant(field.Value) },
                "spokeRun" => chat with { SpokeRun = field.Value.GetUInt32() },
                "spokeAt" => chat with { SpokeAt = Instant(field.Value) },
                "tapped" => chat with { TappedCommand = field.Value.GetUInt32() },
                "tappedAt" => chat with { TappedAt = Instant(field.Value) },
                "loose" => chat with { Loose = field.Value.GetUInt32() },
                "occasions" => chat with { Occasions = Items(field.Value, item => item.GetString()!) },
                _ => chat,
            };
        return chat;
    }

    private static Leaving ReadLeaving(JsonElement json) =>
        new(json.GetProperty("run").GetUInt32(), json.GetProperty("epoch").GetUInt32(), EventJson.Read(json.GetProperty("wish")));

    private static ImmutableArray<WaitingRun> ReadWaiting(JsonElement json)
    {
        var waiting = ImmutableArray.CreateBuilder<WaitingRun>(json.GetArrayLength() / 2);
        for (var index = 0; index + 1 < json.GetArrayLength(); index += 2)
            waiting.Add(new WaitingRun(json[index].GetUInt32(), Instant(json[index + 1])));
        return waiting.DrainToImmutable();
    }

    public static void Number(Utf8JsonWriter json, string name, long number)
    {
        if (number != 0) json.WriteNumber(name, number);
    }

    public static void Flag(Utf8JsonWriter json, string name, bool flag)
    {
        if (flag) json.WriteBoolean(name, true);
    }

    public static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } instant) json.WriteNumber(name, instant.ToUnixTimeMilliseconds());
    }

    public static void Strings(Utf8JsonWriter json, string name, ImmutableArray<string> strings)
    {
        if (strings.IsEmpty) return;
        json.WriteStartArray(name);
        foreach (var text in strings) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void ValuesOf(Utf8JsonWriter json, string name, ImmutableArray<Value> values)
    {
        if (values.IsEmpty) return;
        json.WriteStartArray(name);
        foreach (var value in values) ValueJson.Write(json, value);
        json.WriteEndArray();
    }

    public static DateTimeOffset Instant(JsonElement json) => DateTimeOffset.FromUnixTimeMilliseconds(json.GetInt64());

    public static ImmutableArray<T> Items<T>(JsonElement json, Func<JsonElement, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>(json.GetArrayLength());
        foreach (var item in json.EnumerateArray()) items.Add(read(item));
        return items.MoveToImmutable();
    }
}
