using System.Text.Json.Nodes;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Where the bytes of a picture or document come from.</summary>
internal abstract record MediaSource
{
    private MediaSource() { }

    /// <summary>Meta fetches it itself.</summary>
    public sealed record Link(Uri Address, string? Name) : MediaSource;
    /// <summary>Made by us.</summary>
    public sealed record Made(byte[] Content, string Type, string Name) : MediaSource;
    /// <summary>A file among the uploads, by its id there.</summary>
    public sealed record Kept(string FileId, string? Name) : MediaSource;
    /// <summary>A file on Telegram, by its id there.</summary>
    public sealed record OnTelegram(string FileId, string? Name) : MediaSource;
    /// <summary>A file that somebody sent by WhatsApp.</summary>
    public sealed record OnWhatsApp(string Value, string? Name) : MediaSource;
}

/// <summary>A file as a message can name it.</summary>
/// <param name="Kind"><c>image</c> or <c>document</c>.</param>
internal sealed record ReadyMedia(string Kind, JsonObject Reference);

/// <summary>One call among those a message takes.</summary>
internal abstract record WhatsAppStep
{
    private WhatsAppStep() { }

    public sealed record Words(string Body) : WhatsAppStep;

    /// <summary>Buttons, a list or a link under the words.</summary>
    /// <param name="Interactive">Without its header.</param>
    /// <param name="Header">A picture or document above the words.</param>
    public sealed record Choice(JsonObject Interactive, MediaSource? Header, bool IsDocument) : WhatsAppStep;

    /// <param name="Otherwise">What is said where the file cannot be had.</param>
    public sealed record File(MediaSource Source, bool IsDocument, string? Caption, string? Otherwise) : WhatsAppStep;

    public sealed record Place(double Latitude, double Longitude, string? Name) : WhatsAppStep;

    public sealed record Template(JsonObject Value) : WhatsAppStep;
}
