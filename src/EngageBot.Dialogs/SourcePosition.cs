namespace EngageBot.Dialogs;

/// <summary>Where something stands in a dialog file; lines and columns count from 1.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column)
{
    /// <summary>The form editors and terminals link to: <c>file:line:column</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
