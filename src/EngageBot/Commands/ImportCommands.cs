using System.CommandLine;
using EngageBot.Businesses;
using EngageBot.Loyalty.Imports;

namespace EngageBot.Commands;

/// <summary><c>engagebot import members|purchases FILE</c>: CSV in, a report of refused rows out; formats in docs/import.md.</summary>
internal static class ImportCommands
{
    /// <summary>A line of progress for each so many rows.</summary>
    private const int ProgressRows = 5000;

    public static Command Build() => new("import", "Brings members and purchases in from CSV files. The same file twice changes nothing.")
    {
        Build("members", "Members with their names, birthdays and points.", (imports, business, open, progress, cancellation, dry) =>
            imports.MembersAsync(business, open, progress, cancellation, dry)),
        Build("purchases", "Purchases by shop and receipt; points are earned by the programme's rules.", (imports, business, open, progress, cancellation, dry) =>
            imports.PurchasesAsync(business, open, progress, cancellation, dry), "receipts"),
    };

    private delegate Task<ImportReport> Import(
        CsvImports imports, Business business, Func<Stream> open, Action<ImportProgress> progress, CancellationToken cancellation, bool dry);

    private static Command Build(string name, string description, Import import, string? alias = null)
    {
        var file = new Argument<string>("file") { Description = "A CSV file with a header line, UTF-8." };
        var data = CommandHost.DataOption();
        var dry = new Option<bool>("--dry-run") { Description = "Says exactly what would happen, and writes nothing." };
        var command = new Command(name, description) { file, dry, data };
        if (alias is not null) command.Aliases.Add(alias);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            return CommandHost.RunAsync(parsed.GetValue(data), provider => RunAsync(provider, path, import, parsed.GetValue(dry), cancellation), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider provider, string path, Import import, bool dry, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            await Console.Error.WriteLineAsync($"There is no file {path}.");
            return 2;
        }
        var imports = provider.GetRequiredService<CsvImports>();
        var business = provider.GetRequiredService<BusinessDirectory>().Business;
        var shown = 0L;
        var report = await import(imports, business, () => File.OpenRead(path), progress =>
        {
            if (progress.Rows - shown < ProgressRows) return;
            shown = progress.Rows;
            Console.Error.WriteLine($"{progress.Rows} rows, {progress.Refused} refused …");
        }, cancellation, dry);
        foreach (var line in report.Lines()) Console.WriteLine(line);
        return report.Complete ? 0 : report.FileProblem is null ? 1 : 2;
    }
}
