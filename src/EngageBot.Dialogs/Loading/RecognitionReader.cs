using System.Collections.Immutable;
using EngageBot.Dialogs.Recognition;

namespace EngageBot.Dialogs.Loading;

/// <summary>Reads how the customers of one language say what they mean (docs/recognition.md).</summary>
internal sealed class RecognitionReader(FindingList findings)
{
    private static readonly Intent[] _intents = [.. Enum.GetValues<Intent>().Where(intent => intent is not Intent.Other)];

    private readonly Dictionary<string, ImmutableArray<string>> _sets = new(StringComparer.Ordinal);

    public IntentBook? Read(string language, YamlNode root)
    {
        if (Nodes.Map(root, findings, "The file") is not { } map) return null;
        var reader = new MapReader(map, findings, "Recognition");
        if (reader.Node("words") is { } words && Nodes.Map(words, findings, "'words'") is { } sets)
            foreach (var set in sets.Entries)
                _sets[set.Key] = [.. Texts(set.Value).Select(text => text.Text)];
        var filler = reader.Node("filler") is { } courtesies ? Phrases(courtesies, exact: true) : [];
        var unsaid = reader.Node("unsaid") is { } others ? Phrases(others) : [];
        var sure = ImmutableSortedDictionary.CreateBuilder<Intent, ImmutableArray<Phrase>>();
        var likely = ImmutableSortedDictionary.CreateBuilder<Intent, ImmutableArray<Phrase>>();
        foreach (var intent in _intents)
        {
            var name = Recogniser.NameOf(intent);
            if (reader.Node(name) is not { } node || Nodes.Map(node, findings, $"'{name}'") is not { } kinds) continue;
            var kind = new MapReader(kinds, findings, $"'{name}'");
            if (kind.Node("sure") is { } certain) sure[intent] = Phrases(certain);
            if (kind.Node("likely") is { } weak) likely[intent] = Phrases(weak);
            kind.Finish();
        }
        reader.Finish();
        return new(language, filler, unsaid, sure.ToImmutable(), likely.ToImmutable());
    }

    private ImmutableArray<Phrase> Phrases(YamlNode node, bool exact = false)
    {
        var phrases = ImmutableArray.CreateBuilder<Phrase>();
        foreach (var text in Texts(node))
        {
            if (Phrase.Parse(exact ? $"={text.Text}" : text.Text, _sets, out var wrong) is { } phrase) phrases.Add(phrase);
            else findings.Error("D006", text.At, $"'{text.Text}' cannot be listened for: {wrong}", "Write words, stems such as compl*, =exact words, <set>, .. for a gap, ^ and $ for the ends.");
        }
        return phrases.ToImmutable();
    }

    private IEnumerable<YamlScalar> Texts(YamlNode node) => Nodes.Items(node).Select(item => Nodes.Scalar(item, findings, "A phrase")).OfType<YamlScalar>();
}
