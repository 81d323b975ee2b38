using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>A parsed expression of the dialog language: safe and total, with its source for messages. Made by <see cref="ExpressionParser"/>.</summary>
public sealed record Expression
{
    internal Expression(string source, SourcePosition at, Node root) => (Source, At, Root) = (source, at, root);

    /// <summary>The text it was parsed from.</summary>
    public string Source { get; }

    /// <summary>Where the text starts.</summary>
    public SourcePosition At { get; }

    internal Node Root { get; }

    /// <summary>The value in a scope. Never throws; an unset value is no value and no error.</summary>
    public Evaluation Evaluate(IValueScope scope) => Evaluator.Evaluate(Root, scope);

    /// <summary>Whether it is a yes: an error, an unset value and anything that is not a yes or no count as no.</summary>
    public bool IsTrue(IValueScope scope) => Evaluate(scope).Value is Value.Bool { Holds: true };

    /// <summary>Two expressions are equal if the same words stand in the same place.</summary>
    public bool Equals(Expression? other) => other is not null && Source == other.Source && At == other.At;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, At);

    /// <summary>The source.</summary>
    public override string ToString() => Source;
}
