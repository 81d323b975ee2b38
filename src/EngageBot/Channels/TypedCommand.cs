using System.Globalization;

namespace EngageBot.Channels;

/// <summary>A command as typed: <c>/Points@ShopBot now</c>.</summary>
internal readonly record struct TypedCommand(string Name, string Bot, string Arguments)
{
    /// <summary>1–32 of A–Z, a–z, 0–9 and underscore; users may type capitals.</summary>
    private const int LongestName = 32;

    /// <summary>What a link may carry (core.telegram.org/bots/features#deep-linking, 10.3); anything longer or stranger was typed by hand.</summary>
    private const int PayloadLimit = 64;

    public static TypedCommand? Read(string text)
    {
        if (text.Length < 2 || text[0] != '/') return null;
        var end = text.AsSpan().IndexOfAny(" \t\r\n");
        var word = end < 0 ? text.AsSpan(1) : text.AsSpan(1, end - 1);
        var at = word.IndexOf('@');
        var name = at < 0 ? word : word[..at];
        if (name.Length is 0 or > LongestName) return null;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return null;
        return new TypedCommand(name.ToString().ToLower(CultureInfo.InvariantCulture), at < 0 ? "" : word[(at + 1)..].ToString(), end < 0 ? "" : text[end..].Trim());
    }

    public bool IsFor(string? botName) => Bot.Length == 0 || botName is null || Bot.Equals(botName, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Arguments.Length == 0 ? $"/{Name}" : $"/{Name} {Arguments}";

    /// <summary>What a link carried; <see langword="null"/> for what none can carry: the customer typed something after the command.</summary>
    public string? Payload => IsPayload(Arguments) ? Arguments : null;

    /// <summary>Whether a link could have carried it.</summary>
    public static bool IsPayload(string text) => text.Length is > 0 and <= PayloadLimit && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
