using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Segments;

/// <summary>One thing that is wrong with a segment somebody wrote.</summary>
/// <param name="Message">One clause without a full stop, in the words of the dialogs' expressions.</param>
/// <param name="Column">Where in the text, from 1.</param>
internal sealed record SegmentError(string Message, int Column)
{
    public override string ToString() => $"column {Column}: {Message}.";
}

/// <summary>Reads a segment: the dialogs' own expression language over <see cref="SegmentFacts"/>.</summary>
internal static class SegmentExpression
{
    /// <summary>A segment is at most so many letters.</summary>
    public const int LettersMax = 2_000;

    /// <summary>A segment needs at most so many values, with those the program computes: a statement of the embedded database has 64.</summary>
    private const int ValuesMax = 56;

    private static readonly DialogType _yesOrNo = new(TypeKind.Bool);

    /// <summary>Everything that is wrong with a segment, wherever it will be used; what shops and levels there are is not asked.</summary>
    public static ImmutableArray<SegmentError> Errors(string text) => Parse(text, null).Errors;

    /// <summary>Says a segment as SQL.</summary>
    public static (SegmentQuery? Query, ImmutableArray<SegmentError> Errors) Compile(string text, SegmentPlace place)
    {
        var (expression, errors) = Parse(text, place);
        if (expression is null) return (null, errors);
        var sql = new SegmentSql(place);
        var translator = new SegmentTranslator(sql);
        var whole = translator.Translate(expression);
        if (translator.Refusal is var (message, column)) return (null, [new(message, column)]);
        return sql.Parameters.Count > ValuesMax
            ? (null, [new($"the segment names more than {ValuesMax} different numbers, words and spans of time; split it", 1)])
            : (new(place.Business, place.Now, expression.Source, whole.Sql, sql.Parameters), []);
    }

    private static (Expression? Expression, ImmutableArray<SegmentError> Errors) Parse(string text, SegmentPlace? place)
    {
        if (text.Length > LettersMax) return (null, [new($"a segment has at most {LettersMax} letters", 1)]);
        var parsed = ExpressionParser.Parse(text, default);
        if (parsed.Expression is null) return (null, [new(parsed.Error!, parsed.Column)]);
        var check = TypeChecker.Check(parsed.Expression, new SegmentScope(place), _yesOrNo);
        if (!check.Errors.IsEmpty) return (null, [.. check.Errors.Select(e => new SegmentError(e.Message, e.Column))]);
        if (check.Names.Contains("level.key") && place is not null && Untold(place) is { } why) return (null, [new(why, 1)]);
        return (parsed.Expression, []);
    }

    private static string? Untold(SegmentPlace place) =>
        place.Programme.Tiers.IsEmpty ? "the first programme has no levels"
        : LevelFacts.CanTell(place.Programme) ? null
        : "levels that are kept for calendar years, with days of grace or for good cannot be asked of everybody at once; ask has(level.reached, …)";
}
