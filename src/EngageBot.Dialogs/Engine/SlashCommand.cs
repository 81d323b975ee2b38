namespace EngageBot.Dialogs.Engine;

/// <summary>A typed command: <c>/name@bot payload</c>.</summary>
/// <param name="Name">Without its slash, in lower case.</param>
internal sealed record SlashCommand(string Name, string? Payload)
{
    public static SlashCommand? Read(string words)
    {
        var text = words.AsSpan().Trim();
        if (text.Length < 2 || text[0] != '/') return null;
        var end = 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
        if (end == 1 || (end < text.Length && text[end] != '@' && !char.IsWhiteSpace(text[end]))) return null;
        var rest = text[end..];
        var payload = rest.IndexOfAny(' ', '\n') is >= 0 and var gap ? rest[gap..].Trim().ToString() : "";
        return new SlashCommand(text[1..end].ToString().ToLowerInvariant(), payload.Length == 0 ? null : payload);
    }
}
