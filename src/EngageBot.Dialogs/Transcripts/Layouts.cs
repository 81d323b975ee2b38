using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>How a channel will lay a message out, in the words transcripts use after <c>as</c>.</summary>
internal static class Layouts
{
    private const int ReplyButtons = 3;
    private const int ReplyLabel = 20;
    private const int ListRows = 10;

    /// <summary><c>text</c>, <c>buttons</c>, <c>list</c>, <c>pages</c> or <c>contact</c>.</summary>
    public static string Of(TracedMessage traced, ChannelProfile channel)
    {
        var message = traced.Message;
        if (message.Expect is Expect.Contact) return "contact";
        if (message.Buttons.IsEmpty) return "text";
        if (traced.Buttons.Any(name => name.StartsWith("page ", StringComparison.Ordinal))) return "pages";
        if (channel.CanEdit) return "buttons";
        var count = message.Buttons.Length;
        if (channel.Name != ChannelProfile.WhatsApp.Name) return count <= ListRows ? "buttons" : "list";
        var narrow = message.Buttons.All(button => (button.NarrowLabel ?? button.Label).Length <= ReplyLabel);
        return count <= ReplyButtons && narrow ? "buttons" : "list";
    }
}
