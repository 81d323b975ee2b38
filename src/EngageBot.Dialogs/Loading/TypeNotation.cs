using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads types as files write them: <c>int</c>, <c>phone?</c>, <c>choice [en, ru]</c>, <c>list of {points: int, expires: date?}</c>; <c>choice [*]</c> is any word.</summary>
internal sealed class TypeNotation
{
    /// <summary>Types within types; nothing useful is deeper.</summary>
    private const int MaxDepth = 8;

    public static ImmutableSortedDictionary<string, TypeKind> Kinds { get; } = new Dictionary<string, TypeKind>
    {
        ["bool"] = TypeKind.Bool,
        ["int"] = TypeKind.Int,
        ["decimal"] = TypeKind.Decimal,
        ["money"] = TypeKind.Money,
        ["text"] = TypeKind.Text,
        ["choice"] = TypeKind.Choice,
        ["choices"] = TypeKind.Choices,
        ["date"] = TypeKind.Date,
        ["day_month"] = TypeKind.DayMonth,
        ["time"] = TypeKind.Time,
        ["datetime"] = TypeKind.DateTime,
        ["duration"] = TypeKind.Duration,
        ["phone"] = TypeKind.Phone,
        ["email"] = TypeKind.Email,
        ["contact"] = TypeKind.Contact,
        ["location"] = TypeKind.Location,
        ["photo"] = TypeKind.Photo,
        ["file"] = TypeKind.File,
        ["code"] = TypeKind.Code,
        ["ref"] = TypeKind.Ref,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private readonly string _text;
    private int _at;
    private string? _error;

    private TypeNotation(string text) => _text = text;

    /// <param name="error">What is wrong, and <paramref name="column"/> where in the text, counted from 0.</param>
    public static DialogType? Parse(string text, out string error, out int column)
    {
        var notation = new TypeNotation(text);
        var type = notation.Type(0);
        notation.Blanks();
        if (type is not null && notation._at < text.Length)
            type = notation.Fail($"'{text[notation._at..]}' is left over");
        (error, column) = (notation._error ?? "", Math.Min(notation._at, text.Length));
        return type;
    }

    private DialogType? Type(int depth)
    {
        if (depth > MaxDepth) return Fail("types are nested too deeply");
        Blanks();
        if (Takes('{')) return Optional(Record(depth));
        var start = _at;
        var word = Word();
        if (word == "list") return List(depth);
        if (!Kinds.TryGetValue(word, out var kind))
        {
            _at = start;
            return Fail(word.Length == 0 ? "a type is missing" : $"there is no type '{word}'");
        }
        var type = new DialogType(kind);
        if (kind is not (TypeKind.Choice or TypeKind.Choices)) return Optional(type);
        Blanks();
        if (!Takes('[')) return Fail("a choice lists its words: choice [a, b]");
        // Words that only a business knows, such as the keys of its levels: any fits.
        if (_text.AsSpan(_at).StartsWith("*]"))
        {
            _at += 2;
            return Optional(type);
        }
        return Optional(Members(type));
    }

    private DialogType? List(int depth)
    {
        Blanks();
        if (Word() != "of") return Fail("a list says of what: list of text");
        var item = Type(depth + 1);
        return item is null ? null : new DialogType(TypeKind.List, item.Optional) { Item = item with { Optional = false } };
    }

    private DialogType? Record(int depth)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, DialogType>(StringComparer.Ordinal);
        do
        {
            Blanks();
            var name = Word();
            Blanks();
            if (name.Length == 0 || !Takes(':')) return Fail("a field is written as name: type");
            if (Type(depth + 1) is not { } type) return null;
            if (!fields.TryAdd(name, type)) return Fail($"the field '{name}' stands twice");
            Blanks();
        }
        while (Takes(','));
        return Takes('}') ? new DialogType(TypeKind.Record) { Fields = fields.ToImmutable() } : Fail("'}' is missing");
    }

    private DialogType? Members(DialogType type)
    {
        var members = ImmutableArray.CreateBuilder<string>();
        do
        {
            Blanks();
            var member = Word();
            if (member.Length == 0) return Fail("a word is missing in the choice");
            if (members.Contains(member)) return Fail($"'{member}' stands twice");
            members.Add(member);
            Blanks();
        }
        while (Takes(','));
        return Takes(']') ? type with { Members = members.ToImmutable() } : Fail("']' is missing");
    }

    private DialogType? Optional(DialogType? type) => type is not null && Takes('?') ? type with { Optional = true } : type;

    private string Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-')) _at++;
        return _text[start.._at];
    }

    private void Blanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private bool Takes(char wanted)
    {
        if (_at >= _text.Length || _text[_at] != wanted) return false;
        _at++;
        return true;
    }

    private DialogType? Fail(string error)
    {
        _error ??= error;
        return null;
    }
}
