namespace EngageBot.Storage;

/// <summary>Shortens text without tearing a character in two: half of one cannot be written as UTF-8, and PostgreSQL would refuse the row.</summary>
internal static class WholeText
{
    /// <summary>At most so many UTF-16 units of a text; a pair at the end stays whole or is left out.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) && char.IsLowSurrogate(text[most]) ? most - 1 : most)];

    /// <summary>The same, with an ellipsis where something was left out.</summary>
    public static string Shorten(string text, int most) => text.Length <= most ? text : Cut(text, most) + "…";
}
