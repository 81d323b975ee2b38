using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>The dialogs these tests talk to.</summary>
internal static class Folders
{
    public static string ShippedPath { get; } = Path.Combine(Root(), "dialogs");

    public static string ExamplesPath { get; } = Together("Loading/Three", "Engine/Examples");

    private static readonly Lazy<DialogSet> LoadedShipped = new(() => Load(ShippedPath));
    private static readonly Lazy<DialogSet> LoadedExamples = new(() => Load(ExamplesPath));

    private static readonly Lazy<DialogSet> LoadedCafe = new(() => Load(Together("Engine/Cafe")));

    /// <summary>Small dialogs in English, one for each rule of the floor.</summary>
    public static DialogSet Cafe => LoadedCafe.Value;

    public static DialogSet Shipped => LoadedShipped.Value;

    /// <summary>The three dialogs of docs/dialogs.md, with what they call.</summary>
    public static DialogSet Examples => LoadedExamples.Value;

    /// <summary>A copy of the cafe to change a file in.</summary>
    public static string CafeCopy() => Together("Engine/Cafe");

    /// <summary>A copy of the shipped dialogs to change a file in.</summary>
    public static string ShippedCopy() => Together("../../dialogs");

    /// <summary>The cafe with one dialog more, in English.</summary>
    public static DialogSet With(string dialog, string machine, string texts)
    {
        var path = CafeCopy();
        Write(path, dialog, machine, texts);
        return Load(path);
    }

    /// <summary>Writes a dialog in English into a folder.</summary>
    public static void Write(string path, string dialog, string machine, string texts)
    {
        var folder = Directory.CreateDirectory(Path.Combine(path, dialog)).FullName;
        File.WriteAllText(Path.Combine(folder, "dialog.yaml"), machine + "\n");
        File.WriteAllText(Path.Combine(folder, "en.yaml"), texts + "\n");
    }

    public static DialogSet Load(string path)
    {
        var result = DialogSet.Load(path);
        return result.Set ?? throw new InvalidOperationException(string.Join("\n", result.Findings.Where(f => f.Severity == Severity.Error)));
    }

    // The loader's examples and what only a conversation needs, side by side in a folder of their own.
    private static string Together(params string[] folders)
    {
        var together = Directory.CreateTempSubdirectory("engagebot-dialogs-").FullName;
        foreach (var folder in folders.Select(f => Path.Combine(Root(), "tests", "EngageBot.Dialogs.Tests", f)))
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(together, Path.GetRelativePath(folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        return together;
    }

    /// <summary>The repository.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EngageBot.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
