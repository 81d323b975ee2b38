using EngageBot.Dialogs;

namespace EngageBot.Conversations.Releases;

/// <summary>What files of dialogs come to, read and checked once for whoever asks: publishing them, running them, following their plays.</summary>
/// <remarks>The files alone decide it. Safe for many threads; a second one that asks for the same waits.</remarks>
internal static class DialogReadings
{
    /// <summary>What is live, what comes next, and one before: a set takes a few megabytes.</summary>
    private const int Most = 3;

    private static readonly Lock Gate = new();
    private static readonly List<(string Fingerprint, string? Lock, LoadResult Result)> Known = [];

    /// <summary>The same as <see cref="DialogSet.Load(DialogFiles, DialogFiles?)"/>, at once if these files were read before and hold.</summary>
    public static LoadResult Load(DialogFiles files)
    {
        lock (Gate)
        {
            if (Known.Find(k => k.Fingerprint == files.Fingerprint && k.Lock == files.Lock).Result is { } known) return known;
            var result = DialogSet.Load(files);
            // Findings name the place where the files lie, which may be another the next time.
            if (result.Findings.IsEmpty) Keep((files.Fingerprint, files.Lock, result));
            return result;
        }
    }

    private static void Keep((string Fingerprint, string? Lock, LoadResult Result) read)
    {
        if (Known.Count == Most) Known.RemoveAt(0);
        Known.Add(read);
    }
}
