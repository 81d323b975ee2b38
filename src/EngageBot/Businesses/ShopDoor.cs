using EngageBot.Storage;

namespace EngageBot.Businesses;

/// <summary>Whether a shop still takes receipts: one that was shut down for good keeps what it has and takes nothing new.</summary>
internal static class ShopDoor
{
    /// <param name="at">When the thing happened, not when it is told: a receipt from before the last day is taken.</param>
    public static bool IsClosed(RowSource source, ShopId shop, DateTimeOffset at) =>
        source.Query("SELECT closed_at FROM shops WHERE id = @shop", command => command.Set("@shop", shop.ToString()),
            row => row.Read() && row.InstantOrNullAt(0) is { } closed && closed <= at);

    /// <summary>Shuts a shop down for good.</summary>
    /// <returns><see langword="false"/> if it was before.</returns>
    public static bool Close(WriteScope scope, ShopId shop, DateTimeOffset now) =>
        scope.Command("UPDATE shops SET closed_at = @now WHERE id = @shop AND closed_at IS NULL").Set("@shop", shop.ToString()).Set("@now", now).ExecuteNonQuery() == 1;
}
