namespace EngageBot.Dialogs.Recognition;

/// <summary>How words were understood.</summary>
/// <param name="Sure">By a phrase that leaves no doubt, not only by a word that points there.</param>
/// <param name="Words">How many words were said: in a long text a wish is told, not made.</param>
/// <param name="Phrase">The phrase of the data that told it.</param>
public readonly record struct Reading(Intent Intent, bool Sure, int Words, string? Phrase)
{
    /// <summary>Longer messages tell a story; what they mention is not at once what they want.</summary>
    private const int MostOfAWish = 14;

    /// <summary>A wish by itself, to be granted even where any words would do as an answer.</summary>
    public bool IsPlainWish => Sure && Words <= MostOfAWish;
}
