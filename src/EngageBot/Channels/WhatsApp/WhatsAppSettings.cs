using System.Text.RegularExpressions;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>The section <c>Channels:WhatsApp</c>: the app, and the number of account <c>main</c>.</summary>
internal sealed partial record WhatsAppSettings
{
    public const string Section = "Channels:WhatsApp";

    /// <summary>A version lives about two years (developers.facebook.com/docs/graph-api/guides/versioning, read 2026-11).</summary>
    private const string DefaultVersion = "v24.0";

    private static readonly string[] Names =
        [nameof(PhoneNumberId), nameof(BusinessAccountId), nameof(AccessToken), nameof(AppSecret), nameof(VerifyToken), nameof(ApiRoot), nameof(GraphVersion), "Mode"];

    /// <summary>Meta's id of the number, which is not the number.</summary>
    public required string PhoneNumberId { get; init; }
    /// <summary>Meta's id of the WhatsApp Business account (WABA) to which the number and its templates belong.</summary>
    public required string BusinessAccountId { get; init; }
    /// <summary>A system user's permanent token.</summary>
    public required string AccessToken { get; init; }
    /// <summary>Signs what Meta brings; one for all numbers of the app.</summary>
    public required string AppSecret { get; init; }
    /// <summary>One's own word, given to Meta beside the webhook's address.</summary>
    public required string VerifyToken { get; init; }
    /// <summary>Scheme, host and port of the Graph API; another one for a proxy.</summary>
    public Uri ApiRoot { get; init; } = new("https://graph.facebook.com");
    public string GraphVersion { get; init; } = DefaultVersion;

    /// <summary>Secrets stay out of logs, whatever prints a setting.</summary>
    public override string ToString() => $"{Section} number {PhoneNumberId}, {GraphVersion}";

    /// <returns><see langword="null"/> if the channel is off: <c>Mode</c> says so, or neither a number nor a token is set.</returns>
    /// <exception cref="CannotStartException">One line that names the setting and says what is allowed.</exception>
    public static WhatsAppSettings? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        foreach (var child in section.GetChildren())
            if (!Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) throw Wrong(child.Key, $"is unknown; known are {string.Join(", ", Names)}");
        var on = section["Mode"]?.Trim().ToUpperInvariant() switch
        {
            null or "" or "WEBHOOK" => true,
            "OFF" => false,
            _ => throw Wrong("Mode", "must be webhook or off"),
        };
        if (!on || (Text(section, nameof(PhoneNumberId)).Length == 0 && Text(section, nameof(AccessToken)).Length == 0)) return null;
        var settings = new WhatsAppSettings
        {
            PhoneNumberId = Id(section, nameof(PhoneNumberId), "WhatsApp > API setup shows it under the number, and it is not the number itself"),
            BusinessAccountId = Id(section, nameof(BusinessAccountId), "WhatsApp > API setup shows it as WhatsApp Business Account ID"),
            AccessToken = Secret(section, nameof(AccessToken), TokenForm(), "must be a system user's token: letters and digits in one word"),
            AppSecret = Secret(section, nameof(AppSecret), SecretForm(), "must be the app's secret of 16 or more letters and digits: App settings > Basic shows it"),
            VerifyToken = Secret(section, nameof(VerifyToken), VerifyForm(), "must be 8 to 200 of A-Z, a-z, 0-9, _, - and .: any long word of your own that you also give to Meta"),
            ApiRoot = ReadAddress(section) ?? new Uri("https://graph.facebook.com"),
            GraphVersion = Text(section, nameof(GraphVersion)) is { Length: > 0 } version ? version : DefaultVersion,
        };
        if (!VersionForm().IsMatch(settings.GraphVersion)) throw Wrong(nameof(GraphVersion), "must look like v24.0");
        return settings;
    }

    private static string Text(IConfigurationSection section, string name) => section[name]?.Trim() ?? "";

    private static string Id(IConfigurationSection section, string name, string where) =>
        Text(section, name) is var id && IdForm().IsMatch(id) ? id : throw Wrong(name, $"must be a number of 5 to 25 digits: {where}");

    private static string Secret(IConfigurationSection section, string name, Regex form, string allowed) =>
        Text(section, name) is var secret && form.IsMatch(secret) ? secret : throw Wrong(name, allowed);

    private static Uri? ReadAddress(IConfigurationSection section)
    {
        if (Text(section, nameof(ApiRoot)) is not { Length: > 0 } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https" or "http", Query: "", Fragment: "", UserInfo: "" }
            ? address
            : throw Wrong(nameof(ApiRoot), "must be an address such as https://graph.facebook.com, without query or user name");
    }

    private static CannotStartException Wrong(string name, string allowed) => new($"{Section}:{name} {allowed}.");

    /// <summary>What an id of Meta's looks like.</summary>
    [GeneratedRegex("^[0-9]{5,25}$", RegexOptions.CultureInvariant)]
    public static partial Regex IdForm();

    /// <summary>What an access token looks like.</summary>
    [GeneratedRegex("^[A-Za-z0-9_.|-]{16,2000}$", RegexOptions.CultureInvariant)]
    public static partial Regex TokenForm();

    [GeneratedRegex("^[A-Za-z0-9]{16,200}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretForm();

    [GeneratedRegex("^[A-Za-z0-9_.-]{8,200}$", RegexOptions.CultureInvariant)]
    private static partial Regex VerifyForm();

    [GeneratedRegex("^v[0-9]{1,3}\\.[0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionForm();
}
