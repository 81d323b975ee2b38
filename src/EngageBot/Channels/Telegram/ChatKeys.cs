using System.Globalization;

namespace EngageBot.Channels.Telegram;

/// <summary>Chats, messages and people are numbers to Telegram and text to the spine.</summary>
internal static class ChatKeys
{
    public static string Of(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string key, out long id) => long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id);
}
