using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace EngageBot.Dialogs.Loading;

/// <summary>Says in an author's words what the YAML parser says in its own: nearly always a text that needs quotes.</summary>
internal static partial class YamlSyntaxError
{
    /// <summary>The parser often notices a line or two after the line at fault.</summary>
    private const int LinesBack = 3;

    public static void Report(string file, string text, YamlException error, FindingList findings)
    {
        var lines = text.Split('\n');
        var last = Math.Clamp((int)Math.Max(error.Start.Line, error.End.Line), 1, lines.Length);
        // A tab is often noticed far away from where it stands.
        for (var number = Math.Max(1, last - LinesBack); number <= lines.Length; number++)
        {
            if (Tab(lines[number - 1]) is not { } tab) continue;
            findings.Error("D000", new(file, number, tab), "The line is indented with a tab.", "Indent with spaces.");
            return;
        }
        for (var number = last; number >= Math.Max(1, last - LinesBack); number--)
        {
            if (Unquoted(lines[number - 1]) is not { } found) continue;
            findings.Error("D003", new(file, number, found.Column), found.Message, "Put the whole text in double quotes.");
            return;
        }
        var at = new SourcePosition(file, Math.Max(1, (int)error.Start.Line), Math.Max(1, (int)error.Start.Column));
        findings.Error("D000", at, $"The file cannot be read here: {Plain(error.Message)}",
            "Look at the indentation and the brackets above this place.");
    }

    private static (int Column, string Message)? Unquoted(string line)
    {
        var value = KeyAndValue().Match(line);
        if (!value.Success) return null;
        var text = value.Groups["value"];
        if (text.Value.StartsWith('{') && AfterBrace().IsMatch(text.Value))
            return (text.Index + 1, "A text that starts with '{' needs quotes.");
        if (text.Value[0] is '*' or '&' or '!' or '@' or '%' or '`')
            return (text.Index + 1, $"A text that starts with '{text.Value[0]}' needs quotes.");
        if (text.Value[0] is '"' or '\'' or '{' or '[' or '|' or '>') return null;
        var colon = text.Value.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? null : (text.Index + colon + 1, "A text that holds ': ' needs quotes.");
    }

    private static int? Tab(string line)
    {
        var indent = line.Length - line.TrimStart(' ', '\t').Length;
        return line.AsSpan(0, indent).IndexOf('\t') is >= 0 and var at && line.Trim().Length > 0 ? at + 1 : null;
    }

    private static string Plain(string message)
    {
        var text = Place().Replace(message, "").Trim();
        return text.Length == 0 ? "the structure is broken." : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.') + ".";
    }

    [GeneratedRegex(@"^\s*(?:-\s+)?(?:[\w.@]+|""[^""]*"")\s*:\s+(?<value>\S.*)$")]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"^\{[^{}]*\}\s*[^\s#,}\]]")]
    private static partial Regex AfterBrace();

    [GeneratedRegex(@"\(Line: \d+, Col: \d+, Idx: \d+\)( - )?:?")]
    private static partial Regex Place();
}
