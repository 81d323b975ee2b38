using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads the strict part of YAML that dialog files use: maps, lists and text. Refuses what makes a file mean something else than it shows.</summary>
internal sealed class YamlReader
{
    /// <summary>Deeper nesting is no dialog; the limit keeps hostile files off the stack.</summary>
    private const int MaxDepth = 40;

    /// <summary>In characters. The longest dialog we know has 20,000.</summary>
    private const int MaxLength = 1_000_000;

    /// <summary>Entries of one map or list. The longest we know has 200; checks that compare names with names stay quick.</summary>
    private const int MostEntries = 2_000;

    /// <summary>Values in one file.</summary>
    private const int MostNodes = 50_000;

    private readonly string _file;
    private readonly FindingList _findings;
    private readonly Parser _parser;

    /// <summary>Where brackets were opened that are not closed yet.</summary>
    private readonly Stack<SourcePosition> _open = new();

    private SourcePosition _last;
    private int _nodes;

    private YamlReader(string file, string text, FindingList findings)
    {
        (_file, _findings, _last) = (file, findings, new(file, 1, 1));
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The file's one document; nothing if it cannot be read, and then at least one finding says why.</summary>
    public static YamlNode? Read(string file, string text, FindingList findings)
    {
        if (text.Length > MaxLength)
        {
            findings.Error("D000", new(file, 1, 1), $"The file is longer than {MaxLength} characters.", "Split it.");
            return null;
        }
        if (NoText(text) is { } bad)
        {
            findings.Error("D000", PlaceOf(file, text, bad), text[bad] == '\uFFFD'
                ? "The signs from here on are no UTF-8." : "A control character stands here: this is no text file.",
                "Save the file as UTF-8 text.");
            return null;
        }
        var reader = new YamlReader(file, text, findings);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            YamlSyntaxError.Report(file, text, e, findings);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or NotSupportedException
                                      or IndexOutOfRangeException or NullReferenceException or KeyNotFoundException)
        {
            // The parser lets these escape on an unclosed bracket and on garbage. A file is input, never a crash.
            if (reader._open.TryPeek(out var bracket))
                findings.Error("D000", bracket, "The bracket that opens here is not closed.", "Close it, or look for a missing comma behind it.");
            else
                findings.Error("D000", reader._last, "The file cannot be read from here on.", "Compare it with a dialog that works.");
        }
        return null;
    }

    private YamlNode? Document()
    {
        Expect<StreamStart>();
        if (_parser.Current is StreamEnd)
        {
            _findings.Error("D000", new(_file, 1, 1), "The file is empty.", "Write it, or delete it.");
            return null;
        }
        Expect<DocumentStart>();
        var root = Node(0);
        Expect<DocumentEnd>();
        if (_parser.Current is DocumentStart second)
            _findings.Error("D000", At(second.Start), "The file holds a second document.", "Remove the line '---'.");
        return root;
    }

    private YamlNode Node(int depth)
    {
        var current = _parser.Current ?? throw new SemanticErrorException("The file ends too early.");
        var at = _last = At(current.Start);
        if (++_nodes > MostNodes) throw new SemanticErrorException(current.Start, current.End, $"The file holds more than {MostNodes} values.");
        if (depth > MaxDepth) throw new SemanticErrorException(current.Start, current.End, $"Nested deeper than {MaxDepth} levels.");
        if (current is AnchorAlias alias)
        {
            _findings.Error("D004", at, $"'*{alias.Value}' would copy another part of the file.",
                "Write it out, or quote a text that starts with '*'.");
            _parser.MoveNext();
            return new YamlScalar("", false, at, at);
        }
        if (current is NodeEvent node) RefuseAnchorAndTag(node, at);
        return current switch
        {
            Scalar scalar => Text(scalar, at),
            SequenceStart list => List(list, at, depth),
            MappingStart map => Map(map, at, depth),
            _ => throw new SemanticErrorException(current.Start, current.End, "Something is missing here."),
        };
    }

    private void RefuseAnchorAndTag(NodeEvent node, SourcePosition at)
    {
        if (!node.Anchor.IsEmpty)
            _findings.Error("D004", at, $"'&{node.Anchor.Value}' names a part of the file for copying.",
                "Write it out, or quote a text that starts with '&'.");
        if (!node.Tag.IsEmpty)
            _findings.Error("D004", at, $"'{node.Tag.Value}' is a YAML tag.", "Remove it, or quote a text that starts with '!'.");
    }

    private YamlScalar Text(Scalar scalar, SourcePosition at)
    {
        _parser.MoveNext();
        var quoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        return new(scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any, at, quoted ? at with { Column = at.Column + 1 } : at);
    }

    private YamlList List(SequenceStart start, SourcePosition at, int depth)
    {
        if (start.Style == SequenceStyle.Flow) _open.Push(at);
        _parser.MoveNext();
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
            RefuseMore(items.Count);
        }
        if (start.Style == SequenceStyle.Flow) _open.Pop();
        _parser.MoveNext();
        return new(items.ToImmutable(), at);
    }

    private YamlMap Map(MappingStart start, SourcePosition at, int depth)
    {
        if (start.Style == MappingStyle.Flow) _open.Push(at);
        _parser.MoveNext();
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is not YamlScalar name)
                _findings.Error("D003", key.At, "A name cannot begin with '{' or '['.", "Quote the text.");
            else if (name is { Text: "<<", Plain: true })
                _findings.Error("D004", key.At, "'<<' would merge another map into this one.", "Write its lines out.");
            else if (!keys.Add(name.Text))
                _findings.Error("D005", key.At, $"'{name.Text}' stands here twice.", "Keep one of them.");
            else
                entries.Add(new(name.Text, name.At, value));
            RefuseMore(entries.Count);
        }
        if (start.Style == MappingStyle.Flow) _open.Pop();
        _parser.MoveNext();
        return new(entries.ToImmutable(), start.Style == MappingStyle.Flow, at);
    }

    private void RefuseMore(int count)
    {
        if (count > MostEntries)
            throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, $"More than {MostEntries} entries stand below each other.");
    }

    /// <summary>Where a text holds what no text holds; the reader of files puts U+FFFD where bytes are no UTF-8.</summary>
    private static int? NoText(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '\uFFFD' || (char.IsControl(text[at]) && text[at] is not ('\t' or '\n' or '\r' or '\u0085'))) return at;
        return null;
    }

    private static SourcePosition PlaceOf(string file, string text, int at) =>
        new(file, text.AsSpan(0, at).Count('\n') + 1, at - text.LastIndexOf('\n', at));

    private void Expect<T>() where T : ParsingEvent
    {
        if (_parser.Current is null) _parser.MoveNext();
        if (_parser.Current is not T) throw new SemanticErrorException("Something is missing here.");
        _parser.MoveNext();
    }

    private SourcePosition At(Mark mark) => new(_file, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));
}
