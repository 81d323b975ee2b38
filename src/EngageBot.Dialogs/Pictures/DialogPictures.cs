using System.Collections.Immutable;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Pictures;

/// <summary>A dialog drawn for people or handed to other tools; one source, the dialog itself.</summary>
public static class DialogPictures
{
    /// <summary>The formats, as the command line names them.</summary>
    public static ImmutableArray<string> Formats { get; } = ["svg", "mermaid", "dot", "scxml", "xstate"];

    /// <summary>Writes a dialog in one of the <see cref="Formats"/>.</summary>
    /// <param name="language">Whose words the picture shows.</param>
    /// <param name="live">Live runs by state; pictures show them, machines do not.</param>
    /// <exception cref="ArgumentException">There is no such dialog or format.</exception>
    public static string Write(DialogSet set, string dialog, string format, string language, IReadOnlyDictionary<string, int> live)
    {
        if (!set.Dialogs.TryGetValue(dialog, out var found)) throw new ArgumentException($"There is no dialog '{dialog}'.", nameof(dialog));
        return format switch
        {
            "svg" => new SvgPicture(found, new StateCaptions(found, set, language), live).Write(),
            "mermaid" => MermaidPicture.Write(found, live),
            "dot" => DotPicture.Write(found, live),
            "scxml" => ScxmlMachine.Write(found),
            "xstate" => XStateMachine.Write(found),
            _ => throw new ArgumentException($"There is no format '{format}'.", nameof(format)),
        };
    }

    /// <summary>A state's name in formats whose names are words: the dots of a path become underlines.</summary>
    internal static string Id(string path) => path.Replace(".", "__", StringComparison.Ordinal);

    /// <summary>Where a final state stands in a machine: one that ends the whole dialog stands outside all groups, because there a group's final ends the group only.</summary>
    internal static string? ParentOf(Dialog dialog, State state) =>
        state is State.Final && !Engine.Compiled.MachineCompiler.EndsGroupOnly(dialog, state) ? null : state.Parent;

    /// <summary>The states that stand directly in a group, or in none.</summary>
    internal static IEnumerable<State> Inside(Dialog dialog, string? group) => dialog.States.Where(s => ParentOf(dialog, s) == group);

    internal static string Title(State state, IReadOnlyDictionary<string, int> live) =>
        live.TryGetValue(state.Path, out var count) ? $"{state.Name} ({count})" : state.Name;
}
