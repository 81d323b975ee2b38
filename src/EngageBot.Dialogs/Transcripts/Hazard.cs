namespace EngageBot.Dialogs.Transcripts;

/// <summary>What is done to a transcript besides playing it; the outcome must be the same.</summary>
public enum Hazard
{
    /// <summary>It is played as written.</summary>
    None,
    /// <summary>Every tap and every result arrives twice.</summary>
    Twice,
    /// <summary>Before every answer the customer asks for something else first.</summary>
    Digression,
    /// <summary>Every old button is pressed at every step.</summary>
    OldButtons,
    /// <summary>Every timer and every result of the past is delivered again at every step.</summary>
    Late,
    /// <summary>All files are read again between steps.</summary>
    Reload,
}
