using System.Collections.Immutable;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Checks;

/// <summary>A dialog's language files beside the shared ones, as they are written: nothing falls back here.</summary>
internal sealed class DialogTexts(
    ImmutableSortedDictionary<string, Catalogue> own,
    ImmutableSortedDictionary<string, Catalogue> overlays,
    ImmutableSortedDictionary<string, Catalogue> shared,
    ImmutableSortedDictionary<string, Catalogue> sharedOverlays,
    ImmutableHashSet<string> unreadable)
{
    /// <summary>Languages whose file exists but cannot be read, which is reported already.</summary>
    public ImmutableHashSet<string> Unreadable { get; } = unreadable;

    /// <summary>By language.</summary>
    public ImmutableSortedDictionary<string, Catalogue> Own { get; } = own;

    /// <summary>The informal differences, by language.</summary>
    public ImmutableSortedDictionary<string, Catalogue> Overlays { get; } = overlays;

    public ImmutableSortedDictionary<string, Catalogue> Shared { get; } = shared;

    public ImmutableSortedDictionary<string, Catalogue> SharedOverlays { get; } = sharedOverlays;

    /// <summary>Every language some shared file is written in.</summary>
    public IEnumerable<string> Languages => Shared.Keys;

    public bool HasKeysUnder(string stem) => Own.Values.Any(c => c.Texts.Keys.Any(k => k.StartsWith(stem + ".", StringComparison.Ordinal)));

    public bool SharedHas(string key) => Shared.Values.Any(c => c.Texts.ContainsKey(key));

    /// <summary>A text as a customer of that language gets it.</summary>
    public CatalogueText? Find(string language, string key, bool shared) =>
        Own.GetValueOrDefault(language)?.Find(key) ?? (shared ? Shared.GetValueOrDefault(language)?.Find(key) : null);
}
