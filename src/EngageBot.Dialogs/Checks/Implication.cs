using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>Whether one condition holds whenever another does, for the conditions authors write in rows: comparisons of one name with constants.</summary>
internal static class Implication
{
    /// <summary>Certain only when true; a false means "not known to".</summary>
    public static bool Holds(Expression narrower, Expression wider) => Holds(narrower.Root, wider.Root);

    private static bool Holds(Node narrower, Node wider)
    {
        if (narrower is Node.Binary { Operator: Operator.And } both) return Holds(both.Left, wider) || Holds(both.Right, wider);
        if (wider is Node.Binary { Operator: Operator.Or } either) return Holds(narrower, either.Left) || Holds(narrower, either.Right);
        if (Same(narrower, wider)) return true;
        if (Words(narrower) is var (name, words) && Words(wider) is var (other, more)) return name == other && words.IsSubsetOf(more);
        if (Range(narrower) is var (number, low, high) && Range(wider) is var (same, least, most)) return number == same && low >= least && high <= most;
        return false;
    }

    public static bool Same(Node a, Node b) => (a, b) switch
    {
        (Node.Name x, Node.Name y) => x.Path == y.Path,
        (Node.Literal x, Node.Literal y) => x.Value == y.Value,
        (Node.Not x, Node.Not y) => Same(x.Operand, y.Operand),
        (Node.IsSet x, Node.IsSet y) => x.Negated == y.Negated && Same(x.Operand, y.Operand),
        (Node.Binary x, Node.Binary y) => x.Operator == y.Operator && Same(x.Left, y.Left) && Same(x.Right, y.Right),
        _ => false,
    };

    public static (string Name, HashSet<string> Words)? Words(Node node) => node switch
    {
        Node.Binary { Operator: Operator.Equal, Left: Node.Name name } equal when Word(equal.Right) is { } word => (name.Path, [word]),
        Node.In { Negated: false, Item: Node.Name name } membership when membership.Members.All(m => Word(m) is not null) =>
            (name.Path, [.. membership.Members.Select(m => Word(m)!)]),
        _ => null,
    };

    public static string? Word(Node node) => node switch
    {
        Node.Name { MayBeWord: true } word => word.Path,
        Node.Literal { Value: Value.Text text } => text.Content,
        _ => null,
    };

    public static (string Name, long Low, long High)? Range(Node node)
    {
        if (node is not Node.Binary { Left: Node.Name name, Right: Node.Literal { Value: Value.Int number } } comparison) return null;
        return comparison.Operator switch
        {
            Operator.Equal => (name.Path, number.Number, number.Number),
            Operator.Less => (name.Path, long.MinValue, number.Number - 1),
            Operator.LessOrEqual => (name.Path, long.MinValue, number.Number),
            Operator.Greater => (name.Path, number.Number + 1, long.MaxValue),
            Operator.GreaterOrEqual => (name.Path, number.Number, long.MaxValue),
            _ => null,
        };
    }
}
