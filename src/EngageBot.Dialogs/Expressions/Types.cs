using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>How types go together.</summary>
internal static class Types
{
    internal static readonly DialogType Bool = new(TypeKind.Bool);
    internal static readonly DialogType Int = new(TypeKind.Int);
    internal static readonly DialogType Decimal = new(TypeKind.Decimal);
    internal static readonly DialogType Text = new(TypeKind.Text);
    internal static readonly DialogType Date = new(TypeKind.Date);
    internal static readonly DialogType DateTime = new(TypeKind.DateTime);
    internal static readonly DialogType Duration = new(TypeKind.Duration);

    internal static DialogType Set(this DialogType type) => type.Optional ? type with { Optional = false } : type;

    internal static bool IsNumber(this DialogType type) => type.Kind is TypeKind.Int or TypeKind.Decimal;

    /// <summary>Text at run time; all such kinds can be compared.</summary>
    internal static bool IsTextual(this DialogType type) => type.Kind is TypeKind.Text or TypeKind.Choice or TypeKind.DayMonth or TypeKind.Phone
        or TypeKind.Email or TypeKind.Contact or TypeKind.Location or TypeKind.Photo or TypeKind.File or TypeKind.Code or TypeKind.Ref;

    internal static bool HasOrder(this DialogType type) => type.Kind is TypeKind.Int or TypeKind.Decimal or TypeKind.Money or TypeKind.Duration
        or TypeKind.Time or TypeKind.Date or TypeKind.DateTime;

    /// <summary>Whether == makes sense between them.</summary>
    internal static bool Comparable(DialogType left, DialogType right)
    {
        if (left.Kind == TypeKind.Choice && right.Kind == TypeKind.Choice && !left.Members.IsEmpty && !right.Members.IsEmpty)
            return left.Members.Intersect(right.Members).Any();
        if (left.Kind == right.Kind) return left.Kind is not (TypeKind.List or TypeKind.Record or TypeKind.Choices);
        return left.IsNumber() && right.IsNumber() || left.IsTextual() && right.IsTextual();
    }

    /// <summary>Whether a value of one type may go where another is wanted, leaving aside whether it is set.</summary>
    internal static bool Fits(DialogType actual, DialogType wanted) => (actual.Kind, wanted.Kind) switch
    {
        (TypeKind.Choice, TypeKind.Choice) => actual.Members.All(m => wanted.Members.IsEmpty || wanted.Members.Contains(m)),
        (TypeKind.Choices, TypeKind.Choices) => actual.Members.All(m => wanted.Members.IsEmpty || wanted.Members.Contains(m)),
        (TypeKind.List, TypeKind.List) => actual.Item is null || wanted.Item is null || Fits(actual.Item, wanted.Item),
        (TypeKind.Int, TypeKind.Decimal) => true,
        (TypeKind.Contact, TypeKind.Phone) => true,
        (_, TypeKind.Text) => actual.IsTextual(),
        (TypeKind.Text, TypeKind.Ref or TypeKind.Code) => true,
        _ => actual.Kind == wanted.Kind,
    };

    /// <summary>The type of "one or the other", or <see langword="null"/>.</summary>
    internal static DialogType? Join(DialogType left, DialogType right)
    {
        var optional = left.Optional || right.Optional;
        if (left.Kind == TypeKind.Choice && right.Kind == TypeKind.Choice)
            return left with { Members = [.. left.Members.Union(right.Members)], Optional = optional };
        if (left.Kind == right.Kind) return left with { Optional = optional };
        if (left.IsNumber() && right.IsNumber()) return Decimal with { Optional = optional };
        return left.IsTextual() && right.IsTextual() ? Text with { Optional = optional } : null;
    }

    /// <summary>The type of a sum, difference or product, or <see langword="null"/>.</summary>
    internal static DialogType? Compute(Operator op, DialogType left, DialogType right) => (op, left.Kind, right.Kind) switch
    {
        (_, TypeKind.Int, TypeKind.Int) => Int,
        (_, TypeKind.Int or TypeKind.Decimal, TypeKind.Int or TypeKind.Decimal) => Decimal,
        (Operator.Multiply, TypeKind.Money, TypeKind.Int or TypeKind.Decimal) => left.Set(),
        (Operator.Multiply, TypeKind.Int or TypeKind.Decimal, TypeKind.Money) => right.Set(),
        (Operator.Multiply, TypeKind.Duration, TypeKind.Int) or (Operator.Multiply, TypeKind.Int, TypeKind.Duration) => Duration,
        (Operator.Multiply, _, _) => null,
        (_, TypeKind.Money, TypeKind.Money) or (_, TypeKind.Duration, TypeKind.Duration) => left.Set(),
        (_, TypeKind.DateTime or TypeKind.Date or TypeKind.Time, TypeKind.Duration) => left.Set(),
        (Operator.Add, TypeKind.Duration, TypeKind.DateTime or TypeKind.Date or TypeKind.Time) => right.Set(),
        (Operator.Subtract, TypeKind.DateTime or TypeKind.Date or TypeKind.Time, _) when left.Kind == right.Kind => Duration,
        _ => null,
    };

    internal static DialogType Of(Value value) => value switch
    {
        Value.Bool => Bool,
        Value.Int => Int,
        Value.Decimal => Decimal,
        Value.Money => new(TypeKind.Money),
        Value.Duration => Duration,
        Value.Time => new(TypeKind.Time),
        Value.Date => Date,
        Value.Instant => DateTime,
        Value.List => new(TypeKind.List),
        Value.Record => new(TypeKind.Record),
        _ => Text,
    };

    /// <summary>How a message names a type.</summary>
    internal static string Shown(DialogType type) => type.Kind switch
    {
        TypeKind.Bool => "a yes or no",
        TypeKind.Int => "a whole number",
        TypeKind.Decimal => "a number",
        TypeKind.Choice => type.Members.IsEmpty ? "a choice" : $"one of {string.Join(", ", type.Members)}",
        TypeKind.Choices => $"several of {string.Join(", ", type.Members)}",
        TypeKind.Money or TypeKind.Text => type.Kind == TypeKind.Money ? "money" : "text",
        TypeKind.DateTime => "a date and time",
        TypeKind.DayMonth => "a day of the year",
        TypeKind.Time => "a time of day",
        _ => $"a {type.Kind.ToString().ToLowerInvariant()}",
    };
}
