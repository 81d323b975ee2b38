namespace EngageBot.Dialogs.Checks;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>The dialog may not be used.</summary>
    Error,
    /// <summary>Needs a <c>lint</c> line with a reason.</summary>
    Warning,
}

/// <summary>One thing that is wrong with a dialog file: what, where, and how to mend it.</summary>
/// <param name="Code">The number of dialogs.md section 4, such as <c>D102</c>.</param>
/// <param name="Message">One sentence that says what is wrong.</param>
/// <param name="Fix">One sentence that says what to do.</param>
public sealed record Finding(string Code, Severity Severity, SourcePosition At, string Message, string Fix)
{
    /// <summary>The line a terminal shows.</summary>
    public override string ToString() => $"{At}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message} {Fix}";
}
