namespace EngageBot.Conversations;

/// <summary>Channels as people call them.</summary>
internal static class ChannelNames
{
    public static string Of(string channel) => channel switch
    {
        "telegram" => "Telegram",
        "whatsapp" => "WhatsApp",
        _ => "Web",
    };
}
