using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Manners;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Checks;

/// <summary>D702: phrases the house does not use, in any text, label or description.</summary>
internal sealed class StyleChecks(SharedFiles shared, FindingList findings)
{
    public void Run(Catalogue catalogue)
    {
        if (!shared.ForbiddenPhrases.TryGetValue(catalogue.Language, out var phrases)) return;
        foreach (var text in catalogue.Texts.Values)
            foreach (var template in TextParts.Templates(text.Entry))
                Check(template.Source, template.At, phrases);
        foreach (var template in catalogue.TemplateTexts.Values) Check(template.Source, template.At, phrases);
        foreach (var option in catalogue.Options.Values.SelectMany(o => o.Values).Concat(catalogue.Buttons.Values)) Check(option.Label, option.At, phrases);
        foreach (var command in catalogue.Commands.Values) Check(command.Description ?? "", command.At, phrases);
    }

    private void Check(string text, SourcePosition at, ImmutableArray<ForbiddenPhrase> phrases)
    {
        if (text.Length == 0) return;
        var folded = FoldedText.Of(text);
        foreach (var phrase in phrases)
        {
            if (phrase.OfStaff || folded.Find(phrase.Folded, phrase.Whole) is not (>= 0 and var found)) continue;
            var where = at with { Column = at.Column + found };
            var fix = phrase.Why.Length > 0 ? phrase.Why : "Say it in other words.";
            if (phrase.Blocks) findings.Error("D702", where, $"'{phrase.Phrase}' is not how we speak.", fix);
            else findings.Warn("D702", where, $"'{phrase.Phrase}' is hardly how we speak.", fix);
        }
    }
}
