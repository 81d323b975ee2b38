using System.Text.RegularExpressions;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>How updates come in.</summary>
internal enum TelegramMode
{
    /// <summary>The bot asks for them: needs no public address.</summary>
    Polling,
    /// <summary>Telegram brings them to <see cref="TelegramSettings.PublicUrl"/>.</summary>
    Webhook,
    /// <summary>The channel is off.</summary>
    Off,
}

/// <summary>The section <c>Channels:Telegram</c>.</summary>
internal sealed partial record TelegramSettings
{
    public const string Section = "Channels:Telegram";
    private static readonly string[] Names = [nameof(Token), nameof(ApiRoot), nameof(FileRoot), nameof(Mode), nameof(WebhookSecret), nameof(PublicUrl), nameof(StaffChatId),
        nameof(StaffTopicId)];

    /// <summary>As BotFather gives it. Without one the channel is off.</summary>
    public required string Token { get; init; }
    /// <summary>Scheme, host and port of the Bot API; another one for a server of one's own or a proxy.</summary>
    public Uri ApiRoot { get; init; } = new("https://api.telegram.org");
    /// <summary>Where files are fetched; the API's root unless set.</summary>
    public Uri FileRoot { get; init; } = new("https://api.telegram.org");
    public TelegramMode Mode { get; init; }
    /// <summary>What Telegram sends along with each update: 1–256 of A–Z, a–z, 0–9, underscore and hyphen (Bot API 10.3); a long random one cannot be guessed.</summary>
    public string WebhookSecret { get; init; } = "";
    /// <summary>The public address of this installation, without the path. Without one the webhook is taken but not announced to Telegram.</summary>
    public Uri? PublicUrl { get; init; }
    /// <summary>The chat in which staff answer; <see langword="null"/> if there is none.</summary>
    public long? StaffChatId { get; init; }

    /// <summary>The topic of the staff chat that words for staff go to; the general one if there is none.</summary>
    public int? StaffTopicId { get; init; }

    /// <summary>The number before the colon: the bot's own id.</summary>
    public long BotId => long.Parse(Token.AsSpan(0, Token.IndexOf(':', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The token stays out of logs, whatever prints a setting.</summary>
    public override string ToString() => $"{Section} bot {BotId}, {Mode}";

    /// <returns><see langword="null"/> if the channel is off.</returns>
    /// <exception cref="CannotStartException">One line that names the setting and says what is allowed.</exception>
    public static TelegramSettings? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        foreach (var child in section.GetChildren())
            if (!Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) throw Wrong(child.Key, $"is unknown; known are {string.Join(", ", Names)}");
        var mode = ReadMode(section[nameof(Mode)]);
        var token = section[nameof(Token)]?.Trim() ?? "";
        if (mode == TelegramMode.Off || token.Length == 0) return null;
        var apiRoot = ReadAddress(section, nameof(ApiRoot)) ?? new Uri("https://api.telegram.org");
        // Telegram's own tokens have at least 35 letters after the colon; a server of one's own may have others.
        if (!TokenForm().IsMatch(token) || (apiRoot.Host == "api.telegram.org" && token.Length - token.IndexOf(':', StringComparison.Ordinal) <= 35))
            throw Wrong(nameof(Token), "must look like 123456789:AAF… as BotFather gives it: digits, a colon, then at least 35 of A-Z, a-z, 0-9, _ and -");

        var settings = new TelegramSettings
        {
            Token = token,
            Mode = mode,
            ApiRoot = apiRoot,
            FileRoot = ReadAddress(section, nameof(FileRoot)) ?? apiRoot,
            WebhookSecret = section[nameof(WebhookSecret)] ?? "",
            PublicUrl = ReadAddress(section, nameof(PublicUrl)),
            StaffChatId = ReadStaffChat(section[nameof(StaffChatId)]),
            StaffTopicId = ReadStaffTopic(section[nameof(StaffTopicId)]),
        };
        if (mode == TelegramMode.Webhook) CheckWebhook(settings);
        return settings;
    }

    private static TelegramMode ReadMode(string? mode) => mode?.Trim().ToUpperInvariant() switch
    {
        null or "" or "POLLING" => TelegramMode.Polling,
        "WEBHOOK" => TelegramMode.Webhook,
        "OFF" => TelegramMode.Off,
        _ => throw Wrong(nameof(Mode), "must be polling, webhook or off"),
    };

    private static Uri? ReadAddress(IConfigurationSection section, string name)
    {
        if (section[name]?.Trim() is not { Length: > 0 } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" }
            ? address
            : throw Wrong(name, "must be an address such as https://example.com, without query or user name");
    }

    private static long? ReadStaffChat(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return ChatKeys.TryParse(text.Trim(), out var id) && id != 0
            ? id
            : throw Wrong(nameof(StaffChatId), "must be the chat's number, such as -1001234567890; add the bot to the group and its log names it");
    }

    private static int? ReadStaffTopic(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!int.TryParse(text.Trim(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) || id == 0)
            throw Wrong(nameof(StaffTopicId), "must be the topic's number: in the link to one of its messages, https://t.me/c/1234567890/12/345, it is the 12");
        // The general topic has the number 1 in links and none in the Bot API, which answers "message thread not found".
        return id == 1 ? null : id;
    }

    private static void CheckWebhook(TelegramSettings settings)
    {
        if (!SecretForm().IsMatch(settings.WebhookSecret))
            throw Wrong(nameof(WebhookSecret), "must be 1 to 256 of A-Z, a-z, 0-9, _ and - in webhook mode");
        if (settings.PublicUrl is not { } url) return;
        // A server of one's own delivers anywhere; Telegram's own has rules (core.telegram.org/bots/webhooks, read 2026-11).
        var own = settings.ApiRoot.Host != "api.telegram.org";
        if (!own && (url.Scheme != "https" || url.Port is not (443 or 80 or 88 or 8443)))
            throw Wrong(nameof(PublicUrl), "must be an https address on port 443, 80, 88 or 8443 in webhook mode");
    }

    private static CannotStartException Wrong(string name, string allowed) =>
        new($"{Section}:{name} {allowed}.");

    [GeneratedRegex("^[0-9]{1,18}:[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex TokenForm();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,256}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretForm();
}
