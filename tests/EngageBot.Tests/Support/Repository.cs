namespace EngageBot.Tests.Support;

/// <summary>The working tree the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new(AppContext.BaseDirectory));

    /// <summary>A copy of the shipped dialogs to change a file in.</summary>
    public static string CopyOfDialogs()
    {
        var copy = Directory.CreateTempSubdirectory("engagebot-dialogs").FullName;
        foreach (var file in Directory.EnumerateFiles(EngageHost.Dialogs, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(EngageHost.Dialogs, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return copy;
    }

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EngageBot.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the working tree.");
    }
}
