using System.Collections.Immutable;

namespace EngageBot.Dialogs.Loading;

/// <summary>A node of a YAML file, with the place where it begins. Every scalar is text; the schema gives it a type.</summary>
internal abstract record YamlNode(SourcePosition At);

/// <param name="Plain">Written without quotes, so that nothing at all stands for "left empty".</param>
/// <param name="TextAt">Where the first character of the text stands: behind the quote, if there is one.</param>
internal sealed record YamlScalar(string Text, bool Plain, SourcePosition At, SourcePosition TextAt) : YamlNode(At)
{
    public bool IsEmpty => Plain && Text.Length == 0;
}

internal sealed record YamlList(ImmutableArray<YamlNode> Items, SourcePosition At) : YamlNode(At);

/// <param name="Flow">Written in braces on one line.</param>
internal sealed record YamlMap(ImmutableArray<YamlEntry> Entries, bool Flow, SourcePosition At) : YamlNode(At)
{
    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
            if (entry.Key == key) return entry;
        return null;
    }

    /// <summary>A text that began with <c>{</c> and was read as a map: every "key" in it stands alone.</summary>
    public bool LooksLikeUnquotedText => Flow && !Entries.IsEmpty && Entries.All(e => e.Value is YamlScalar { IsEmpty: true });
}

internal sealed record YamlEntry(string Key, SourcePosition KeyAt, YamlNode Value);
