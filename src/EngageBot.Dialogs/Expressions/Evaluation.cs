using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>What an expression came to: a value, nothing (unset), or an error in one sentence.</summary>
public readonly record struct Evaluation(Value? Value, string? Error)
{
    /// <summary>Neither a value nor an error.</summary>
    public static Evaluation Unset => default;

    /// <summary>An evaluation that failed.</summary>
    public static Evaluation Fail(string error) => new(null, error);

    /// <summary>An evaluation that came to a value.</summary>
    public static implicit operator Evaluation(Value value) => new(value, null);

    /// <summary>An evaluation that came to a value.</summary>
    public static Evaluation FromValue(Value value) => new(value, null);
}
