using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>Finds comparisons whose outcome is settled before anybody speaks: <c>score &gt; 10</c> where ten is the most that can be answered.</summary>
/// <param name="limits">The least and most value of a name, where they are known.</param>
internal sealed class Foregone(ITypeScope scope, Func<string, (long Low, long High)?> limits)
{
    /// <summary>The settled comparisons of an expression, each with its outcome.</summary>
    public IEnumerable<(Node Node, bool Holds)> In(Node root)
    {
        foreach (var node in Walk.Nodes(root))
            if (Decide(node) is { } holds) yield return (node, holds);
    }

    private bool? Decide(Node node) => node switch
    {
        Node.Binary { Operator: Operator.And or Operator.Or } logic => Contradiction(logic),
        Node.Binary { Operator: Operator.Add or Operator.Subtract or Operator.Multiply } => null,
        Node.Binary comparison => Compared(comparison),
        Node.In membership => Member(membership),
        Node.IsSet { Operand: Node.Name name, Negated: var negated } => IsAlwaysSet(name.Path) ? !negated : null,
        _ => null,
    };

    private bool IsAlwaysSet(string path) => path != "now" && scope.TypeOf(path) is { Optional: false };

    private bool? Compared(Node.Binary node)
    {
        if (Implication.Same(node.Left, node.Right) && !IsWord(node.Left))
            return node.Operator is Operator.Equal or Operator.LessOrEqual or Operator.GreaterOrEqual;
        if (Constant(node.Left) is { } left && Constant(node.Right) is { } right && left.GetType() == right.GetType() && node.Operator is Operator.Equal or Operator.NotEqual)
            return left.Equals(right) == (node.Operator == Operator.Equal);
        var same = OnlyWord(node.Left, node.Right) ?? OnlyWord(node.Right, node.Left);
        if (same is not null && node.Operator is Operator.Equal or Operator.NotEqual) return same == (node.Operator == Operator.Equal);
        if (Range(node.Left) is not { } a || Range(node.Right) is not { } b) return null;
        return node.Operator switch
        {
            Operator.Less => a.High < b.Low ? true : a.Low >= b.High ? false : null,
            Operator.LessOrEqual => a.High <= b.Low ? true : a.Low > b.High ? false : null,
            Operator.Greater => a.Low > b.High ? true : a.High <= b.Low ? false : null,
            Operator.GreaterOrEqual => a.Low >= b.High ? true : a.High < b.Low ? false : null,
            Operator.Equal => a.High < b.Low || a.Low > b.High ? false : null,
            Operator.NotEqual => a.High < b.Low || a.Low > b.High ? true : null,
            _ => null,
        };
    }

    private bool? Member(Node.In node)
    {
        if (node.Item is not Node.Name name || scope.TypeOf(name.Path) is not { Kind: TypeKind.Choice, Members: { IsEmpty: false } members }) return null;
        var words = node.Members.Select(Implication.Word).ToList();
        return members.All(words.Contains) ? !node.Negated : null;
    }

    /// <summary>A choice of one word compared with it.</summary>
    private bool? OnlyWord(Node choice, Node word) =>
        choice is Node.Name name && scope.TypeOf(name.Path) is { Kind: TypeKind.Choice, Members: [var only] } && Implication.Word(word) is { } compared
            ? only == compared : null;

    /// <summary><c>a == x and a == y</c>, <c>a &lt; 3 and a &gt; 5</c>.</summary>
    private static bool? Contradiction(Node.Binary node)
    {
        if (node.Operator != Operator.And) return null;
        if (Implication.Words(node.Left) is var (name, words) && Implication.Words(node.Right) is var (other, more))
            return name == other && !words.Overlaps(more) ? false : null;
        if (Implication.Range(node.Left) is var (number, low, high) && Implication.Range(node.Right) is var (same, least, most))
            return number == same && (high < least || low > most) ? false : null;
        return null;
    }

    private bool IsWord(Node node) => node is Node.Name { MayBeWord: true } name && scope.TypeOf(name.Path) is null;

    private static Value? Constant(Node node) => node is Node.Literal { Value: Value.Text or Value.Bool } literal ? literal.Value : null;

    private (long Low, long High)? Range(Node node) => node switch
    {
        Node.Literal { Value: Value.Int number } => (number.Number, number.Number),
        Node.Name name when scope.TypeOf(name.Path) is { Kind: TypeKind.Int } => limits(name.Path),
        Node.Call { Function: Function.Length or Function.Count } => (0, long.MaxValue),
        Node.Call { Function: Function.Hour } => (0, 23),
        Node.Call { Function: Function.Weekday } => (1, 7),
        _ => null,
    };
}
