using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>The names an expression may use, with their types at the place where it stands.</summary>
public interface ITypeScope
{
    /// <summary>The type of a dotted name, <c>T?</c> where it may be unset there; <see langword="null"/> if there is no such name.</summary>
    DialogType? TypeOf(string path);

    /// <summary>All names, for "did you mean".</summary>
    IEnumerable<string> Names { get; }
}
