using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>A case is closed: what plays hear of it.</summary>
internal static class CaseEndedEvent
{
    public const string Name = "case.closed";

    /// <summary>Whoever handled it as they were at that moment; a score stays with them.</summary>
    public static Value.Record Data(RowSource source, Case of) => Occasions.Data(
        ("id", new Value.Text(of.Id.ToString())), ("number", new Value.Int(of.Number)),
        ("shop", of.ShopId is { } shop ? source.Query("SELECT name FROM shops WHERE id = @id", command => command.Set("@id", shop.ToString()), row => row.Read() ? new Value.Text(row.GetString(0)) : null) : null),
        ("staff", of.OwnerName is { Length: > 0 } name ? new Value.Text(name) : null));
}
