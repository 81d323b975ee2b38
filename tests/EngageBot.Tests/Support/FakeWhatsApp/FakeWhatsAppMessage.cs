using System.Text.Json;

namespace EngageBot.Tests.Support.FakeWhatsApp;

/// <summary>A message as the customer's phone shows it.</summary>
/// <param name="Kind"><c>text</c>, <c>interactive</c>, <c>image</c>, <c>document</c>, <c>location</c>, <c>reaction</c>, <c>template</c>.</param>
/// <param name="Options">What can be pressed: label and id.</param>
public sealed record FakeWhatsAppMessage(string Id, string Kind, string Text, IReadOnlyList<(string Label, string Id)> Options, JsonElement Body)
{
    /// <summary>What carries our row.</summary>
    public string? Callback => Body.TryGetProperty("biz_opaque_callback_data", out var data) ? data.GetString() : null;

    /// <summary>Where a button leads, of a message with one link.</summary>
    public string? Link => Body.TryGetProperty("interactive", out var i) && i.GetProperty("action").TryGetProperty("parameters", out var p) ? p.GetProperty("url").GetString() : null;

    public string? OptionId(string label) =>
        Options.Where(o => o.Label == label).Concat(Options.Where(o => o.Label.StartsWith(label, StringComparison.Ordinal))).Select(o => o.Id).FirstOrDefault();

    public static FakeWhatsAppMessage Of(string id, JsonElement body)
    {
        var kind = body.GetProperty("type").GetString()!;
        var content = body.GetProperty(kind);
        return new(id, kind, TextOf(kind, content), OptionsOf(kind, content), body.Clone());
    }

    public override string ToString() => $"{Kind}: {Text} [{string.Join(" | ", Options.Select(o => o.Label))}]";

    private static string TextOf(string kind, JsonElement content) => kind switch
    {
        "text" => content.GetProperty("body").GetString()!,
        "interactive" => content.GetProperty("body").GetProperty("text").GetString()!,
        "image" or "document" => content.TryGetProperty("caption", out var caption) ? caption.GetString()! : "",
        "reaction" => content.GetProperty("emoji").GetString()!,
        "template" => content.GetProperty("name").GetString()!,
        _ => "",
    };

    private static List<(string, string)> OptionsOf(string kind, JsonElement content)
    {
        if (kind != "interactive") return [];
        var action = content.GetProperty("action");
        if (action.TryGetProperty("buttons", out var buttons))
            return [.. buttons.EnumerateArray().Select(b => b.GetProperty("reply")).Select(r => (r.GetProperty("title").GetString()!, r.GetProperty("id").GetString()!))];
        return action.TryGetProperty("sections", out var sections)
            ? [.. sections.EnumerateArray().SelectMany(s => s.GetProperty("rows").EnumerateArray()).Select(r => (r.GetProperty("title").GetString()!, r.GetProperty("id").GetString()!))]
            : [];
    }
}
