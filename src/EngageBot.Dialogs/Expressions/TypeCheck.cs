using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>What the checker found out about an expression.</summary>
/// <param name="Type">Its type, <see langword="null"/> where an error hides it.</param>
/// <param name="Errors">What is wrong; empty means that evaluating it in a scope of these types gives a value, or nothing where the type is <c>T?</c>.</param>
/// <param name="Names">The names it reads, each once, in order; bare words are not names.</param>
public sealed record TypeCheck(DialogType? Type, ImmutableArray<TypeError> Errors, ImmutableArray<string> Names);

/// <summary>A type error.</summary>
/// <param name="Message">One clause without a full stop.</param>
/// <param name="Column">Where in the expression, from 1; the file's column is the start's column + this − 1.</param>
/// <param name="Kind">What sort of error, for the finding's number.</param>
public sealed record TypeError(string Message, int Column, TypeErrorKind Kind = TypeErrorKind.Type);

/// <summary>The sorts of type error the findings tell apart.</summary>
public enum TypeErrorKind
{
    /// <summary>A type error or an unknown name.</summary>
    Type,
    /// <summary>A value that may be unset is used as if it were set.</summary>
    MayBeUnset,
}
