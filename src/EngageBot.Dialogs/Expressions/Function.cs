namespace EngageBot.Dialogs.Expressions;

/// <summary>The functions of the language; docs/dialogs.md says what each does.</summary>
public enum Function
{
    /// <summary>One of two values.</summary>
    If,
    /// <summary>The least.</summary>
    Min,
    /// <summary>The greatest.</summary>
    Max,
    /// <summary>Of a text, in characters.</summary>
    Length,
    /// <summary>Of the day.</summary>
    Hour,
    /// <summary>Monday is 1.</summary>
    Weekday,
    /// <summary>The day of an instant.</summary>
    Date,
    /// <summary>How many percent one is of the other.</summary>
    Percent,
    /// <summary>Whether a list holds something.</summary>
    Has,
    /// <summary>Of a list's items.</summary>
    Count,
    /// <summary>Whether a state is active.</summary>
    InState,
}
