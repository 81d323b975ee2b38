using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D6: what is written fits on every channel.</summary>
/// <remarks>WhatsApp Cloud API, read 2026-11: list rows 24 characters, reply buttons 20, bodies 4,096 and with reply buttons 1,024. Telegram: 4,096.</remarks>
internal sealed partial class ChannelChecks(CheckContext context, DialogTexts texts)
{
    private const int LongestLabel = 24;
    private const int LongestNarrow = 20;
    private const int LongestText = 4096;
    private const int LongestWithButtons = 1024;
    private const int MostChoices = 10;

    /// <summary>WhatsApp turns down what is mostly variables (error 2388293, read 2026-11); the number is ours, on the safe side.</summary>
    private const int LeastWordsPerVariable = 3;

    private const string WhatsApp = "whatsapp";

    public void Run()
    {
        var asked = context.Dialog.States.OfType<State.Ask>().ToList();
        foreach (var ask in asked)
        {
            if (!context.Dialog.Slots.TryGetValue(ask.Slot, out var slot)) continue;
            TooManyChoices(ask, slot);
            NotOnEveryChannel(ask, slot);
            TypedNumber(ask, slot);
        }
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values))
        {
            Labels(catalogue);
            foreach (var (name, template) in catalogue.TemplateTexts) Template(name, template);
        }
        foreach (var state in context.Dialog.States)
            if (state.Template.TryGetValue(WhatsApp, out var template)) TemplateOf(state, template);
        Lengths(asked);
    }

    private void TooManyChoices(State.Ask ask, Slot slot)
    {
        var count = ask.Choices?.Length ?? slot.Type.Members.Length;
        if (count > MostChoices)
            context.Findings.Warn("D606", ask.At, $"'{ask.Path}' offers {count} choices; more than {MostChoices} need pages.",
                "Ask two shorter questions.");
    }

    private void NotOnEveryChannel(State.Ask ask, Slot slot)
    {
        if (slot.Type.Kind is TypeKind.Photo or TypeKind.Location or TypeKind.File or TypeKind.Contact && ask.Skip.IsEmpty)
            context.Findings.Warn("D607", ask.At,
                $"'{ask.Path}' asks for a {slot.Type.Kind.ToString().ToLowerInvariant()}, which not every channel can send.",
                "Give it 'skip: state'.");
    }

    /// <summary>Where the channel has no room for the buttons of a scale, its ends must stand in the words.</summary>
    private void TypedNumber(State.Ask ask, Slot slot)
    {
        if (slot is not { Type.Kind: TypeKind.Int, Suggest: null, Min.Root: Node.Literal { Value: Value.Int low }, Max.Root: Node.Literal { Value: Value.Int high } }) return;
        var count = high.Number - low.Number + 1;
        if (count <= ChannelProfile.WhatsApp.ButtonsPerPage || count > Keyboard.LongestScale) return;
        foreach (var catalogue in texts.Own.Values)
        {
            if (catalogue.Find($"{TextUses.StemOf(ask, texts)}.ask") is not { } text) continue;
            var (words, names) = (TextParts.Words(text.Entry), TextParts.Names(text.Entry).ToHashSet(StringComparer.Ordinal));
            if (Names(words, names, low.Number, slot.Name + ".min") && Names(words, names, high.Number, slot.Name + ".max")) continue;
            context.Findings.Warn("D601", text.At,
                $"On WhatsApp '{ask.Path}' is answered by typing a number, and its text in '{catalogue.Language}' does not say from {low.Number} to {high.Number}.",
                $"Name both ends: \"… from {{{slot.Name}.min}} to {{{slot.Name}.max}}?\".");
        }
    }

    private static bool Names(string words, HashSet<string> names, long number, string limit) =>
        names.Contains(limit) || NumberIn(words, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static bool NumberIn(string words, string number)
    {
        for (var at = 0; (at = words.IndexOf(number, at, StringComparison.Ordinal)) >= 0; at++)
            if ((at == 0 || !char.IsDigit(words[at - 1])) && (at + number.Length == words.Length || !char.IsDigit(words[at + number.Length]))) return true;
        return false;
    }

    /// <remarks>WhatsApp keeps each language of a template by itself and never falls back to another one.</remarks>
    private void TemplateOf(State state, string name)
    {
        if (!TemplateName().IsMatch(name))
            context.Findings.Error("D609", state.At, $"A template cannot be called '{name}' on WhatsApp.", "Use small letters, digits and _.");
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // Written down nowhere, it was made by hand on the platform and has no variables.
        if (!texts.Own.Values.Any(catalogue => catalogue.TemplateVariables.ContainsKey(name))) return;
        foreach (var (language, catalogue) in texts.Own)
        {
            if (catalogue.TemplateVariables.TryGetValue(name, out var variables)) counts[language] = variables.Length;
            else
                context.Findings.Error("D609", state.At, $"The template '{name}' has no words in '{language}'.", $"Write template.{name} there.");
        }
        if (counts.Values.Distinct().Count() > 1)
            context.Findings.Error("D609", state.At,
                $"The template '{name}' has {string.Join(", ", counts.Select(c => $"{c.Value} variables in '{c.Key}'"))}.", "Show the same in every language.");
    }

    /// <remarks>Template guidelines of the WhatsApp Business platform, read 2026-11: no variable at either end, none beside another; bodies up to 1,024.</remarks>
    private void Template(string name, TextTemplate template)
    {
        var parts = template.Segments.Where(s => s is not TextSegment.Literal { Text: var text } || !string.IsNullOrWhiteSpace(text)).ToArray();
        for (var index = 0; index < parts.Length; index++)
        {
            if (parts[index] is not TextSegment.Placeholder shown) continue;
            var wrong = index == 0 ? "begins with a variable" : parts[index - 1] is TextSegment.Placeholder ? "has two variables beside each other"
                : index == parts.Length - 1 ? "ends with a variable" : null;
            if (wrong is not null)
                context.Findings.Error("D605", template.At with { Column = template.At.Column + shown.Column - 1 },
                    $"The template '{name}' {wrong}, and WhatsApp rejects such templates.", "Put words there.");
        }
        var variables = parts.Count(part => part is TextSegment.Placeholder);
        if (WordsOf(template) < LeastWordsPerVariable * variables)
            context.Findings.Error("D609", template.At, $"The template '{name}' has {variables} variables in too few words, and WhatsApp rejects such templates.",
                $"Write at least {LeastWordsPerVariable} words for each variable.");
        if (new TextLength(context.Dialog, context.Shared, texts).Longest(template) is > LongestWithButtons and var length)
            context.Findings.Error("D604", template.At, $"The template '{name}' may have {length} characters, {LongestWithButtons} can be sent.", "Shorten it.");
    }

    private static int WordsOf(TextTemplate template) => template.Segments.OfType<TextSegment.Literal>()
        .Sum(part => part.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetter)));

    [System.Text.RegularExpressions.GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial System.Text.RegularExpressions.Regex TemplateName();

    private void Labels(Catalogue catalogue)
    {
        foreach (var (slot, values) in catalogue.Options)
        {
            foreach (var (value, option) in values)
            {
                if (option.Narrow is { Length: > LongestNarrow } narrow)
                    context.Findings.Warn("D602", option.At,
                        $"The narrow label of '{slot}.options.{value}' has {narrow.Length} characters in '{catalogue.Language}'.",
                        $"Keep it to {LongestNarrow}.");
                else if (option.Narrow is null && option.Label.Length > LongestLabel)
                    context.Findings.Warn("D602", option.At,
                        $"The label of '{slot}.options.{value}' has {option.Label.Length} characters in '{catalogue.Language}', WhatsApp shows {LongestLabel}.",
                        "Shorten it, or add 'narrow'.");
            }
        }
    }

    private void Lengths(List<State.Ask> asked)
    {
        var withButtons = asked
            .Where(a => context.Dialog.Slots.TryGetValue(a.Slot, out var slot) && (a.Choices?.Length ?? slot.Type.Members.Length) is >= 1 and <= 3)
            .SelectMany(a => (string[])["ask", "retry", "retry2", "resume", "remind"], (a, name) => $"{TextUses.StemOf(a, texts)}.{name}")
            .ToHashSet(StringComparer.Ordinal);
        var measure = new TextLength(context.Dialog, context.Shared, texts);
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values))
        {
            foreach (var (key, text) in catalogue.Texts)
            {
                var (length, most) = (measure.Longest(text.Entry, catalogue.Language), withButtons.Contains(key) ? LongestWithButtons : LongestText);
                if (length > most)
                    context.Findings.Error("D604", text.At,
                        $"The text '{key}' may have {length} characters in '{catalogue.Language}', {most} can be sent.",
                        "Shorten it, or give its lists a 'max'.");
            }
        }
    }
}
