using System.Text.RegularExpressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Checks;

/// <summary>D305: what a customer told in confidence stands in no address; addresses are logged by every server on the way.</summary>
internal sealed partial class PrivacyChecks(CheckContext context, DialogTexts texts)
{
    public void Run()
    {
        foreach (var state in context.Dialog.States)
        {
            var attach = state switch { State.Ask ask => ask.Attach, State.Say say => say.Attach, State.Final final => final.Attach, _ => null };
            if (attach is { Kind: not "location" })
                foreach (var name in Walk.Names(attach.Value.Root).Where(n => IsPrivate(n.Path)))
                    Report(attach.Value.At with { Column = attach.Value.At.Column + name.Column - 1 }, name.Path, $"the {attach.Kind} of '{state.Path}'");
        }
        var given = Given();
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values))
            foreach (var (key, text) in catalogue.Texts)
                foreach (var template in TextParts.Templates(text.Entry))
                    Addresses(key, template, given);
    }

    private void Addresses(string key, TextTemplate template, HashSet<string> given)
    {
        var before = "";
        foreach (var segment in template.Segments)
        {
            if (segment is TextSegment.Literal literal) before += literal.Text;
            if (segment is not TextSegment.Placeholder shown) continue;
            if (AddressAtEnd().IsMatch(before) && (IsPrivate(shown.Path) || given.Contains(shown.Path)))
                Report(template.At with { Column = template.At.Column + shown.Column - 1 }, shown.Path, $"the address in '{key}'");
            before += "x";
        }
    }

    /// <summary>The names under which lines hand private slots to their texts.</summary>
    private HashSet<string> Given() => CheckContext.LineLists(context.Dialog).SelectMany(l => l.Lines).SelectMany(l => l.With)
        .Where(w => Walk.Names(w.Value.Root).Any(n => IsPrivate(n.Path))).Select(w => w.Key).ToHashSet(StringComparer.Ordinal);

    private bool IsPrivate(string path) => context.Dialog.Slots.GetValueOrDefault(path) is { Private: true };

    private void Report(SourcePosition at, string name, string where) => context.Findings.Error("D305", at,
        $"'{name}' is private and would stand in {where}.", "Use a reference that says nothing by itself, or hand it to an action.");

    [GeneratedRegex(@"(?:https?://|www\.|\bt\.me/|\bwa\.me/)\S*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AddressAtEnd();
}
