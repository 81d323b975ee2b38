using System.Text.Json.Serialization;

namespace EngageBot.Messaging;

/// <summary>Who did it, as the platform names them.</summary>
/// <param name="ExternalId">The person's id on the platform.</param>
/// <param name="Name">First name, for the customer as they show it themselves.</param>
/// <param name="Language">The platform's language hint, such as <c>pt-br</c>.</param>
internal sealed record Sender(string ExternalId, string? Name, string? Language);

/// <summary>What a manager sent besides words.</summary>
/// <param name="Kind"><c>picture</c>, <c>document</c>, or what it is where it is no file.</param>
/// <param name="FileId">Its id on the staff chat's channel; absent where it is no file.</param>
/// <param name="Size">Bytes, where the platform says it.</param>
internal sealed record StaffMedia(string Kind, string? FileId, string? Name, long? Size);

/// <summary>What people call a case: every word about it carries both.</summary>
internal sealed record CaseLabel(int Number, string Title);

/// <summary>What happened, in words no channel owns; stored as JSON in the inbox row.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Tapped), "tapped")]
[JsonDerivedType(typeof(SharedContact), "contact")]
[JsonDerivedType(typeof(SharedPhoto), "photo")]
[JsonDerivedType(typeof(SharedFile), "file")]
[JsonDerivedType(typeof(SharedLocation), "location")]
[JsonDerivedType(typeof(Unreadable), "unreadable")]
[JsonDerivedType(typeof(Edited), "edited")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Reachability), "reachability")]
[JsonDerivedType(typeof(StaffWrote), "staff-wrote")]
[JsonDerivedType(typeof(StaffReplied), "staff-replied")]
[JsonDerivedType(typeof(StaffReacted), "staff-reacted")]
[JsonDerivedType(typeof(StaffTopicLost), "staff-topic-lost")]
[JsonDerivedType(typeof(TimerFired), "timer")]
[JsonDerivedType(typeof(ActionEnded), "action-ended")]
[JsonDerivedType(typeof(Occurred), "occurred")]
[JsonDerivedType(typeof(PlayStarted), "play")]
[JsonDerivedType(typeof(MarketingWish), "marketing-wish")]
[JsonDerivedType(typeof(SamePerson), "same-person")]
[JsonDerivedType(typeof(Renumbered), "renumbered")]
[JsonDerivedType(typeof(Unparsed), "unparsed")]
internal abstract record InboundContent
{
    private InboundContent() { }

    /// <summary>Words, a command, a reply-keyboard label. <paramref name="MessageId"/> is the platform's id of the message.</summary>
    public sealed record Said(Sender From, string Words, string MessageId) : InboundContent;

    /// <summary>A button. <paramref name="TapId"/> answers it, <paramref name="MessageId"/> is the message that carried it,
    /// <paramref name="At"/> when it was pressed, where that can be told: it may have waited on the platform.</summary>
    public sealed record Tapped(Sender From, string Token, string TapId, string? MessageId, DateTimeOffset? At = null) : InboundContent;

    /// <summary>A contact card; <paramref name="Own"/> if the platform vouches that it is the sender's.</summary>
    public sealed record SharedContact(Sender From, string Phone, bool Own, string MessageId) : InboundContent;

    /// <summary>A picture by its id on the channel. <paramref name="Album"/> is the same for several sent together.</summary>
    public sealed record SharedPhoto(Sender From, string FileId, string? Caption, string MessageId, string? Album = null) : InboundContent;

    /// <summary>A file by its id on the channel. <paramref name="Album"/> is the same for several sent together.</summary>
    public sealed record SharedFile(Sender From, string FileId, string? Name, string? Caption, string MessageId, string? Album = null) : InboundContent;

    /// <summary>A place.</summary>
    public sealed record SharedLocation(Sender From, double Latitude, double Longitude, string MessageId) : InboundContent;

    /// <summary>Something with neither words nor known media; answered politely.</summary>
    public sealed record Unreadable(Sender From, string Kind, string MessageId) : InboundContent;

    /// <summary>Other words in place of those of an earlier message, which is the inbox row <paramref name="OriginalId"/> (its external id).</summary>
    public sealed record Edited(Sender From, string Words, string MessageId, string OriginalId) : InboundContent;

    /// <summary>The chat was opened: the web page started, a bot link was followed. The payload is user input.</summary>
    public sealed record Opened(Sender From, string? Payload) : InboundContent;

    /// <summary>The customer blocked the bot or came back.</summary>
    public sealed record Reachability(Sender From, bool Reachable) : InboundContent;

    /// <summary>Somebody wrote in the staff chat; <paramref name="ReplyToMessageId"/> if it answers a message there, <paramref name="IsEdit"/>
    /// if the words take the place of earlier ones.</summary>
    public sealed record StaffWrote(
        Sender From, string Words, string MessageId, string? ReplyToMessageId, StaffMedia? Media = null, bool IsEdit = false) : InboundContent
    {
        /// <summary>The topic of the group it was written in.</summary>
        public string? Topic { get; init; }
    }

    /// <summary>Somebody put a sign under a message of the staff chat, or took theirs away.</summary>
    /// <param name="Emoji"><see langword="null"/>: none is left.</param>
    public sealed record StaffReacted(Sender From, string MessageId, string? Emoji) : InboundContent;

    /// <summary>A manager's answer on its way to a customer's chat. <paramref name="Corrects"/> is the inbox row of the answer it replaces.</summary>
    public sealed record StaffReplied(
        string StaffName, string Words, string StaffChatKey, string StaffMessageId, StaffMedia? Media = null, long? Corrects = null) : InboundContent
    {
        /// <summary>The case it answers, as the customer knows it.</summary>
        public CaseLabel? Case { get; init; }

        /// <summary>No words but news of the case that are the person's own doing; while the bot has the chat a dialog says them.</summary>
        public CaseNews? News { get; init; }

        /// <summary>It is shown to somebody who only watches the case: nobody takes their chat over.</summary>
        public bool Watched { get; init; }
    }

    /// <summary>News of a case.</summary>
    /// <param name="What"><c>granted</c>, <c>handed_over</c>.</param>
    /// <param name="Otherwise">What dialogs hear of it.</param>
    public sealed record CaseNews(string What, long Points, Occurred Otherwise);

    /// <summary>The platform says that the topic the staff chat was to use is gone.</summary>
    public sealed record StaffTopicLost(string TopicId) : InboundContent;

    /// <summary>A timer row fell due.</summary>
    public sealed record TimerFired(uint Run, uint Epoch, string What) : InboundContent;

    /// <summary>An action outside the database has ended: with its result's fields as JSON, or with a code.</summary>
    public sealed record ActionEnded(uint Run, uint Epoch, string? Code, string? Result) : InboundContent;

    /// <summary>Something happened in the business that concerns this contact: <c>purchase.recorded</c>. <paramref name="Data"/> is named values as JSON.</summary>
    public sealed record Occurred(string Event, string Data) : InboundContent;

    /// <summary>A play begins its dialog. <paramref name="With"/> is what its slots begin with, as JSON; from <paramref name="Deadline"/> on its first words
    /// are of no use.</summary>
    public sealed record PlayStarted(long Run, string Play, string Dialog, string With, string Occasion, DateTimeOffset Deadline, string? Topic) : InboundContent;

    /// <summary>The customer told the platform, not the bot, whether they want promotions of this business.</summary>
    public sealed record MarketingWish(bool Wanted) : InboundContent;

    /// <summary>The platform says that another chat of the account is the same person's: it is used no more.</summary>
    public sealed record SamePerson(string OtherChatKey) : InboundContent;

    /// <summary>The platform says that the customer has another phone number. Both with a plus sign.</summary>
    public sealed record Renumbered(string Before, string Now) : InboundContent;

    /// <summary>A payload nobody could parse; kept in quarantine as it came, cut to 64 KiB.</summary>
    public sealed record Unparsed(string Raw) : InboundContent;
}
