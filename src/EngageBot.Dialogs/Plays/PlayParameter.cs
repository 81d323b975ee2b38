using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Plays;

/// <summary>Something each business sets for itself when it switches a play on.</summary>
/// <param name="Of">For a reference: the kind of rule it names, such as <c>reward</c>.</param>
/// <param name="Default">What holds where the business says nothing; absent if it must say it.</param>
/// <param name="Optional">It may stay unset: <c>parameter.x ?? …</c>.</param>
public sealed record PlayParameter(string Name, DialogType Type, string? Of, Value? Default, bool Optional, SourcePosition At)
{
    /// <summary>A value as a business writes it.</summary>
    /// <returns><see langword="null"/> if the text is none of the parameter's type.</returns>
    public Value? Read(string text) => ValueNotation.Parse(text, Type);
}
