using System.Collections.Immutable;
using System.Text;

namespace EngageBot.Dialogs.Texts;

/// <summary>A template, or what is wrong with its text and where.</summary>
/// <param name="Error">One clause without a full stop; <see langword="null"/> if it parsed.</param>
/// <param name="Column">Where in the text the error is, from 1.</param>
public sealed record TextParseResult(TextTemplate? Template, string? Error, int Column);

/// <summary>Reads catalogue texts: <c>{path}</c>, <c>{path|filter}</c>, <c>*bold*</c>; doubled, a brace or an asterisk stands for itself.</summary>
public static class TextTemplateParser
{
    private static readonly ImmutableDictionary<string, TextFilter> Filters = Enum.GetValues<TextFilter>().Where(f => f != TextFilter.None)
        .ToImmutableDictionary(f => f.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>The names of the filters, for messages and completion.</summary>
    public static ImmutableArray<string> FilterNames { get; } = [.. Filters.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Parses a text. Never throws.</summary>
    public static TextParseResult Parse(string text, SourcePosition at)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parsing = new Parsing(text);
        var error = parsing.Run();
        return error is null ? new(new(text, at, [.. parsing.Segments]), null, 0) : new(null, error, parsing.ErrorColumn);
    }

    private sealed class Parsing(string text)
    {
        private readonly StringBuilder _literal = new();
        private int _literalColumn = 1;
        private int? _boldSince;
        private int _position;

        internal List<TextSegment> Segments { get; } = [];

        internal int ErrorColumn { get; private set; } = 1;

        internal string? Run()
        {
            while (_position < text.Length)
            {
                var letter = text[_position];
                var doubled = _position + 1 < text.Length && text[_position + 1] == letter;
                if (letter is not ('{' or '}' or '*')) Append(letter, 1);
                else if (doubled) Append(letter, 2);
                else if (letter == '*') ToggleBold();
                else if (letter == '}') return Fail(_position, "'}' has no '{' before it; write }} for a brace");
                else if (Placeholder() is { } error) return error;
            }
            Flush();
            return _boldSince is { } since ? Fail(since, "'*' has no second '*'; write ** for an asterisk") : null;
        }

        private void Append(char letter, int length)
        {
            if (_literal.Length == 0) _literalColumn = _position + 1;
            _literal.Append(letter);
            _position += length;
        }

        private void ToggleBold()
        {
            Flush();
            _boldSince = _boldSince is null ? _position : null;
            _position++;
        }

        private string? Placeholder()
        {
            Flush();
            var start = _position;
            var end = text.IndexOf('}', start);
            if (end < 0) return Fail(start, "'{' has no '}' after it; write {{ for a brace");
            var parts = text[(start + 1)..end].Split('|');
            var path = parts[0].Trim();
            if (!IsPath(path)) return Fail(start, path.Length == 0 ? "'{}' names nothing" : $"'{path}' is not a name");
            var filter = TextFilter.None;
            if (parts.Length > 2) return Fail(start, "a placeholder has at most one filter");
            if (parts.Length == 2 && !Filters.TryGetValue(parts[1].Trim(), out filter))
                return Fail(start, $"there is no filter '{parts[1].Trim()}'; there are {string.Join(", ", FilterNames)}");
            Segments.Add(new TextSegment.Placeholder(path, filter, _boldSince is not null, start + 1));
            _position = end + 1;
            return null;
        }

        private static bool IsPath(string path) =>
            path.Split('.').All(part => part.Length > 0 && !char.IsDigit(part[0]) && part.All(c => char.IsLetterOrDigit(c) || c == '_'));

        private void Flush()
        {
            if (_literal.Length == 0) return;
            Segments.Add(new TextSegment.Literal(_literal.ToString(), _boldSince is not null, _literalColumn));
            _literal.Clear();
        }

        private string Fail(int position, string error)
        {
            ErrorColumn = position + 1;
            return error;
        }
    }
}
