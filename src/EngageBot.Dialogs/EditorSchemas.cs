using System.Collections.Immutable;

namespace EngageBot.Dialogs;

/// <summary>JSON Schemas (draft 07) of the files authors write, by which editors complete and underline.</summary>
/// <remarks>They know the form of a file; what its names mean is for <see cref="DialogSet.Load(string)"/> to say.</remarks>
public static class EditorSchemas
{
    /// <summary><c>dialog</c> for dialog.yaml, <c>play</c> for play.yaml, <c>texts</c> for en.yaml and its like, <c>transcript</c> for *.transcript.yaml.</summary>
    public static ImmutableArray<string> Names { get; } = ["dialog", "play", "texts", "transcript"];

    /// <summary>The text of one of <see cref="Names"/>.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(EditorSchemas).Assembly.GetManifestResourceStream($"{name}.schema.json")
            ?? throw new ArgumentException($"There is no schema '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
