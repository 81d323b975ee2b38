using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.WhatsApp;

/// <summary>A message as its approved template: what may go while the window is closed.</summary>
internal static partial class TemplateMessage
{
    /// <summary>The words of its variables stand in their order; the platform takes no line breaks, tabs or long gaps in them.</summary>
    /// <returns><see langword="null"/> if the message names no template.</returns>
    public static JsonObject? Of(OutgoingMessage message)
    {
        if (message.Template is not { Length: > 0 } name) return null;
        var template = new JsonObject { ["name"] = name, ["language"] = new JsonObject { ["code"] = message.Language } };
        var components = new JsonArray();
        if (message.TemplateWords is { IsDefaultOrEmpty: false } words)
            components.Add(new JsonObject { ["type"] = "body", ["parameters"] = new JsonArray([.. words.Select(word => new JsonObject { ["type"] = "text", ["text"] = OneLine(word) })]) });
        for (var n = 0; n < message.Buttons.Length; n++)
            if (message.Buttons[n].Link is null) components.Add(QuickReply(n, message.Buttons[n].Token));
        if (components.Count > 0) template["components"] = components;
        return template;
    }

    /// <summary>What a button of the template stands for in this message; its label is the template's.</summary>
    private static JsonObject QuickReply(int index, string token) => new()
    {
        ["type"] = "button", ["sub_type"] = "quick_reply", ["index"] = index.ToString(CultureInfo.InvariantCulture),
        ["parameters"] = new JsonArray(new JsonObject { ["type"] = "payload", ["payload"] = token }),
    };

    /// <summary>An empty variable is refused as well.</summary>
    private static string OneLine(string word) => Gaps().Replace(word, " ").Trim() is { Length: > 0 } line ? line : "–";

    [GeneratedRegex(@"[\r\n\t]+| {4,}", RegexOptions.CultureInvariant)]
    private static partial Regex Gaps();
}
