using System.Buffers;
using System.Text;
using System.Text.Json;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Named values as compact JSON that tells its own types: an action's input or result on its way through a row.</summary>
public static class RecordJson
{
    /// <summary>Writes the values.</summary>
    public static string Write(Value.Record record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) ValueJson.Write(json, record);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The text was not written by it.</exception>
    public static Value.Record Read(string text)
    {
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            json.Read();
            return ValueJson.Read(ref json) as Value.Record ?? throw new FormatException("The JSON holds no named values.");
        }
        catch (JsonException error)
        {
            throw new FormatException("The text is no JSON.", error);
        }
    }
}
