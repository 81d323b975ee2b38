using EngageBot.Dialogs.Engine.Answers;

namespace EngageBot.Dialogs.Recognition;

/// <summary>One word that a phrase listens for.</summary>
/// <param name="Text">Folded.</param>
/// <param name="Stem">Any ending will do.</param>
/// <param name="Exact">No typing error is forgiven: it would make another word.</param>
/// <param name="Undoubled">Without doubled letters, which many type once or twice too often.</param>
internal readonly record struct PhraseWord(string Text, bool Stem, bool Exact, string Undoubled)
{
    public bool Is(SaidWord word)
    {
        var said = word.Text;
        // The first letter, or the first two swapped: almost everything ends here.
        if (said.Length == 0 || said[0] != Text[0] && (Exact || said.Length < 2 || Text.Length < 2 || said[0] != Text[1] || said[1] != Text[0])) return false;
        if (Stem ? said.StartsWith(Text, StringComparison.Ordinal) : said == Text) return true;
        if (word.Hides) return IsHidden(said);
        if (Exact || Text.Length < ShortestDoubled) return false;
        if (Stem ? Text.Length > ShortestForgiven && word.Undoubled.StartsWith(Undoubled, StringComparison.Ordinal) : word.Undoubled == Undoubled) return true;
        if (!Stem) return IsNearly(said, Text);
        for (var length = Text.Length - 1; length <= Text.Length + 1 && length <= said.Length; length++)
            if (Text.Length > ShortestForgiven && IsNearly(said.AsSpan(0, length), Text)) return true;
        return false;
    }

    /// <summary>In shorter words a letter doubled makes another word.</summary>
    private const int ShortestDoubled = 4;

    /// <summary>One typing error is forgiven, but hardly ever in the first letter: that makes another word.</summary>
    private const int ShortestForgiven = 5;

    private static bool IsNearly(ReadOnlySpan<char> said, string word) =>
        word.Length >= ShortestForgiven && said.Length >= ShortestForgiven - 1
        && (said[0] == word[0] || said[0] == word[1] && said[1] == word[0]) && Folding.WithinOneError(said, word);

    private bool IsHidden(string said)
    {
        if (said.Length < Text.Length || said.Length > Text.Length && !Stem) return false;
        for (var at = 0; at < Text.Length; at++)
            if (said[at] != Text[at] && said[at] != Utterance.Hidden) return false;
        return true;
    }

    /// <summary>A word as it is written in the data: <c>=exact</c>, <c>stem*</c>; <c>_</c> stands for any.</summary>
    public static PhraseWord Of(string word)
    {
        if (word.Length == 0) return default;
        if (word == "_") return new("", true, true, "");
        var exact = word[0] == '=';
        if (exact) word = word[1..];
        var stem = word.EndsWith('*');
        var text = Folding.Fold(stem ? word[..^1] : word);
        return new(text, stem, exact, SaidWord.Once(text));
    }
}
