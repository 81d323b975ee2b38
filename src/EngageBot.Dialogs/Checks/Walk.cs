using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>Looks through the parts of an expression.</summary>
internal static class Walk
{
    public static IEnumerable<Node> Nodes(Node root)
    {
        yield return root;
        IEnumerable<Node> parts = root switch
        {
            Node.Not not => [not.Operand],
            Node.Binary binary => [binary.Left, binary.Right],
            Node.In membership => [membership.Item, .. membership.Members],
            Node.IsSet isSet => [isSet.Operand],
            Node.Default orElse => [orElse.Value, orElse.Otherwise],
            Node.Call call => call.Arguments,
            _ => [],
        };
        foreach (var node in parts.SelectMany(Nodes)) yield return node;
    }

    public static IEnumerable<Node.Name> Names(Node root) => Nodes(root).OfType<Node.Name>();

    /// <summary>The words a name is compared with, and where they stand.</summary>
    public static IEnumerable<(string Word, int Column)> ComparedWith(Node root, string name)
    {
        foreach (var node in Nodes(root))
        {
            IEnumerable<Node> others = node switch
            {
                Node.Binary { Operator: Operator.Equal or Operator.NotEqual } equal when IsName(equal.Left, name) => [equal.Right],
                Node.Binary { Operator: Operator.Equal or Operator.NotEqual } equal when IsName(equal.Right, name) => [equal.Left],
                Node.In membership when IsName(membership.Item, name) => membership.Members,
                _ => [],
            };
            foreach (var other in others)
                if (Word(other) is { } word) yield return (word, other.Column);
        }
    }

    private static bool IsName(Node node, string name) => node is Node.Name { Path: var path } && path == name;

    private static string? Word(Node node) => node switch
    {
        Node.Name { MayBeWord: true } word => word.Path,
        Node.Literal { Value: Value.Text text } => text.Content,
        _ => null,
    };
}
