using EngageBot.Dialogs.Tests.Loading;

namespace EngageBot.Dialogs.Tests.Checks;

/// <summary>A folder to break things in.</summary>
public abstract class FindingTests : IDisposable
{
    private protected const string Complaint = "complaint/dialog.yaml";
    private protected const string Winback = "winback/dialog.yaml";
    private protected const string Nps = "nps/dialog.yaml";

    private protected TestFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();
}
