using EngageBot.Storage;

namespace EngageBot.Conversations;

/// <summary>Says a word to whoever works in the business, where managers sit: a text of the shared files and the words in it.</summary>
/// <param name="Key">The same word is not said twice.</param>
/// <param name="Text">Its key in the shared texts.</param>
/// <param name="Chat">A customer's chat it is about: a reply goes there.</param>
internal sealed record StaffNote(BusinessId Business, string Key, string Text, IReadOnlyList<(string Name, string Value)> Words, long? Chat = null)
{
    /// <summary>The case it is about: a reply is an answer in it.</summary>
    public CaseId? About { get; init; }

    /// <summary>Of the staff whom it is meant for above all: it also comes into the chat they proved to be theirs.</summary>
    public StaffId? For { get; init; }
}

/// <summary>Says it; <see langword="false"/> if nobody set up a place where managers sit.</summary>
internal delegate ValueTask<bool> TellStaff(WriteScope scope, StaffNote note);
