using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using EngageBot.Channels.Telegram;
using EngageBot.Channels.WebChat;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.WhatsApp;

/// <summary>A message in WhatsApp's terms: the calls in their order. The same message always gives the same plan.</summary>
/// <remarks>Three buttons at most, then a list of ten, then numbers to type; limits of the Cloud API, read 2026-11.</remarks>
/// <param name="Problem">Why it can never be sent; then there are no steps.</param>
internal sealed record WhatsAppPlan(IReadOnlyList<WhatsAppStep> Steps, string? Problem)
{
    private const int ButtonsAtMost = 3;
    public const int RowsAtMost = 10;
    /// <summary>Of a message with buttons; one with a list may be as long as a text.</summary>
    private const int ButtonBody = 1024;
    private const int TokenAtMost = 200;

    public static WhatsAppPlan Of(OutgoingMessage message)
    {
        var text = message.Text;
        var (taps, links) = Split(message);
        if (taps.Any(tap => tap.Token.Length is 0 or > TokenAtMost)) return new([], $"a button's token is not 1 to {TokenAtMost} characters");
        if (taps.DistinctBy(tap => tap.Token).Count() != taps.Length) return new([], "two buttons have the same token");
        // One link alone is a button of its own; beside others it is read in the words.
        var single = taps.IsEmpty && links is [{ Link.Scheme: "https" or "http" }] && message.Attachment?.Kind is null or "link" && TextSplitter.Fits(text.Plain, ButtonBody) && !string.IsNullOrWhiteSpace(text.Plain);
        if (!single)
            foreach (var link in links) text = text with { Plain = $"{text.Plain.TrimEnd()}\n{Labels.Plain(link.Label)}: {link.Link!.AbsoluteUri}" };
        if (taps.Length > RowsAtMost) text = text with { Plain = Numbered(text.Plain, taps) };

        var steps = new List<WhatsAppStep>(1);
        var layout = single ? Layout.Link : taps.Length switch { 0 => Layout.Text, > RowsAtMost => Layout.Text, <= ButtonsAtMost when Narrow(taps) => Layout.Buttons, _ => Layout.List };
        var header = AddAttachment(steps, message.Attachment, text, layout, out var isCaption, out var problem);
        if (problem is not null) return new([], problem);
        if (!isCaption) AddWords(steps, message, text, layout, taps, single ? links[0] : null, header);
        AddPassedOn(steps, message.Attachment);
        return steps.Count == 0 ? new([], "the message has no words") : new(steps, null);
    }

    private enum Layout { Text, Buttons, List, Link }

    private static (ImmutableArray<Button> Taps, ImmutableArray<Button> Links) Split(OutgoingMessage message)
    {
        var buttons = message.Buttons;
        if (message.Attachment is { Kind: "link" } attached)
            buttons = buttons.Add(Uri.TryCreate(attached.Value, UriKind.Absolute, out var link)
                ? new Button(attached.Label ?? link.Host, "", Link: link) : new Button(attached.Label ?? attached.Value, attached.Value));
        return ([.. buttons.Where(b => b.Link is null)], [.. buttons.Where(b => b.Link is not null)]);
    }

    private static bool Narrow(ImmutableArray<Button> taps) => taps.All(tap => Labels.Plain(tap.NarrowLabel ?? tap.Label).Length <= Labels.Button);

    /// <summary>What is typed stands before each; where the labels are numbers they are typed themselves.</summary>
    private static string Numbered(string plain, ImmutableArray<Button> taps) => taps.All(tap => long.TryParse(tap.Label, out _))
        ? plain
        : $"{plain.TrimEnd()}\n\n{string.Join('\n', taps.Select((tap, n) => string.Create(CultureInfo.InvariantCulture, $"{n + 1}. {Labels.Plain(tap.Label)}")))}";

    /// <returns>What stands above the words of a message with buttons.</returns>
    private static (MediaSource Source, bool IsDocument)? AddAttachment(
        List<WhatsAppStep> steps, MessageAttachment? attachment, FormattedText text, Layout layout, out bool isCaption, out string? problem)
    {
        (isCaption, problem) = (false, null);
        switch (attachment?.Kind)
        {
            case "picture" or "document":
                var isDocument = attachment.Kind == "document";
                return Above(steps, SourceOf(attachment), isDocument, text, layout, attachment.Otherwise, out isCaption);
            case "qr":
                if (QrPicture.Of(attachment.Value) is { } png)
                    return Above(steps, new MediaSource.Made(png, "image/png", "code.png"), false, text, layout, attachment.Otherwise ?? attachment.Value, out isCaption);
                problem = "the value is too long for a QR code";
                return null;
            case "location":
                if (MessagePlan.TryPlace(attachment.Value, out var latitude, out var longitude)) steps.Add(new WhatsAppStep.Place(latitude, longitude, attachment.Label));
                else problem = "the place is not written as latitude,longitude";
                return null;
            case null or "link" or MessagePlan.UploadKind or WebChatChannel.TelegramFile or WhatsAppFiles.Kind:
                return null;
            default:
                problem = $"attachments of kind '{attachment.Kind}' cannot go by WhatsApp";
                return null;
        }
    }

    private static (MediaSource, bool)? Above(
        List<WhatsAppStep> steps, MediaSource source, bool isDocument, FormattedText text, Layout layout, string? otherwise, out bool isCaption)
    {
        isCaption = layout == Layout.Text && TextSplitter.Fits(text.Plain, TextSplitter.CaptionLimit);
        if (layout == Layout.Buttons && TextSplitter.Fits(text.Plain, ButtonBody)) return (source, isDocument);
        var words = isCaption ? Markup.Of(text, 0, text.Plain.Length, TextSplitter.CaptionLimit) : null;
        steps.Add(new WhatsAppStep.File(source, isDocument, string.IsNullOrWhiteSpace(words) ? null : words, otherwise));
        return null;
    }

    /// <summary>An address is fetched by Meta; anything else is the id that Telegram gave the file.</summary>
    private static MediaSource SourceOf(MessageAttachment attachment) =>
        Uri.TryCreate(attachment.Value, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? new MediaSource.Link(address, attachment.Label)
            : new MediaSource.OnTelegram(attachment.Value, attachment.Label);

    /// <summary>What people sent follows the words that say whose it is.</summary>
    private static void AddPassedOn(List<WhatsAppStep> steps, MessageAttachment? attachment)
    {
        MediaSource? source = attachment?.Kind switch
        {
            MessagePlan.UploadKind => new MediaSource.Kept(attachment.Value, attachment.Label),
            WebChatChannel.TelegramFile => new MediaSource.OnTelegram(attachment.Value, attachment.Label),
            WhatsAppFiles.Kind => new MediaSource.OnWhatsApp(attachment.Value, attachment.Label),
            _ => null,
        };
        if (source is not null) steps.Add(new WhatsAppStep.File(source, IsDocument: true, null, attachment!.Otherwise));
    }

    private static void AddWords(
        List<WhatsAppStep> steps, OutgoingMessage message, FormattedText text, Layout layout, ImmutableArray<Button> taps, Button? link, (MediaSource Source, bool IsDocument)? header)
    {
        var pieces = TextSplitter.Split(text.Plain, TextSplitter.MessageLimit).FindAll(p => !text.Plain.AsSpan(p.Start, p.Length).IsWhiteSpace());
        if (layout == Layout.Text)
        {
            foreach (var (start, length) in pieces) steps.Add(new WhatsAppStep.Words(Markup.Of(text, start, length, TextSplitter.MessageLimit)));
            return;
        }
        var limit = layout == Layout.List ? TextSplitter.MessageLimit : ButtonBody;
        if (pieces is [.., var last])
        {
            // The buttons hang on the end; what is too long for them goes before.
            pieces.RemoveAt(pieces.Count - 1);
            foreach (var (start, length) in TextSplitter.Split(text.Plain.Substring(last.Start, last.Length), limit)) pieces.Add((last.Start + start, length));
            pieces.RemoveAll(p => text.Plain.AsSpan(p.Start, p.Length).IsWhiteSpace());
        }
        for (var n = 0; n < pieces.Count - 1; n++) steps.Add(new WhatsAppStep.Words(Markup.Of(text, pieces[n].Start, pieces[n].Length, TextSplitter.MessageLimit)));
        var body = pieces is [.., var end] ? Markup.Of(text, end.Start, end.Length, limit).Trim() : WhatsAppWords.Choose(message.Language);
        steps.Add(new WhatsAppStep.Choice(Interactive(layout, body, taps, link, message.Language), header?.Source, header?.IsDocument ?? false));
    }

    private static JsonObject Interactive(Layout layout, string body, ImmutableArray<Button> taps, Button? link, string language)
    {
        var (type, action) = layout switch
        {
            Layout.Link => ("cta_url", new JsonObject
            {
                ["name"] = "cta_url",
                ["parameters"] = new JsonObject { ["display_text"] = Labels.Cut([link!.NarrowLabel ?? link.Label], Labels.Button)[0], ["url"] = link.Link!.AbsoluteUri },
            }),
            Layout.Buttons => ("button", new JsonObject { ["buttons"] = Buttons(taps) }),
            _ => ("list", new JsonObject
            {
                ["button"] = WhatsAppWords.Choose(language), ["sections"] = new JsonArray(new JsonObject { ["rows"] = Rows(taps) }),
            }),
        };
        return new JsonObject { ["type"] = type, ["body"] = new JsonObject { ["text"] = body }, ["action"] = action };
    }

    private static JsonArray Buttons(ImmutableArray<Button> taps)
    {
        var titles = Labels.Cut(taps.Select(tap => Short(tap, Labels.Button)), Labels.Button);
        return [.. taps.Select((tap, n) => new JsonObject { ["type"] = "reply", ["reply"] = new JsonObject { ["id"] = tap.Token, ["title"] = titles[n] } })];
    }

    /// <summary>A label that had to be cut stands whole below its row.</summary>
    private static JsonArray Rows(ImmutableArray<Button> taps)
    {
        var titles = Labels.Cut(taps.Select(tap => Short(tap, Labels.Row)), Labels.Row);
        return [.. taps.Select((tap, n) =>
        {
            var row = new JsonObject { ["id"] = tap.Token, ["title"] = titles[n] };
            if (Labels.Plain(tap.Label) is var whole && whole != titles[n]) row["description"] = TextSplitter.Shorten(whole, Labels.RowDescription);
            return row;
        })];
    }

    private static string Short(Button tap, int limit) => Labels.Plain(tap.Label).Length <= limit ? tap.Label : tap.NarrowLabel ?? tap.Label;
}
