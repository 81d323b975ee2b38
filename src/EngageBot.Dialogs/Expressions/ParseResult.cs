namespace EngageBot.Dialogs.Expressions;

/// <summary>An expression, or what is wrong with its text and where.</summary>
/// <param name="Error">One clause without a full stop; <see langword="null"/> if it parsed.</param>
/// <param name="Column">Where in the text the error is, from 1; the file's column is the start's column + this − 1.</param>
public sealed record ParseResult(Expression? Expression, string? Error, int Column);
