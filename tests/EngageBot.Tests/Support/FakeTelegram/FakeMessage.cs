using System.Text.Json;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>A message as the chat shows it now.</summary>
public sealed class FakeMessage
{
    public required long ChatId { get; init; }
    public required int Id { get; init; }
    public required bool FromBot { get; init; }
    /// <summary>The forum topic it stands in.</summary>
    public int? Topic { get; init; }
    /// <summary><c>text</c>, <c>photo</c>, <c>document</c>, <c>location</c> or what a person sent.</summary>
    public string Kind { get; init; } = "text";
    /// <summary>The text, or the caption.</summary>
    public string Text { get; internal set; } = "";
    /// <summary>As it was sent, before the server trimmed it; entities count in it.</summary>
    public string Untrimmed { get; internal set; } = "";
    public JsonElement? Entities { get; internal set; }
    public JsonElement? Markup { get; internal set; }
    public DateTimeOffset At { get; init; }
    public int Edits { get; internal set; }
    /// <summary>The marks the bot put on it, one after another; empty where it took its own away.</summary>
    public List<string> Reactions { get; } = [];
    /// <summary>What was sent as photo or document: a file id, an address, or the size of the upload.</summary>
    public string? File { get; init; }
    public byte[]? Upload { get; init; }

    /// <summary>The inline buttons, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => Keyboard("inline_keyboard");
    /// <summary>The labels of the inline buttons.</summary>
    public IReadOnlyList<string> Buttons => [.. Rows.SelectMany(r => r)];
    /// <summary>The labels of the reply keyboard.</summary>
    public IReadOnlyList<string> ReplyButtons => [.. Keyboard("keyboard").SelectMany(r => r)];
    public bool RemovesKeyboard => Markup is { } m && m.TryGetProperty("remove_keyboard", out _);
    public bool AsksForContact => Markup is { } m && m.TryGetProperty("keyboard", out var rows)
        && rows.EnumerateArray().SelectMany(r => r.EnumerateArray()).Any(b => b.TryGetProperty("request_contact", out var asks) && asks.GetBoolean());
    /// <summary>The bold stretches, as text.</summary>
    public IReadOnlyList<string> Bold => Entities is { } list
        ? [.. list.EnumerateArray().Where(e => e.GetProperty("type").GetString() == "bold")
            .Select(e => Untrimmed.Substring(e.GetProperty("offset").GetInt32(), e.GetProperty("length").GetInt32()))]
        : [];

    /// <summary>The inline button with that label, or one that begins with it.</summary>
    public JsonElement? Button(string label)
    {
        if (Markup is not { } markup || !markup.TryGetProperty("inline_keyboard", out var rows)) return null;
        var buttons = rows.EnumerateArray().SelectMany(r => r.EnumerateArray()).ToList();
        foreach (var button in buttons)
            if (button.GetProperty("text").GetString() == label) return button;
        foreach (var button in buttons)
            if (button.GetProperty("text").GetString()!.StartsWith(label, StringComparison.Ordinal)) return button;
        return null;
    }

    public override string ToString() => $"{ChatId}/{Id} {Kind}: {Text} [{string.Join(" | ", Buttons)}]";

    private List<List<string>> Keyboard(string kind) => Markup is { } markup && markup.TryGetProperty(kind, out var rows)
        ? [.. rows.EnumerateArray().Select(r => r.EnumerateArray()
            .Select(b => b.ValueKind == JsonValueKind.String ? b.GetString()! : b.GetProperty("text").GetString()!).ToList())]
        : [];
}
