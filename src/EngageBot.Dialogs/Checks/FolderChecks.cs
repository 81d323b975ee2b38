using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>Runs every check over every dialog of a folder, and takes out what its <c>lint</c> lines accept.</summary>
internal sealed class FolderChecks(
    SharedFiles shared, TextFiles texts, IReadOnlyDictionary<string, Dialog> dialogs, IReadOnlySet<string> folders, LockFile locked, FindingList findings)
{
    /// <summary>Findings that leave the machine incomplete: walking its graph would only report their consequences.</summary>
    private static readonly ImmutableHashSet<string> Incomplete = ["D000", "D001", "D002", "D003", "D004", "D005", "D006", "D102", "D110"];

    private readonly CallGraph _calls = new(dialogs);
    private readonly PassThrough _passing = new(shared, dialogs);
    private readonly Silence _silences = new(dialogs);
    private readonly SurveyLength _lengths = new(dialogs);

    public void Run(IEnumerable<LoadedDialog> loaded)
    {
        Shared();
        var all = loaded.ToList();
        new StartChecks(shared, texts).Run(all);
        foreach (var dialog in all)
        {
            Check(dialog);
            findings.AddRange(Lint.WithoutAccepted(dialog.Dialog, dialog.Findings.All));
        }
    }

    private void Shared()
    {
        foreach (var command in shared.Globals) GlobalChecks.Run(command, shared, folders, findings);
        GlobalChecks.Texts(shared, texts, findings);
        var style = new StyleChecks(shared, findings);
        foreach (var catalogue in texts.Base.Values.Concat(texts.Informal.Values)) style.Run(catalogue);
    }

    private void Check(LoadedDialog loaded)
    {
        var dialog = loaded.Dialog;
        var graph = new DialogGraph(dialog);
        var context = new CheckContext(dialog, graph, new SlotFlow(graph, shared, dialogs), shared, dialogs, folders, loaded.Findings);
        var words = new DialogTexts(loaded.Texts.Base, loaded.Texts.Informal, texts.Base, texts.Informal, loaded.Texts.Unreadable);
        var complete = !loaded.Findings.All.Any(f => Incomplete.Contains(f.Code) && f.At.File.EndsWith("/dialog.yaml", StringComparison.Ordinal));
        if (complete) new GraphChecks(context, _passing).Run();
        new WaitingChecks(context).Run();
        new TypeChecks(context).Run();
        var textChecks = new TextChecks(context, words, loaded.Folder);
        textChecks.Run();
        var slotUse = new SlotUseChecks(context, _calls, textChecks.SlotsShown());
        slotUse.Run();
        if (complete) new SettledChecks(context, slotUse.OnlyAsked()).Run();
        new PrivacyChecks(context, words).Run();
        new ActionChecks(context, _calls).Run();
        new ChannelChecks(context, words).Run();
        if (complete) new WindowChecks(context, _silences).Run();
        new PeopleChecks(context).Run();
        if (complete) new PurposeChecks(context, texts, loaded.Root, _lengths).Run();
        new TermsChecks(context, words).Run();
        var style = new StyleChecks(shared, loaded.Findings);
        foreach (var catalogue in loaded.Texts.Base.Values.Concat(loaded.Texts.Informal.Values)) style.Run(catalogue);
        if (locked.Dialogs.TryGetValue(dialog.Name, out var known))
        {
            new VersionChecks(context, known, loaded.Root, flow => Unset(context, flow, words, loaded.Folder)).Run();
            new TranslationChecks(context, words, known).Run();
        }
        if (!loaded.Tested) loaded.Findings.Warn("D901", dialog.At, $"The dialog '{dialog.Name}' has no transcript.", $"Write one in {loaded.Folder}/tests.");
    }

    /// <summary>What may be unset where it is used or shown, by another flow of slots.</summary>
    private static List<Finding> Unset(CheckContext context, SlotFlow flow, DialogTexts words, string folder)
    {
        var scratch = new FindingList();
        var other = new CheckContext(context.Dialog, context.Graph, flow, context.Shared, context.All, context.Folders, scratch);
        new TypeChecks(other).Run();
        new TextChecks(other, words, folder).Run();
        return [.. scratch.All.Where(f => f.Code is "D303" or "D504")];
    }
}
