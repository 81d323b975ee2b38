namespace EngageBot.Channels.WhatsApp;

/// <summary>The few words this channel needs where the platform wants some and nobody gave any.</summary>
internal static class WhatsAppWords
{
    /// <summary>What opens a list: at most 20 characters.</summary>
    public static string Choose(string language) => language switch
    {
        "ru" => "Выбрать",
        "sq" => "Zgjidhni",
        _ => "Choose",
    };
}
