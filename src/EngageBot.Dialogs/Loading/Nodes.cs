namespace EngageBot.Dialogs.Loading;

/// <summary>What a node must be, with a finding where it is something else.</summary>
internal static class Nodes
{
    public static YamlScalar? Scalar(YamlNode node, FindingList findings, string what)
    {
        switch (node)
        {
            case YamlScalar { IsEmpty: true }:
                findings.Error("D006", node.At, $"{what} is empty.", "Fill it in, or remove the line.");
                return null;
            case YamlScalar scalar:
                return scalar;
            case YamlMap { LooksLikeUnquotedText: true }:
                findings.Error("D003", node.At, "A text that starts with '{' needs quotes.", "Put the whole text in double quotes.");
                return null;
            default:
                findings.Error("D006", node.At, $"{what} is one word or text, not {Kind(node)}.",
                    "Write it on the same line, in quotes if it holds signs.");
                return null;
        }
    }

    public static YamlMap? Map(YamlNode node, FindingList findings, string what)
    {
        if (node is YamlMap map) return map;
        findings.Error("D006", node.At, $"{what} is made of 'name: value' lines, not {Kind(node)}.", "Write it as {name: value} or indented below.");
        return null;
    }

    /// <summary>The items of a list; something that stands alone counts as a list of one.</summary>
    public static IEnumerable<YamlNode> Items(YamlNode node) => node is YamlList list ? list.Items : [node];

    /// <summary>A name that expressions and keys can use.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 64 && (char.IsAsciiLetterLower(text[0]) || text[0] == '_')
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static string Kind(YamlNode node) => node switch { YamlMap => "a map", YamlList => "a list", YamlScalar { IsEmpty: true } => "empty", _ => "a text" };
}
