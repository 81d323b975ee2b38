namespace EngageBot.Channels.WhatsApp;

/// <summary>The phone number behind a WhatsApp id, as it is dialled and stands in a shop's list.</summary>
/// <remarks>
/// The two differ in a few countries: Mexico's ids may keep a 1 that is not dialled any more, Brazil's may lack the 9 that all mobile numbers got.
/// Only the number is put right; the id stays what Meta calls it, and people are known by it.
/// </remarks>
internal static class WhatsAppPhone
{
    /// <returns>E.164 with its plus.</returns>
    public static string Of(string waId)
    {
        if (waId is ['5', '2', '1', ..] && waId.Length == 13) return $"+52{waId.AsSpan(3)}";
        if (waId is ['5', '5', _, _, >= '6' and <= '9', ..] && waId.Length == 12) return $"+{waId.AsSpan(0, 4)}9{waId.AsSpan(4)}";
        return $"+{waId}";
    }
}
