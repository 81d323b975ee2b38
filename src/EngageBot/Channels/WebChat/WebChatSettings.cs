using System.ComponentModel.DataAnnotations;

namespace EngageBot.Channels.WebChat;

/// <summary>The section <c>Channels:WebChat</c>; checked when the process starts.</summary>
internal sealed class WebChatSettings : IValidatableObject
{
    public const string Section = "Channels:WebChat";

    /// <summary>Off: neither the page nor Direct Line is served.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What the shop's own site calls <c>tokens/generate</c> with; without one only our own page can chat. Never for a browser.</summary>
    [MinLength(16)]
    public string? Secret { get; set; }

    /// <summary>Sites whose pages may talk to us, as a browser names them: <c>https://shop.example</c>.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>How the world reaches us, where a proxy hides it: <c>https://chat.shop.example</c>.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>A token's life in seconds. Clients refresh every 15 minutes, so a shorter life breaks them
    /// (directlinejs 0.15, read 2026-11).</summary>
    [Range(901, 86400)]
    public int TokenSeconds { get; set; } = 1800;

    /// <summary>How many hours after its end our own page may still renew a token, for a laptop that slept.</summary>
    [Range(0, 720)]
    public int RenewHours { get; set; } = 24;

    /// <summary>Activities and files older than this many days are deleted, and conversations nobody used for so long.</summary>
    [Range(7, 3650)]
    public int KeepDays { get; set; } = 90;

    /// <summary>Files a conversation may send in an hour.</summary>
    [Range(1, 1000)]
    public int FilesPerHour { get; set; } = 20;

    /// <summary>Room for the files of all visitors of a business, in megabytes of 1024 × 1024 bytes.</summary>
    [Range(1, 1_000_000)]
    public int QuotaMegabytes { get; set; } = 1024;

    /// <summary>Sockets open at once.</summary>
    [Range(1, 100_000)]
    public int Sockets { get; set; } = 5000;

    /// <summary>Sockets open at once from one address; many customers may share one behind a proxy we do not know.</summary>
    [Range(1, 100_000)]
    public int SocketsPerAddress { get; set; } = 500;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var origin in Origins)
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                yield return new($"{Section}:Origins: '{origin}' is not an origin such as https://shop.example.", [nameof(Origins)]);
        if (PublicUrl is { } address && (!address.IsAbsoluteUri || address.AbsolutePath != "/" || address.Scheme is not ("http" or "https")))
            yield return new($"{Section}:PublicUrl must be scheme and host only, such as https://chat.shop.example.", [nameof(PublicUrl)]);
        if (TimeSpan.FromDays(KeepDays) < TimeSpan.FromHours(RenewHours) + TimeSpan.FromSeconds(TokenSeconds))
            yield return new($"{Section}:KeepDays must be longer than a token can be renewed ({Section}:RenewHours).", [nameof(KeepDays)]);
    }
}
