namespace EngageBot.Conversations;

/// <summary>The languages spoken here, equally.</summary>
internal static class Languages
{
    /// <summary>ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Spoken { get; } = ["en", "ru", "sq"];

    /// <summary>The spoken language a platform's hint (<c>ru-RU</c>, <c>sq</c>) means, if any.</summary>
    public static string? FromHint(string? hint) =>
        hint is { Length: >= 2 and <= 35 } && (hint.Length == 2 || hint[2] is '-' or '_')
            ? Spoken.FirstOrDefault(s => hint.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            : null;
}
