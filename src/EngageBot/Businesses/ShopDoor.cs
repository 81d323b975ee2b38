using EngageBot.Storage;

namespace EngageBot.Businesses;

/// <summary>Whether a shop still takes receipts: one that was shut down for good keeps what it has and takes nothing new.</summary>
internal static class ShopDoor
{
    /// <param name="at">When the thing happened, not when it is told: a receipt from before the last day is taken.</param>
    public static bool IsClosed(RowSource source, ShopId shop, DateTimeOffset at) =>
        source.Query("SELECT closed_at FROM shops WHERE id = @shop", command => command.Set("@shop", shop.ToString()),
            row => row.Read() && row.InstantOrNullAt(0) is { } closed && closed <= at);
}
