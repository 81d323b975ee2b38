using System.Collections.Immutable;
using EngageBot.Staff;

namespace EngageBot.Pages;

/// <summary>A page of the console.</summary>
/// <param name="Name">The key of its name in <see cref="ConsoleText"/>.</param>
internal sealed record ConsolePage(string Path, string Name);

/// <summary>Which pages there are, and who may open them.</summary>
internal static class ConsolePages
{
    public static ImmutableArray<ConsolePage> Of(Actor.Staff reader) =>
    [
        new(StaffPages.Root, "me"),
        .. reader.May(Permission.HandleCases) ? [new ConsolePage(CasePages.Root, "cases"), new ConsolePage(CausePages.Root, "causes"), new ConsolePage(PracticePages.Root, "practice")] : Array.Empty<ConsolePage>(),
        .. reader.May(Permission.SeeReports) ? [new ConsolePage(ReportPages.Promises, "promises"), new ConsolePage(ReportPages.Surveys, "surveys")] : Array.Empty<ConsolePage>(),
        .. reader.May(Permission.ManageCashiers) ? [new ConsolePage(RotaPages.Root, "rota")] : Array.Empty<ConsolePage>(),
    ];
}
