namespace EngageBot.Dialogs.Expressions;

/// <summary>The signs between two operands.</summary>
public enum Operator
{
    /// <summary>One or both.</summary>
    Or,
    /// <summary>Both.</summary>
    And,
    /// <summary>The same.</summary>
    Equal,
    /// <summary>Not the same.</summary>
    NotEqual,
    /// <summary>Before.</summary>
    Less,
    /// <summary>Before or the same.</summary>
    LessOrEqual,
    /// <summary>After.</summary>
    Greater,
    /// <summary>After or the same.</summary>
    GreaterOrEqual,
    /// <summary>The sum.</summary>
    Add,
    /// <summary>The difference.</summary>
    Subtract,
    /// <summary>The product.</summary>
    Multiply,
}
