using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
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
        foreach (var option in catalogue.Options.Values.SelectMany(o => o.Values).Concat(catalogue.Buttons.Values)) Check(option.Label, option.At, phrases);
        foreach (var command in catalogue.Commands.Values) Check(command.Description ?? "", command.At, phrases);
    }

    private void Check(string text, SourcePosition at, ImmutableArray<ForbiddenPhrase> phrases)
    {
        if (text.Length == 0) return;
        var plain = text.Replace('’', '\'').Replace("*", "", StringComparison.Ordinal);
        foreach (var phrase in phrases)
        {
            if (Find(plain, phrase) is not (>= 0 and var found)) continue;
            var where = at with { Column = at.Column + found };
            var fix = phrase.Why.Length > 0 ? phrase.Why : "Say it in other words.";
            if (phrase.Blocks) findings.Error("D702", where, $"'{phrase.Phrase}' is not how we speak.", fix);
            else findings.Warn("D702", where, $"'{phrase.Phrase}' is hardly how we speak.", fix);
        }
    }

    /// <summary>Where a phrase stands in a text; below zero where it does not.</summary>
    internal static int Find(string text, ForbiddenPhrase phrase)
    {
        if (phrase.Whole) return text.Trim().Equals(phrase.Phrase, StringComparison.OrdinalIgnoreCase) ? 0 : -1;
        for (var at = 0; (at = text.IndexOf(phrase.Phrase, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if (IsEdge(text, at - 1, phrase.Phrase[0]) && IsEdge(text, at + phrase.Phrase.Length, phrase.Phrase[^1])) return at;
        return -1;
    }

    /// <summary>A phrase that begins or ends with a letter does so at the edge of a word.</summary>
    private static bool IsEdge(string text, int beside, char own) => !char.IsLetterOrDigit(own) || beside < 0 || beside >= text.Length || !char.IsLetterOrDigit(text[beside]);
}
