using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D6: what is written fits on every channel.</summary>
/// <remarks>WhatsApp Cloud API, read 2026-11: list rows 24 characters, reply buttons 20, bodies 4,096 and with reply buttons 1,024. Telegram: 4,096.</remarks>
internal sealed class ChannelChecks(CheckContext context, DialogTexts texts)
{
    private const int LongestLabel = 24;
    private const int LongestNarrow = 20;
    private const int LongestText = 4096;
    private const int LongestWithButtons = 1024;
    private const int MostChoices = 10;

    public void Run()
    {
        var asked = context.Dialog.States.OfType<State.Ask>().ToList();
        foreach (var ask in asked)
        {
            if (!context.Dialog.Slots.TryGetValue(ask.Slot, out var slot)) continue;
            TooManyChoices(ask, slot);
            NotOnEveryChannel(ask, slot);
        }
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values)) Labels(catalogue);
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
        if (slot.Type.Kind is TypeKind.Photo or TypeKind.Location or TypeKind.File && ask.Skip.IsEmpty)
            context.Findings.Warn("D607", ask.At,
                $"'{ask.Path}' asks for a {slot.Type.Kind.ToString().ToLowerInvariant()}, which not every channel can send.",
                "Give it 'skip: state'.");
    }

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
        var measure = new TextLength(context.Dialog, context.Shared);
        foreach (var catalogue in texts.Own.Values.Concat(texts.Overlays.Values))
        {
            foreach (var (key, text) in catalogue.Texts)
            {
                var (length, most) = (measure.Longest(text.Entry), withButtons.Contains(key) ? LongestWithButtons : LongestText);
                if (length > most)
                    context.Findings.Error("D604", text.At,
                        $"The text '{key}' may have {length} characters in '{catalogue.Language}', {most} can be sent.",
                        "Shorten it, or give its lists a 'max'.");
            }
        }
    }
}
