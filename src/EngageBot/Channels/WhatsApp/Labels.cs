namespace EngageBot.Channels.WhatsApp;

/// <summary>Labels as short as the platform wants them, and never two alike.</summary>
/// <remarks>Limits count UTF-16 units, the narrower of the ways the documentation can be read.</remarks>
internal static class Labels
{
    public const int Button = 20;
    public const int Row = 24;
    public const int RowDescription = 72;

    /// <summary>The labels in their order, each of at most so many units; what would look like an earlier one gets a number.</summary>
    public static List<string> Cut(IEnumerable<string> labels, int limit)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var cut = new List<string>();
        foreach (var label in labels)
        {
            var plain = Plain(label);
            var shown = TextSplitter.Shorten(plain, limit);
            for (var n = 2; !taken.Add(shown); n++)
            {
                var mark = FormattableString.Invariant($" {n}");
                shown = TextSplitter.Shorten(plain, limit - mark.Length) + mark;
            }
            cut.Add(shown);
        }
        return cut;
    }

    /// <summary>One line, and something to see.</summary>
    public static string Plain(string label) =>
        string.Join(' ', label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } plain ? plain : "…";
}
