using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>The chat's JSON. Written by hand rather than generated: defaults are left out, and equal states give equal text.</summary>
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
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var json = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            return json.Read() && json.TokenType is JsonTokenType.StartObject
                ? ReadChat(ref json)
                : throw new FormatException("The stored state of a chat is no object.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("The stored state of a chat cannot be read.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
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

    private static ChatState ReadChat(ref Utf8JsonReader json)
    {
        var chat = ChatState.Empty;
        while (NextField(ref json))
        {
            if (json.ValueTextEquals("last"u8)) chat = chat with { LastRun = NextNumber(ref json) };
            else if (json.ValueTextEquals("runs"u8)) chat = chat with { Runs = NextItems(ref json, RunReader.Read) };
            else if (json.ValueTextEquals("floor"u8)) chat = chat with { Floor = NextItems(ref json, static (ref item) => item.GetUInt32()) };
            else if (json.ValueTextEquals("spokeRun"u8)) chat = chat with { SpokeRun = NextNumber(ref json) };
            else if (json.ValueTextEquals("spokeAt"u8)) chat = chat with { SpokeAt = NextInstant(ref json) };
            else if (json.ValueTextEquals("loose"u8)) chat = chat with { Loose = NextNumber(ref json) };
            else if (json.ValueTextEquals("hintedAt"u8)) chat = chat with { HintedAt = NextInstant(ref json) };
            else chat = ReadRareField(chat, ref json);
        }
        return chat;
    }

    private static ChatState ReadRareField(ChatState chat, ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("waiting"u8)) return chat with { Waiting = ReadWaiting(ref json) };
        if (json.ValueTextEquals("heldBack"u8)) return chat with { HeldBack = NextItems(ref json, ReadEvent) };
        if (json.ValueTextEquals("heldSince"u8)) return chat with { HeldSince = NextInstant(ref json) };
        if (json.ValueTextEquals("heldFrom"u8)) return chat with { HeldFrom = NextNumber(ref json) };
        if (json.ValueTextEquals("leaving"u8)) return chat with { Leaving = ReadLeaving(ref json) };
        if (json.ValueTextEquals("tapped"u8)) return chat with { TappedCommand = NextNumber(ref json) };
        if (json.ValueTextEquals("tappedAt"u8)) return chat with { TappedAt = NextInstant(ref json) };
        if (json.ValueTextEquals("occasions"u8)) return chat with { Occasions = NextItems(ref json, static (ref item) => item.GetString()!) };
        SkipField(ref json);
        return chat;
    }

    private static Leaving ReadLeaving(ref Utf8JsonReader json)
    {
        json.Read();
        using var document = JsonDocument.ParseValue(ref json);
        var leaving = document.RootElement;
        return new(leaving.GetProperty("run").GetUInt32(), leaving.GetProperty("epoch").GetUInt32(), EventJson.Read(leaving.GetProperty("wish")));
    }

    private static ChatEvent ReadEvent(ref Utf8JsonReader json)
    {
        using var document = JsonDocument.ParseValue(ref json);
        return EventJson.Read(document.RootElement);
    }

    private static ImmutableArray<WaitingRun> ReadWaiting(ref Utf8JsonReader json)
    {
        var numbers = NextItems(ref json, static (ref item) => item.GetInt64());
        var waiting = ImmutableArray.CreateBuilder<WaitingRun>(numbers.Length / 2);
        for (var index = 0; index + 1 < numbers.Length; index += 2)
            waiting.Add(new WaitingRun((uint)numbers[index], DateTimeOffset.FromUnixTimeMilliseconds(numbers[index + 1])));
        return waiting.DrainToImmutable();
    }

    /// <summary>Reads one item of an array; the reader stands on its first token and is left on its last.</summary>
    public delegate T ReadItem<out T>(ref Utf8JsonReader json);

    /// <summary>Moves on to an object's next field; <see langword="false"/> at its end.</summary>
    public static bool NextField(ref Utf8JsonReader json) => json.Read() && json.TokenType is JsonTokenType.PropertyName;

    public static uint NextNumber(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetUInt32();
    }

    public static string NextText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString() ?? throw new FormatException("A stored text is null.");
    }

    public static DateTimeOffset NextInstant(ref Utf8JsonReader json)
    {
        json.Read();
        return DateTimeOffset.FromUnixTimeMilliseconds(json.GetInt64());
    }

    public static ImmutableArray<T> NextItems<T>(ref Utf8JsonReader json, ReadItem<T> read)
    {
        json.Read();
        if (json.TokenType is not JsonTokenType.StartArray) throw new FormatException("A stored list is no list.");
        var items = ImmutableArray.CreateBuilder<T>(2);
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray) items.Add(read(ref json));
        return items.DrainToImmutable();
    }

    /// <summary>Passes over a field of a version we do not know.</summary>
    public static void SkipField(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
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
}
