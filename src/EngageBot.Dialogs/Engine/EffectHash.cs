using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace EngageBot.Dialogs.Engine;

/// <summary>A hash over what a turn did, to the last letter and button: equal hashes, equal turns.</summary>
internal sealed class EffectHash : IDisposable
{
    private const int Bytes = 16;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;

    public EffectHash()
    {
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });
        _json.WriteStartArray();
    }

    public void Add(Effect effect)
    {
        _json.WriteStringValue(effect.GetType().Name);
        switch (effect)
        {
            case Effect.Send send:
                Values(send.Key, send.Purpose.ToString());
                Message(send.Message);
                break;
            case Effect.RunAction run:
                Values(run.Action.Name, run.IdempotencyKey, run.Awaited ? "awaited" : "");
                Number(run.Run, run.Epoch);
                ValueJson.Write(_json, run.Input);
                break;
            case Effect.SetTimer timer:
                Values(timer.What);
                Number(timer.Run, timer.Epoch, timer.DueAt.ToUnixTimeMilliseconds());
                break;
            case Effect.ClearTimers clear:
                Number(clear.Run, clear.Epoch ?? -1L);
                break;
            case Effect.Notice notice:
                Values(notice.Kind.ToString(), notice.Text, notice.RemoveButtons ? "remove" : "");
                break;
            case Effect.Began began:
                Values(began.Dialog);
                Number(began.Run, began.Version);
                break;
            case Effect.Ended ended:
                Values(ended.Dialog, ended.Outcome);
                Number(ended.Run);
                break;
        }
    }

    /// <param name="state">The chat's state afterwards.</param>
    public string Finish(string state)
    {
        _json.WriteStringValue(state);
        _json.WriteEndArray();
        _json.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(_bytes.WrittenSpan).AsSpan(0, Bytes));
    }

    public void Dispose() => _json.Dispose();

    private void Message(OutgoingMessage message)
    {
        Values(message.Text.Plain, message.Language, message.ContactLabel ?? "", message.Replaces ?? "", message.Template ?? "");
        Number((int)message.Expect, message.InRows ? 1 : 0);
        foreach (var bold in message.Text.Bold) Number(bold.Start, bold.Length);
        foreach (var button in message.Buttons) Values(button.Label, button.Token, button.NarrowLabel ?? "", button.Link?.OriginalString ?? "");
        if (message.Attachment is { } attached) Values(attached.Kind, attached.Value, attached.Label ?? "", attached.Otherwise ?? "");
    }

    private void Values(params ReadOnlySpan<string> values)
    {
        foreach (var value in values) _json.WriteStringValue(value);
    }

    private void Number(params ReadOnlySpan<long> numbers)
    {
        foreach (var number in numbers) _json.WriteNumberValue(number);
    }
}
