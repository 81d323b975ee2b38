using EngageBot.Dialogs.Values;

namespace EngageBot.Segments;

/// <summary>Types of facts in the words of dialog files.</summary>
internal static class FactWords
{
    public static string Of(DialogType type) => (type.Kind switch
    {
        TypeKind.Decimal => "number",
        TypeKind.Choice => "choice",
        TypeKind.Choices => "choices",
        TypeKind.List => "list of text",
        _ => type.Kind.ToString().ToLowerInvariant(),
    }) + (type.Optional ? "?" : "");
}
