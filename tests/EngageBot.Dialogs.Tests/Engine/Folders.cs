namespace EngageBot.Dialogs.Tests.Engine;

/// <summary>The dialogs these tests talk to.</summary>
internal static class Folders
{
    public static string ShippedPath { get; } = Path.Combine(Root(), "dialogs");

    public static string ExamplesPath { get; } = Together("Loading/Three", "Engine/Examples");

    private static readonly Lazy<DialogSet> LoadedShipped = new(() => Load(ShippedPath));
    private static readonly Lazy<DialogSet> LoadedExamples = new(() => Load(ExamplesPath));

    public static DialogSet Shipped => LoadedShipped.Value;

    /// <summary>The three dialogs of docs/dialogs.md, with what they call.</summary>
    public static DialogSet Examples => LoadedExamples.Value;

    public static DialogSet Load(string path)
    {
        var result = DialogSet.Load(path);
        return result.Set ?? throw new InvalidOperationException(string.Join("\n", result.Findings));
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

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EngageBot.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
