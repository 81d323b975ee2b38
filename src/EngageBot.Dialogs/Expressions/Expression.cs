namespace EngageBot.Dialogs.Expressions;

/// <summary>A parsed expression of the dialog language: safe and total, with its source for messages.</summary>
public sealed record Expression(string Source, SourcePosition At);
