using System.Collections.Frozen;
using System.Collections.Immutable;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Engine.Compiled;

/// <summary>What customers may type anywhere, of all languages and both forms of address, folded.</summary>
internal sealed class SharedWords
{
    public SharedWords(DialogSet set)
    {
        Catalogues = [.. Variants(set).Select(v => set.SharedTexts(v.Language, v.Informal))];
        Closers = Folded(Catalogues.SelectMany(c => c.Closers));
        Cancel = Folded(Catalogues.SelectMany(c => WordsOf(c, SharedKeys.Cancel)));
        YesNo = YesNoOf(Catalogues);
    }

    public ImmutableArray<Catalogue> Catalogues { get; }

    public FrozenSet<string> Closers { get; }

    public FrozenSet<string> Cancel { get; }

    public FrozenDictionary<string, bool> YesNo { get; }

    public static IEnumerable<(string Language, bool Informal)> Variants(DialogSet set)
    {
        foreach (var language in set.Languages)
        {
            yield return (language, false);
            yield return (language, true);
        }
    }

    /// <summary>The words that stand for a global command.</summary>
    public static IEnumerable<string> Of(DialogSet set, string command) =>
        Variants(set).SelectMany(v => set.SharedTexts(v.Language, v.Informal).Commands.GetValueOrDefault(command)?.Start ?? []);

    public static IEnumerable<string> WordsOf(Catalogue catalogue, string button) =>
        catalogue.Buttons.GetValueOrDefault(button) is { } option ? [option.Label, .. option.Words] : [];

    public static FrozenSet<string> Folded(IEnumerable<string> words) =>
        words.Select(Folding.Fold).Where(w => w.Length > 0).ToFrozenSet(StringComparer.Ordinal);

    public static FrozenDictionary<string, bool> YesNoOf(IEnumerable<Catalogue> catalogues)
    {
        var words = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var catalogue in catalogues)
        {
            foreach (var yes in WordsOf(catalogue, SharedKeys.Yes)) words.TryAdd(Folding.Fold(yes), true);
            foreach (var no in WordsOf(catalogue, SharedKeys.No)) words.TryAdd(Folding.Fold(no), false);
        }
        words.Remove("");
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>What customers may type in one dialog, of all languages and both forms of address, folded.</summary>
internal sealed class DialogWords
{
    private readonly ImmutableArray<Catalogue> _own;
    private readonly HashSet<string> _keyed;

    public DialogWords(DialogSet set, Dialog dialog, SharedWords shared)
    {
        _own = [.. SharedWords.Variants(set).Select(v => set.For(dialog.Name, v.Language, v.Informal))];
        var all = _own.AddRange(shared.Catalogues);
        SkipLabels = SharedWords.Folded(all.SelectMany(ButtonsNamed(SharedKeys.Skip)).Select(o => o.Label));
        SkipWords = SharedWords.Folded(all.SelectMany(ButtonsNamed(SharedKeys.Skip)).SelectMany(o => (IEnumerable<string>)[o.Label, .. o.Words]));
        BackWords = SharedWords.Folded(all.SelectMany(c => SharedWords.WordsOf(c, SharedKeys.Back)));
        YesNo = SharedWords.YesNoOf(all);
        _keyed = [.. _own.SelectMany(c => c.Texts.Keys).Where(k => k.Contains('.', StringComparison.Ordinal)).Select(k => k[..k.LastIndexOf('.')])];
    }

    public FrozenSet<string> SkipLabels { get; }

    public FrozenSet<string> SkipWords { get; }

    public FrozenSet<string> BackWords { get; }

    public FrozenDictionary<string, bool> YesNo { get; }

    /// <summary>Whether texts are keyed by this name: a state in a group may go by its path or by its name.</summary>
    public bool HasKeysOf(string state) => _keyed.Contains(state);

    public ChoiceWords ChoicesOf(Slot slot)
    {
        var words = new ChoiceWords();
        foreach (var catalogue in _own)
            foreach (var member in slot.Type.Members)
            {
                if (catalogue.Option(slot.Name, member) is not { } option) continue;
                words.AddLabel(member, option.Label);
                if (option.Narrow is not null) words.AddLabel(member, option.Narrow);
                foreach (var synonym in option.Words) words.AddSynonym(member, synonym);
            }
        return words;
    }

    public static IEnumerable<string> StartWords(DialogSet set, Dialog dialog) =>
        SharedWords.Variants(set).SelectMany(v => set.For(dialog.Name, v.Language, v.Informal).Commands.GetValueOrDefault("")?.Start ?? []);

    // A state may have a skip button of its own.
    private static Func<Catalogue, IEnumerable<OptionText>> ButtonsNamed(string name) => catalogue =>
        catalogue.Buttons.Where(b => b.Key == name || b.Key.EndsWith("." + name, StringComparison.Ordinal)).Select(b => b.Value);
}
