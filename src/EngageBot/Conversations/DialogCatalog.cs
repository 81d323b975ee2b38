using EngageBot.Conversations.Actions;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using Microsoft.Extensions.Options;

namespace EngageBot.Conversations;

/// <summary>Where the dialogs are.</summary>
internal sealed class DialogSettings
{
    /// <summary>The section's name in the settings.</summary>
    public const string Section = "Dialogs";

    /// <summary>Default <c>dialogs</c> in the working directory, else beside the program.</summary>
    public string Directory { get; init; } = "dialogs";

    /// <summary>The folder that is really there.</summary>
    /// <exception cref="DirectoryNotFoundException">Neither exists.</exception>
    public string Resolve()
    {
        string[] places = [Path.GetFullPath(Directory), Path.Combine(AppContext.BaseDirectory, Directory)];
        return places.FirstOrDefault(System.IO.Directory.Exists)
            ?? throw new DirectoryNotFoundException($"Dialogs:Directory is '{Directory}', which is not a folder. Give the path of a folder with dialogs.");
    }
}

/// <summary>The dialogs in use: loaded and checked once, never half good.</summary>
internal sealed class DialogCatalog(IOptions<DialogSettings> settings, DialogActions actions)
{
    private DialogSet? _current;

    /// <summary>The dialogs every turn runs on.</summary>
    public DialogSet Current => _current ?? throw new InvalidOperationException("The dialogs are loaded before the first turn.");

    /// <summary>Loads the folder; called once, before anything is answered.</summary>
    /// <exception cref="InvalidDialogsException">At least one file is wrong; the message says which and how to mend it.</exception>
    public void Load()
    {
        var loaded = DialogSet.Load(settings.Value.Resolve());
        if (loaded.Set is null) throw new InvalidDialogsException(loaded.Findings.Where(f => f.Severity == Severity.Error));
        foreach (var (name, schema) in loaded.Set.Shared.Actions)
            if (!actions.Schemas.ContainsKey(schema.Name))
                throw new InvalidDialogsException($"_shared/actions.schema.json names the action {name}, which this program does not have.");
        _current = loaded.Set;
    }
}

/// <summary>The dialogs cannot be used; each line of the message is one finding.</summary>
internal sealed class InvalidDialogsException : Exception
{
    public InvalidDialogsException(IEnumerable<Finding> findings) : base(string.Join(Environment.NewLine, findings)) { }
    public InvalidDialogsException(string message) : base(message) { }
}
