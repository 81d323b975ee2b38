using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs.Checks;

/// <summary>D505: a text that was changed in one language and not in another says two things. No language is the source of the others.</summary>
internal sealed class TranslationChecks(CheckContext context, DialogTexts texts, LockedDialog locked)
{
    public void Run()
    {
        if (locked.Texts is not { } before) return;
        var now = texts.Own.SelectMany(c => TextHash.Of(c.Value).Select(t => (t.Key, Language: c.Key, t.Hash, t.At))).ToLookup(t => t.Key, StringComparer.Ordinal);
        foreach (var (key, hashes) in before)
        {
            var known = now[key].Where(t => hashes.ContainsKey(t.Language)).ToList();
            var changed = known.Where(t => hashes[t.Language] != t.Hash).Select(t => $"'{t.Language}'").ToArray();
            if (changed.Length == 0) continue;
            foreach (var (_, language, _, at) in known.Where(t => hashes[t.Language] == t.Hash))
                context.Findings.Warn("D505", at, $"The text '{key}' has changed in {string.Join(" and ", changed)}, and in '{language}' it is as it was.",
                    $"Bring it up to date; where it needs no change, write lint: {{\"D505 {key}\": why}} until the next 'check --write'.");
        }
    }
}
