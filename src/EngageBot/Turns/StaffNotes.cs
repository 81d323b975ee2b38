using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Words of the program to whoever works in the business, in the staff chat; a reply to a note about a customer goes to them.</summary>
internal sealed class StaffNotes(Outbox outbox, HostTexts texts, StaffDirectory staff, TimeProvider clock)
{
    public async ValueTask<bool> TellAsync(WriteScope scope, StaffNote note)
    {
        if (staff.Chat(note.Business) is not { } desk) return false;
        var language = staff.Language(note.Business);
        var message = new OutgoingMessage { Text = texts.Render(note.Text, language, note.Words), Language = language, Thread = note.About is { } about && CaseRows.Find(scope, note.Business, about) is { } of ? CaseThread.Of(of) : null };
        var row = await outbox.AddAsync(scope, new Draft(note.Business, desk.AccountId, desk.ChatKey, null, note.Key, OutboundKind.Case, message));
        if (row is { } added && note.Chat is { } chat) await StaffRelays.AddAsync(scope, added, chat, clock.GetUtcNow(), note.About);
        return true;
    }
}
