using System.ComponentModel.DataAnnotations;

namespace EngageBot.Conversations;

/// <summary>Where the dialogs are, and how edits of them go live.</summary>
internal sealed class DialogSettings
{
    /// <summary>The section's name in the settings.</summary>
    public const string Section = "Dialogs";

    /// <summary>Default <c>dialogs</c> in the working directory, else beside the program.</summary>
    public string Directory { get; init; } = "dialogs";

    /// <summary>Whether a change of structure goes live by itself once it holds, or waits for <c>engagebot dialogs publish</c>.</summary>
    [RegularExpression("auto|command", ErrorMessage = "Dialogs:Publish is auto or command.")]
    public string Publish { get; init; } = "auto";

    /// <summary>How often the folder and the database are looked at for something newer, in seconds; 0 never.</summary>
    [Range(0, 3600)]
    public int WatchSeconds { get; init; } = 1;

    /// <summary>The folder that is really there.</summary>
    /// <exception cref="DirectoryNotFoundException">Neither exists.</exception>
    public string Resolve()
    {
        string[] places = [Path.GetFullPath(Directory), Path.Combine(AppContext.BaseDirectory, Directory)];
        return places.FirstOrDefault(System.IO.Directory.Exists)
            ?? throw new DirectoryNotFoundException($"Dialogs:Directory is '{Directory}', which is not a folder. Give the path of a folder with dialogs.");
    }
}
