using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Something that happened to a chat, in words no channel owns.</summary>
public abstract record ChatEvent
{
    private ChatEvent() { }

    /// <summary>The customer typed words, a command, or pressed a reply-keyboard label.</summary>
    public sealed record Said(string Words) : ChatEvent;

    /// <summary>The customer pressed a button; the token is whatever came back, possibly forged.</summary>
    public sealed record Tapped(string Token) : ChatEvent;

    /// <summary>The customer sent a contact card.</summary>
    /// <param name="Own">The platform vouches that the number is the sender's own.</param>
    public sealed record SharedContact(string Phone, bool Own) : ChatEvent;

    /// <summary>The customer sent a picture, by its id on the channel.</summary>
    public sealed record SharedPhoto(string FileId, string? Caption) : ChatEvent;

    /// <summary>The customer sent a file, by its id on the channel.</summary>
    public sealed record SharedFile(string FileId, string? Name, string? Caption) : ChatEvent;

    /// <summary>The customer sent a place.</summary>
    public sealed record SharedLocation(double Latitude, double Longitude) : ChatEvent;

    /// <summary>The customer sent something the bot cannot read: a sticker, a voice message.</summary>
    public sealed record SentUnreadable(string Kind) : ChatEvent;

    /// <summary>The customer opened the chat for the first time or through a link.</summary>
    /// <param name="Payload">The link's payload: user input.</param>
    public sealed record Opened(string? Payload) : ChatEvent;

    /// <summary>The host starts a dialog (a play, a domain event, staff).</summary>
    /// <param name="With">Slots set before it starts.</param>
    public sealed record Started(string Dialog, Value.Record With, string? Occasion) : ChatEvent;

    /// <summary>Something happened in the business that a waiting run may care about, such as <c>case.resolved</c>.</summary>
    public sealed record Happened(string Name, Value.Record Data) : ChatEvent;

    /// <summary>A timer row fell due.</summary>
    public sealed record TimerDue(uint Run, uint Epoch, string What) : ChatEvent
    {
        /// <summary>The channel would not take the question: nobody has heard it, and its time is over at once.</summary>
        public const string Unsent = "unsent";
    }

    /// <summary>A pending action succeeded.</summary>
    public sealed record ActionSucceeded(uint Run, uint Epoch, Value.Record Result) : ChatEvent;

    /// <summary>A pending action failed with one of its codes.</summary>
    public sealed record ActionFailed(uint Run, uint Epoch, string Code) : ChatEvent;

    /// <summary>A person has taken over: dialogs and their timers pause.</summary>
    public sealed record Held : ChatEvent;

    /// <summary>The person has handed back.</summary>
    public sealed record Released : ChatEvent;
}
