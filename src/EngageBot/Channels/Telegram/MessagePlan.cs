using System.Globalization;
using EngageBot.Channels.WhatsApp;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.Telegram;

/// <summary>One call among those a message takes.</summary>
internal abstract record SendStep
{
    private SendStep() { }

    public sealed record Words(string Text, MessageEntity[]? Entities, ReplyMarkup? Markup) : SendStep;
    public sealed record Picture(InputFile File, Words Caption) : SendStep;
    public sealed record Document(InputFile File, Words Caption) : SendStep;
    /// <summary>A file of ours that travels in the request; <paramref name="Name"/> is how its sender called it.</summary>
    public sealed record Upload(string FileId, string? Name) : SendStep;
    /// <summary>A file that somebody sent by WhatsApp, fetched from there.</summary>
    public sealed record FromWhatsApp(string Value, string? Name) : SendStep;
    /// <summary>A message of another chat of this bot.</summary>
    public sealed record Copy(long FromChatId, int MessageId) : SendStep;
    public sealed record Place(double Latitude, double Longitude, ReplyMarkup? Markup) : SendStep;
}

/// <summary>A message in Telegram's terms: the calls in their order. The same message always gives the same plan.</summary>
/// <param name="Problem">Why it can never be sent; then there are no steps.</param>
internal sealed record MessagePlan(IReadOnlyList<SendStep> Steps, string? Problem)
{
    /// <summary>A message of another chat of the same bot, as <c>chat/message</c>.</summary>
    public const string CopyKind = "copy";
    /// <summary>A file that a web visitor sent, by its name in the upload folder.</summary>
    public const string UploadKind = "upload";

    /// <summary>A message that somebody else wrote, by its id; the label is the emoji that marks it.</summary>
    public const string MarkKind = "mark";

    private static readonly SendStep.Words NoCaption = new("", null, null);

    /// <summary>What travels first, then the words, cut where they are long; buttons hang on the last piece.</summary>
    public static MessagePlan Of(OutgoingMessage message)
    {
        var text = message.Text;
        var buttons = message.Buttons;
        var contact = message is { Expect: Expect.Contact, ContactLabel: { Length: > 0 } label } ? label : null;
        if (message.Attachment is { Kind: "link" } attached)
        {
            if (contact is null && Uri.TryCreate(attached.Value, UriKind.Absolute, out var link) && Keyboards.IsLink(link))
                buttons = buttons.Add(new Button(attached.Label ?? link.Host, "", Link: link));
            else
                text = text with { Plain = $"{text.Plain}\n{attached.Value}" };
        }
        if (Keyboards.Problem(buttons) is { } problem) return new MessagePlan([], problem);
        ReplyMarkup? markup = contact is null ? Keyboards.Inline(buttons, message.InRows) : Keyboards.Contact(contact, buttons);

        var steps = new List<SendStep>(1);
        var isCaption = AddAttachment(steps, message.Attachment, text, markup, out problem);
        if (problem is not null) return new MessagePlan([], problem);
        if (!isCaption) AddWords(steps, text, markup);
        AddPassedOn(steps, message.Attachment);
        return steps.Count == 0 ? new MessagePlan([], "the message has no words") : new MessagePlan(steps, null);
    }

    /// <returns>Whether the words and buttons travel with the attachment.</returns>
    private static bool AddAttachment(List<SendStep> steps, MessageAttachment? attachment, FormattedText text, ReplyMarkup? markup, out string? problem)
    {
        problem = null;
        var fits = TextSplitter.Fits(text.Plain, TextSplitter.CaptionLimit);
        var caption = fits ? new SendStep.Words(text.Plain, BoldEntities.Of(text.Bold, 0, text.Plain.Length), markup) : NoCaption;
        switch (attachment?.Kind)
        {
            case "picture":
                steps.Add(new SendStep.Picture(new InputFile(attachment.Value), caption));
                return fits;
            case "document":
                steps.Add(new SendStep.Document(new InputFile(attachment.Value), caption));
                return fits;
            case "qr":
                if (QrPicture.Of(attachment.Value) is not { } png)
                {
                    problem = "the value is too long for a QR code";
                    return false;
                }
                steps.Add(new SendStep.Picture(new InputFile("code.png", png), caption));
                return fits;
            case "location":
                if (!TryPlace(attachment.Value, out var latitude, out var longitude))
                {
                    problem = "the place is not written as latitude,longitude";
                    return false;
                }
                var alone = string.IsNullOrWhiteSpace(text.Plain);
                steps.Add(new SendStep.Place(latitude, longitude, alone ? markup : null));
                return alone;
            case null or "link" or CopyKind or UploadKind or WhatsAppFiles.Kind:
                return false;
            default:
                problem = $"attachments of kind '{attachment.Kind}' are unknown";
                return false;
        }
    }

    /// <summary>What people sent follows the words that say whose it is.</summary>
    private static void AddPassedOn(List<SendStep> steps, MessageAttachment? attachment)
    {
        if (attachment?.Kind == UploadKind) steps.Add(new SendStep.Upload(attachment.Value, attachment.Label));
        if (attachment?.Kind == WhatsAppFiles.Kind) steps.Add(new SendStep.FromWhatsApp(attachment.Value, attachment.Label));
        if (attachment?.Kind == CopyKind && attachment.Value.Split('/') is [var chat, var message]
            && ChatKeys.TryParse(chat, out var chatId) && int.TryParse(message, NumberStyles.None, CultureInfo.InvariantCulture, out var messageId))
            steps.Add(new SendStep.Copy(chatId, messageId));
    }

    private static void AddWords(List<SendStep> steps, FormattedText text, ReplyMarkup? markup)
    {
        // The platform refuses messages of blanks only.
        var pieces = TextSplitter.Split(text.Plain, TextSplitter.MessageLimit)
            .FindAll(p => !text.Plain.AsSpan(p.Start, p.Length).IsWhiteSpace());
        for (var i = 0; i < pieces.Count; i++)
        {
            var (start, length) = pieces[i];
            var words = length == text.Plain.Length ? text.Plain : text.Plain.Substring(start, length);
            steps.Add(new SendStep.Words(words, BoldEntities.Of(text.Bold, start, length), i == pieces.Count - 1 ? markup : null));
        }
    }

    public static bool TryPlace(string value, out double latitude, out double longitude)
    {
        longitude = 0;
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        return double.TryParse(value.AsSpan(0, Math.Max(comma, 0)), NumberStyles.Float, CultureInfo.InvariantCulture, out latitude)
            && double.TryParse(value.AsSpan(comma + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out longitude)
            && latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
    }
}
