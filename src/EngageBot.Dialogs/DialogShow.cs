namespace EngageBot.Dialogs;

/// <summary>A dialog and its texts as one screenplay that a shop owner can read.</summary>
public static class DialogShow
{
    /// <summary>The dialog state by state: what is said, what may be answered, where each answer leads.</summary>
    /// <exception cref="ArgumentException">There is no such dialog.</exception>
    public static string Screenplay(DialogSet set, string dialog, string language)
    {
        if (!set.Dialogs.TryGetValue(dialog, out var found)) throw new ArgumentException($"There is no dialog '{dialog}'.", nameof(dialog));
        return new Screenplay(found, set.For(dialog, language, informal: false), set.SharedTexts(language, informal: false)).Write();
    }
}
