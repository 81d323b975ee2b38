namespace EngageBot.Dialogs.Loading;

/// <summary>Finds what an author probably meant by a word nobody knows.</summary>
internal static class Nearest
{
    /// <summary>The known word with the fewest typing errors, at most a third of its letters; none if all are further off.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate);
            if (distance >= least || distance > Math.Max(1, candidate.Length / 3)) continue;
            (best, least) = (candidate, distance);
        }
        return best;
    }

    /// <summary>A sentence for the fix: the near word, or the whole list while it is short.</summary>
    public static string Suggest(string word, IReadOnlyCollection<string> known) => Of(word, known) switch
    {
        { } near => $"Did you mean '{near}'?",
        null when known.Count == 0 => "There is none.",
        null when known.Count <= 14 => $"Known here: {string.Join(", ", known)}.",
        null => "Look for a typing error.",
    };

    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 4 || a.Length > 64) return int.MaxValue;
        var (before, previous, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);       // two letters swapped
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[b.Length];
    }
}
