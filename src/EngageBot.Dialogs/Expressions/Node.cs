using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>One node of a parsed expression.</summary>
/// <param name="Column">Where it starts in the expression's source, from 1.</param>
internal abstract record Node(int Column)
{
    internal sealed record Literal(Value Value, int Column) : Node(Column);

    /// <summary>A dotted name, or a bare word: which of the two is for the scope to say.</summary>
    internal sealed record Name(string Path, int Column) : Node(Column)
    {
        internal bool MayBeWord => !Path.Contains('.', StringComparison.Ordinal);
    }

    internal sealed record Not(Node Operand, int Column) : Node(Column);

    internal sealed record Binary(Operator Operator, Node Left, Node Right, int Column) : Node(Column);

    internal sealed record In(Node Item, ImmutableArray<Node> Members, bool Negated, int Column) : Node(Column);

    internal sealed record IsSet(Node Operand, bool Negated, int Column) : Node(Column);

    internal sealed record Default(Node Value, Node Otherwise, int Column) : Node(Column);

    internal sealed record Call(Function Function, ImmutableArray<Node> Arguments, int Column) : Node(Column);

    /// <summary>Text that does not parse. Only machine files hold it, where it is an error at run time.</summary>
    internal sealed record Unreadable(string Message) : Node(1);
}

internal static class OperatorNames
{
    internal static string Sign(this Operator op) => op switch
    {
        Operator.Or => "or",
        Operator.And => "and",
        Operator.Equal => "==",
        Operator.NotEqual => "!=",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Greater => ">",
        Operator.GreaterOrEqual => ">=",
        Operator.Add => "+",
        Operator.Subtract => "-",
        _ => "*",
    };

    /// <summary>Names and how many arguments each function takes.</summary>
    internal static readonly ImmutableDictionary<string, (Function Function, int Least, int Most)> Functions =
        new Dictionary<string, (Function, int, int)>(StringComparer.Ordinal)
        {
            ["if"] = (Function.If, 3, 3),
            ["min"] = (Function.Min, 1, 64),
            ["max"] = (Function.Max, 1, 64),
            ["length"] = (Function.Length, 1, 1),
            ["hour"] = (Function.Hour, 1, 1),
            ["weekday"] = (Function.Weekday, 1, 1),
            ["date"] = (Function.Date, 1, 1),
            ["percent"] = (Function.Percent, 2, 2),
            ["has"] = (Function.Has, 2, 2),
            ["count"] = (Function.Count, 1, 1),
            ["in_state"] = (Function.InState, 1, 1),
        }.ToImmutableDictionary(StringComparer.Ordinal);
}
