using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Loading;

/// <summary>Finds what an author probably meant by a word nobody knows.</summary>
public static class Nearest
{
    /// <summary>The known word with the fewest typing errors, at most a third of its letters; none if all are further off.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in known)
        {
            var most = Math.Max(1, candidate.Length / 3);
            if (word.Length > 64 || Math.Abs(word.Length - candidate.Length) > most) continue;
            var distance = Spelling.Distance(word, candidate);
            if (distance >= least || distance > most) continue;
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
}
