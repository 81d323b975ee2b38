using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

internal enum TokenKind { Literal, Word, Symbol, End, Bad }

/// <summary>A token; of a <see cref="TokenKind.Bad"/> one <paramref name="Text"/> is the error.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Column, Value? Value = null)
{
    internal bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol && Text == text;

    internal string Shown => Kind switch { TokenKind.End => "the end", TokenKind.Literal => $"'{Text}'", _ => $"'{Text}'" };
}

/// <summary>Cuts an expression's text into tokens, one at a time.</summary>
internal sealed class Tokenizer(string text)
{
    private static readonly string[] Symbols = ["||", "&&", "==", "!=", "<=", ">=", "??", "<", ">", "!", "+", "-", "*", "(", ")", "[", "]", ",", "."];
    private int _position;

    internal Token Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        if (_position == text.Length) return new(TokenKind.End, "", _position + 1);
        var first = text[_position];
        if (char.IsAsciiDigit(first)) return Number();
        if (first == '\'') return Quoted();
        if (char.IsLetter(first) || first == '_') return Word();
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _position, symbol, 0, symbol.Length) != 0) continue;
            _position += symbol.Length;
            return new(TokenKind.Symbol, symbol, _position - symbol.Length + 1);
        }
        return Bad(_position, first switch
        {
            '=' => "write == to compare",
            '"' => "text is written in single quotes",
            '/' or '%' => "there is no division; percent(a, b) tells how many percent a is of b",
            _ => $"'{Rune.GetRuneAt(Printable(), _position)}' has no meaning here",
        });
    }

    // A lone surrogate cannot be shown as a rune.
    private string Printable() => char.IsSurrogate(text[_position]) && !char.IsSurrogatePair(text, _position) ? text.Replace(text[_position], '?') : text;

    private Token Number()
    {
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
        var whole = true;
        if (_position + 1 < text.Length && text[_position] == '.' && char.IsAsciiDigit(text[_position + 1]))
        {
            whole = false;
            _position++;
            while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
        }
        var digits = text[start.._position];
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '_')) _position++;
        var all = text[start.._position];
        if (all.Length > digits.Length)
            return DurationText.Parse(all, out var error) is { } duration ? Literal(all, start, duration) : Bad(start, error!);
        if (whole)
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? Literal(all, start, new Value.Int(number)) : Bad(start, $"{digits} is too large a number");
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction)
            ? Literal(all, start, new Value.Decimal(fraction)) : Bad(start, $"{digits} is too large a number");
    }

    private Token Quoted()
    {
        var start = _position++;
        var content = new StringBuilder();
        while (_position < text.Length)
        {
            if (text[_position] != '\'') content.Append(text[_position++]);
            else if (_position + 1 < text.Length && text[_position + 1] == '\'')
            {
                content.Append('\'');
                _position += 2;
            }
            else
            {
                _position++;
                return Literal(content.ToString(), start, new Value.Text(content.ToString()));
            }
        }
        return Bad(start, "the quoted text has no end");
    }

    private Token Word()
    {
        var start = _position;
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '_')) _position++;
        var word = text[start.._position];
        return word switch
        {
            "true" => Literal(word, start, new Value.Bool(true)),
            "false" => Literal(word, start, new Value.Bool(false)),
            _ => new(TokenKind.Word, word, start + 1),
        };
    }

    private static Token Literal(string shown, int start, Value value) => new(TokenKind.Literal, shown, start + 1, value);

    private static Token Bad(int start, string error) => new(TokenKind.Bad, error, start + 1);
}
