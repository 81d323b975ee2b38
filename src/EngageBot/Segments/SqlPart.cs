namespace EngageBot.Segments;

/// <summary>What a part of a translated expression stands for.</summary>
internal enum SqlKind
{
    /// <summary>True or false.</summary>
    Condition,
    /// <summary>A whole number; a fraction is one, too, with so many digits after the point.</summary>
    Number,
    Text,
    /// <summary>Rows that are asked for a value, or counted.</summary>
    List,
    /// <summary>Refused; the reason is noted.</summary>
    Refused,
}

/// <summary>A part of a translated expression.</summary>
/// <param name="Sql">Complete in itself: one name, or in parentheses.</param>
/// <param name="Scale">Of a number: so many digits stand after the point, and <paramref name="Sql"/> counts in the last of them. So nothing is ever rounded.</param>
/// <param name="Most">Of a number: it is never further from zero, in units of <paramref name="Sql"/>.</param>
internal readonly record struct SqlPart(SqlKind Kind, string Sql, int Scale = 0, double Most = 0)
{
    public static SqlPart Refused => new(SqlKind.Refused, "");

    /// <summary>Of a list: the condition that holds where it has an item, <c>{0}</c> in the place of the item.</summary>
    public string Has { get; init; } = "";

    public static SqlPart Condition(string sql) => new(SqlKind.Condition, sql);

    public static SqlPart Text(string sql) => new(SqlKind.Text, sql);

    public static SqlPart Number(string sql, double most, int scale = 0) => new(SqlKind.Number, sql, scale, most);

    /// <param name="has">The condition, <c>{0}</c> in the place of the item.</param>
    /// <param name="count">The number of its different items.</param>
    public static SqlPart List(string has, string count) => new(SqlKind.List, count, 0, SegmentFacts.MostCount) { Has = has };
}
