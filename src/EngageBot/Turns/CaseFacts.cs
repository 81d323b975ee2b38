using EngageBot.Complaints;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>The customer's cases and how each stands: <c>cases.*</c>.</summary>
internal static class CaseFacts
{
    /// <summary>Cases shown in a chat, the newest first.</summary>
    private const int Shown = 5;

    public static Value.Record Read(FactSource source)
    {
        var shown = CaseRows.OfContact(source.Scope, source.Chat.ContactId, Shown);
        return Record(
            ("items", List(shown.Select(of => Record(
                ("id", Text(of.Id.ToString())), ("number", new Value.Int(of.Number)), ("title", Text(of.Title)), ("state", Text(SnakeCase.Of(of.State.ToString()))),
                ("handler", Text(of.OwnerName)), ("next", of.IsLive && CaseDesk.NextWord(source.Scope, of) is { } next ? new Value.Instant(next) : null))))));
    }
}
