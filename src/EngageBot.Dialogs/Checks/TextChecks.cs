using System.Text.RegularExpressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Checks;

/// <summary>D5: every language says everything, and none says what the others do not.</summary>
internal sealed partial class TextChecks(CheckContext context, DialogTexts texts, string folder)
{
    /// <summary>Letters a text needs before being equal in two languages means that nobody translated it; shorter ones may be names.</summary>
    private const int LeastLetters = 12;

    private readonly List<TextUse> _uses = [.. new TextUses(context, texts).All()];

    private FindingList Findings => context.Findings;

    public void Run()
    {
        MissingLanguages();
        foreach (var language in texts.Own.Keys) MissingTexts(language);
        foreach (var language in texts.Own.Keys) Options(language);
        Placeholders();
        DifferentPlaceholders();
        InformalTwins();
        Unused();
        Untranslated();
    }

    /// <summary>The slots some text shows.</summary>
    public IReadOnlySet<string> SlotsShown()
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var use in _uses)
            foreach (var language in texts.Own.Keys)
                if (texts.Find(language, use.Key, use.Shared) is { } text) shown.UnionWith(TextParts.Names(text.Entry).Concat(TextParts.Wallets(text.Entry)));
        return shown;
    }

    private void MissingLanguages()
    {
        foreach (var language in texts.Languages.Where(l => !texts.Own.ContainsKey(l) && !texts.Unreadable.Contains(l)))
            Findings.Error("D501", context.Dialog.At, $"The dialog '{context.Dialog.Name}' has no texts in '{language}'.",
                $"Write {folder}/{language}.yaml.");
    }

    private void MissingTexts(string language)
    {
        foreach (var use in _uses.Where(u => u.Needed).DistinctBy(u => u.Key))
            if (texts.Find(language, use.Key, use.Shared) is null)
                Findings.Error("D502", use.At, $"The text '{use.Key}' is missing in '{language}'.", $"Write it in {folder}/{language}.yaml.");
        if (context.Dialog.Starts.Keywords && texts.Own[language].Commands.GetValueOrDefault("") is not { Start.IsEmpty: false })
            Findings.Error("D502", context.Dialog.At, $"The words that start the dialog are missing in '{language}'.",
                $"Write words.start: [ … ] in {folder}/{language}.yaml.");
    }

    private void Options(string language)
    {
        foreach (var ask in context.Dialog.States.OfType<State.Ask>())
        {
            if (!context.Dialog.Slots.TryGetValue(ask.Slot, out var slot) || slot.Type.Members.IsEmpty || slot.Suggest is not null) continue;
            var labels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var member in ask.Choices ?? slot.Type.Members)
            {
                if (texts.Own[language].Option(slot.Name, member) is not { } option)
                    Findings.Error("D502", ask.At, $"The label of '{slot.Name}.options.{member}' is missing in '{language}'.",
                        $"Write it in {folder}/{language}.yaml.");
                else if (!labels.TryAdd(option.Label.Trim(), member))
                    Findings.Error("D508", option.At, $"'{member}' and '{labels[option.Label.Trim()]}' have the same label '{option.Label}'.",
                        "Tell them apart in words.");
            }
        }
    }

    private void Placeholders()
    {
        foreach (var (catalogues, isOverlay) in new[] { (texts.Own, false), (texts.Overlays, true) })
        {
            foreach (var (language, catalogue) in catalogues)
            {
                var check = new PlaceholderChecks(Findings, key => (isOverlay ? catalogue.Find(key) : null) ?? texts.Find(language, key, true));
                foreach (var use in _uses)
                    if (catalogue.Find(use.Key) is { } text) check.Check(text, use.Scope);
                foreach (var state in context.Dialog.States)
                    foreach (var name in state.Template.Values)
                        if (catalogue.TemplateTexts.TryGetValue(name, out var template))
                            check.Check(new(new TextEntry.Plain(template), language, template.At), new NameScope(context.Dialog, context.Shared, context.Flow.Inside(state)));
            }
        }
    }

    private void DifferentPlaceholders()
    {
        foreach (var key in texts.Own.Values.SelectMany(c => c.Texts.Keys).Distinct())
        {
            var shown = texts.Own.Values.Select(c => c.Find(key)).OfType<CatalogueText>()
                .Select(t => (Text: t, Names: TextParts.Names(t.Entry).ToHashSet())).ToList();
            foreach (var (text, names) in shown)
            {
                var lacking = shown.SelectMany(s => s.Names).Where(n => !names.Contains(n)).Distinct().ToArray();
                if (lacking.Length == 0) continue;
                Findings.Warn("D504", text.At,
                    $"The text '{key}' lacks {{{string.Join("}, {", lacking)}}} in '{text.Language}', other languages have it.",
                    "Say the same in every language.");
            }
        }
    }

    private void InformalTwins()
    {
        foreach (var (language, catalogue) in texts.Own)
        {
            if (!texts.Overlays.TryGetValue(language, out var overlay) && !texts.SharedOverlays.ContainsKey(language)) continue;
            foreach (var (key, text) in catalogue.Texts)
                if (overlay?.Find(key) is null && FormalIn(language, TextParts.Words(text.Entry)) is { } pronoun)
                    Findings.Warn("D506", text.At, $"The text '{key}' says '{pronoun}' and has no informal twin.",
                        $"Write it in {folder}/{language}.informal.yaml too.");
        }
    }

    /// <summary>The formal pronoun in a text of that language, if there is one.</summary>
    public static string? FormalIn(string language, string words)
    {
        var found = language switch { "ru" => RussianFormal().Match(words), "sq" => AlbanianFormal().Match(words), _ => Match.Empty };
        return found.Success ? found.Value : null;
    }

    private void Unused()
    {
        var used = _uses.Select(u => u.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values))
            used.UnionWith(catalogue.Texts.Values.SelectMany(t => TextParts.All(t.Entry)).OfType<TextEntry.Include>().Select(i => i.Name));
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, text) in texts.Own.Values.SelectMany(c => c.Texts))
            if (!used.Contains(key) && !IsLabel(key) && said.Add(key))
                Findings.Warn("D507", text.At, $"Nobody uses the text '{key}'.",
                    Nearest.Of(key, used) is { } near ? $"Did you mean '{near}'?" : "Remove it.");
        var templates = context.Dialog.States.SelectMany(s => s.Template.Values).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, template) in texts.Own.Values.SelectMany(c => c.TemplateTexts))
            if (!templates.Contains(name) && said.Add("template." + name))
                Findings.Warn("D507", template.At, $"Nobody uses the template '{name}'.", Nearest.Of(name, templates) is { } close ? $"Did you mean '{close}'?" : "Remove it.");
        foreach (var (language, overlay) in texts.Overlays)
            foreach (var (key, text) in overlay.Texts)
                if (texts.Own.GetValueOrDefault(language)?.Find(key) is null && said.Add(key))
                    Findings.Warn("D507", text.At, $"The informal text '{key}' replaces none.",
                        $"Write it in {folder}/{language}.yaml, or remove it.");
    }

    /// <summary>Labels of buttons are used by the engine, for every question or for one state.</summary>
    private bool IsLabel(string key) => texts.Own.Values.Any(c => c.Buttons.ContainsKey(key));

    private void Untranslated()
    {
        var languages = texts.Own.Values.ToArray();
        for (var i = 1; i < languages.Length; i++)
        {
            foreach (var (key, text) in languages[i].Texts)
            {
                var words = TextParts.Words(text.Entry);
                if (words.Count(char.IsLetter) < LeastLetters || !words.Trim().Contains(' ', StringComparison.Ordinal)) continue;
                if (languages.Take(i).FirstOrDefault(l => l.Find(key) is { } other && TextParts.Words(other.Entry) == words) is { } same)
                    Findings.Warn("D509", text.At, $"The text '{key}' is the same in '{languages[i].Language}' and '{same.Language}'.",
                        "Translate it.");
            }
        }
    }

    [GeneratedRegex(@"\b(вы|вас|вам|вами|ваш\p{L}*)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RussianFormal();

    [GeneratedRegex(@"\b(ju|juve|juaj|juaja|tuaj|tuaja|t['’]ju)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AlbanianFormal();
}
