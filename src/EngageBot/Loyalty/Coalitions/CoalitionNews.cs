using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>What a member earned in a partner's shop is told where they are at home: the partner knows no chat of theirs.</summary>
internal static class CoalitionNews
{
    public const string Event = "partner.purchase_recorded";

    public static async ValueTask TellAsync(WriteScope scope, Occasions occasions, ShopId shop, CoalitionOutcome.Recorded sale)
    {
        if (sale.Again) return;
        var name = ((RowSource)scope).Query("SELECT name FROM shops WHERE id = @id", command => command.Set("@id", shop.ToString()), row => row.Read() ? row.GetString(0) : "");
        Value[] gains = sale.Points == 0 ? [] : [Value.Record.Of(
            ("wallet", new Value.Text(sale.Seat.Coalition.Key)), ("points", new Value.Int(sale.Points)), ("pending", new Value.Bool(false)))];
        await occasions.TellAsync(scope, sale.Seat.Contact, Event, FormattableString.Invariant($"coalition:{sale.ReceiptId}"), Occasions.Data(
            ("gains", new Value.List([.. gains])), ("shop", new Value.Text(name))));
    }
}
