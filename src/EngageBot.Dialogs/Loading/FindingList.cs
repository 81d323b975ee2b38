using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Loading;

/// <summary>Where the loader and the checks write what they find; nothing stops at the first problem.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    public bool HasErrors => _all.Exists(f => f.Severity == Severity.Error);

    public void Error(string code, SourcePosition at, string message, string fix) => _all.Add(new(code, Severity.Error, at, message, fix));

    public void Warn(string code, SourcePosition at, string message, string fix) => _all.Add(new(code, Severity.Warning, at, message, fix));

    public void AddRange(IEnumerable<Finding> findings) => _all.AddRange(findings);
}
