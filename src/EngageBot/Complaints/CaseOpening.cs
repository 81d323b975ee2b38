using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What opens a case.</summary>
/// <param name="Words">The customer's own; staff's where they open it.</param>
/// <param name="Source">What opens it: <c>chat</c>, <c>staff</c>, or a name with a colon such as <c>survey:17</c>: the same again goes on with the case it opened.</param>
/// <param name="Language">The customer's: of the title.</param>
internal sealed record CaseOpening(BusinessId Business, ContactId Contact, CaseKind Kind, string Words, string Source, string Language)
{
    /// <summary>Where it is answered; the contact's newest chat where none is named.</summary>
    public long? Chat { get; init; }
    /// <summary>What the platform calls the customer, where nobody asked them yet; only staff read it.</summary>
    public string? Called { get; init; }
    public ShopId? Shop { get; init; }
    public string? Category { get; init; }
    /// <summary>What lies behind it, where that is known already.</summary>
    public string? Cause { get; init; }
    /// <summary>Absent: from the words.</summary>
    public string? Title { get; init; }
    /// <summary>The case it follows.</summary>
    public CaseId? After { get; init; }
    /// <summary>The words are the program's, not the customer's.</summary>
    public bool OfProgram { get; init; }
    /// <summary>It presses more than its kind says.</summary>
    public bool Urgent { get; init; }
    /// <summary>The row of the inbox in which it was said.</summary>
    public long? Inbox { get; init; }
}

/// <summary>A person's words to the customer of a case.</summary>
/// <param name="Key">The same answer is sent once.</param>
internal sealed record CaseAnswer(string Words, string Key)
{
    /// <summary>Where in the staff chat it was written: media are copied from there.</summary>
    public string StaffChatKey { get; init; } = "";
    public string StaffMessageId { get; init; } = "";
    public StaffMedia? Media { get; init; }
    /// <summary>The inbox row of the answer whose words these replace.</summary>
    public long? Corrects { get; init; }
    /// <summary>It asks the customer something: until they answer, targets stand still.</summary>
    public bool Asks { get; init; }
    /// <summary>When the customer is told to hear again.</summary>
    public DateTimeOffset? NextWordAt { get; init; }
    /// <summary>What the house only asks about a draft was seen, and it goes out so.</summary>
    public bool Sure { get; init; }
}
