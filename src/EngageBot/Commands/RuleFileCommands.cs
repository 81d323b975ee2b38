using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Commands.RuleCommands;

namespace EngageBot.Commands;

/// <summary>Rules as files: checked, published, taken out as a folder and read in again.</summary>
internal static class RuleFileCommands
{
    private const int FilesMax = 2_000;

    /// <summary>One document to publish or to end, and what to call it in messages.</summary>
    internal sealed record Change(RuleKind Kind, string Key, string? Json, DateTimeOffset? From, string Source)
    {
        public RuleFile? File { get; init; }
    }

    public static Command Check()
    {
        var (paths, data) = (Paths(), CommandHost.DataOption());
        var check = new Command("check", "Checks files of rules, each finding with file:line:column; nothing is published.") { paths, data };
        check.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
            await ReadAsync(Bench.Of(provider), parsed.GetRequiredValue(paths), cancellation) is not { } changes ? 1
                : await SayAsync($"{Count(changes.Length)}, no findings."), cancellation));
        return check;
    }

    public static Command Publish()
    {
        var (paths, from, data) = (Paths(), FromOption(), CommandHost.DataOption());
        var publish = new Command("publish", "Puts rules into force, all of the files or none. What was bought before keeps the rules of its time.") { paths, from, data };
        publish.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
            await ReadAsync(Bench.Of(provider), parsed.GetRequiredValue(paths), cancellation) is not { } changes ? 1
                : await EditAsync(Bench.Of(provider), changes, parsed.GetValue(from), cancellation), cancellation));
        return publish;
    }

    public static Command Import()
    {
        var folder = new Argument<string>("folder") { Description = "As `rules export` wrote it." };
        var (from, data) = (FromOption(), CommandHost.DataOption());
        var import = new Command("import", "Publishes a folder of rules, all or none. What is in force already is left alone, so twice changes nothing.") { folder, from, data };
        import.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
            await ReadAsync(Bench.Of(provider), [parsed.GetRequiredValue(folder)], cancellation) is not { } changes ? 1
                : await EditAsync(Bench.Of(provider), changes, parsed.GetValue(from), cancellation), cancellation));
        return import;
    }

    public static Command Export()
    {
        var folder = new Argument<string>("folder") { Description = "Gets a folder for each kind; files that are there are replaced." };
        var data = CommandHost.DataOption();
        var export = new Command("export", "Writes all rules, in force and to come, into a folder.") { folder, data };
        export.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider => ExportAsync(Bench.Of(provider), parsed.GetRequiredValue(folder), cancellation), cancellation));
        return export;
    }

    private static Argument<string[]> Paths() => new("files") { Description = "Files, or folders of *.yaml.", Arity = ArgumentArity.OneOrMore };

    private static async Task<int> ExportAsync(Bench bench, string folder, CancellationToken cancellation)
    {
        var written = 0;
        foreach (var kind in bench.Kinds.All)
        {
            var versions = await bench.ReadAsync(source => RuleBook.Versions(source, bench.Business, kind.Name), cancellation);
            foreach (var key in versions.GroupBy(v => v.Key))
            {
                var held = RuleBook.InForce(key, bench.Now);
                var later = key.Where(v => v.EffectiveFrom > bench.Now).GroupBy(v => v.EffectiveFrom).Select(of => of.MaxBy(v => v.Version)!);
                foreach (var version in later.Concat(held?.Content is null ? [] : [held]))
                {
                    var begins = version == held ? null : RuleInstant.Write(version.EffectiveFrom, bench.Zone);
                    var name = begins is null ? key.Key : $"{key.Key}.{TimeZoneInfo.ConvertTime(version.EffectiveFrom, bench.Zone).ToString("yyyy-MM-dd'T'HHmm", CultureInfo.InvariantCulture)}";
                    Directory.CreateDirectory(Path.Combine(folder, kind.Name));
                    await File.WriteAllTextAsync(Path.Combine(folder, kind.Name, name + ".yaml"), RuleFile.Write(kind.Name, key.Key, version.Content, begins), cancellation);
                    written++;
                }
            }
        }
        return await SayAsync($"{Count(written)} written to {folder}.");
    }

    /// <summary>Reads files and folders; says everything that is wrong with them.</summary>
    /// <returns><see langword="null"/> if anything is.</returns>
    private static async Task<ImmutableArray<Change>?> ReadAsync(Bench bench, IEnumerable<string> paths, CancellationToken cancellation)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        var sound = true;
        foreach (var path in paths)
        {
            var files = Directory.Exists(path)
                ? Directory.EnumerateFiles(path, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(FilesMax + 1).ToList()
                : File.Exists(path) ? [path] : [];
            if (files.Count is 0 or > FilesMax)
            {
                sound = false;
                await Console.Error.WriteLineAsync(files.Count == 0 ? $"There is no file {path}, and no folder with .yaml files." : $"{path} has more than {FilesMax} files.");
            }
            foreach (var name in files)
            {
                var text = new FileInfo(name).Length > 4L * RuleFile.LengthMax ? new string(' ', RuleFile.LengthMax + 1) : await File.ReadAllTextAsync(name, cancellation);
                var (file, findings) = RuleFile.Read(bench.Kinds, name, text, bench.Zone);
                foreach (var finding in findings) await Console.Error.WriteLineAsync(finding.ToString());
                if (file is null) sound = false;
                else changes.Add(new(file.Kind, file.Key, file.Json, file.EffectiveFrom, name) { File = file });
            }
        }
        foreach (var twice in changes.GroupBy(c => (c.Kind.Name, c.Key, c.From)).Where(of => of.Count() > 1))
        {
            sound = false;
            await Console.Error.WriteLineAsync($"{twice.Last().Source}: {twice.Key.Name} {twice.Key.Key} is also in {twice.First().Source}; keep one.");
        }
        return sound ? changes.ToImmutable() : null;
    }

    /// <summary>Publishes in one commit: all or none.</summary>
    internal static async Task<int> EditAsync(Bench bench, ImmutableArray<Change> changes, string? from, CancellationToken cancellation)
    {
        var begins = from is null ? null : RuleInstant.Parse(from, bench.Zone);
        if (from is not null && begins is null) return await Verb.FailAsync($"--from cannot be '{from}'. {RuleInstant.Form}");
        var outcomes = await bench.Store.WriteAsync(async scope =>
        {
            var done = new List<RuleOutcome>();
            // Kinds always in the same order, so that two importers do not wait for each other in a circle.
            foreach (var kind in changes.Select(c => c.Kind.Name).Distinct().Order(StringComparer.Ordinal)) RuleBook.Lock(scope, bench.Business, kind);
            var failed = await scope.TryAsync(() =>
            {
                // What others may name comes first in the order of files, so a second look finds what the first one missed.
                foreach (var change in changes) done.Add(Edit(scope, bench, change, begins));
                for (var i = 0; i < done.Count; i++)
                    if (done[i] is RuleOutcome.Invalid) done[i] = Edit(scope, bench, changes[i], begins);
                return done.TrueForAll(o => o is RuleOutcome.Done) ? ValueTask.CompletedTask : throw new NotAllException();
            });
            if (failed is not null and not NotAllException) throw failed;
            return done;
        }, cancellation);
        var code = 0;
        foreach (var (change, outcome) in changes.Zip(outcomes))
            code = Math.Max(code, await SayAsync(bench, change, outcome));
        return code == 0 ? 0 : await Verb.FailAsync("Nothing was published.", code);
    }

    private static RuleOutcome Edit(WriteScope scope, Bench bench, Change change, DateTimeOffset? begins) =>
        RuleDesk.Edit(scope, Verb.Operator, new(bench.Business, change.Kind, change.Key, change.Json, begins ?? change.From), bench.Now);

    private static async Task<int> SayAsync(Bench bench, Change change, RuleOutcome outcome)
    {
        var name = $"{change.Kind.Name} {change.Key}";
        switch (outcome)
        {
            case RuleOutcome.Done { Changed: false } done:
                return await SayAsync($"{name}: unchanged, version {done.Version}.");
            case RuleOutcome.Done done:
                return await SayAsync($"{name}: version {done.Version} {(change.Json is null ? "ends it" : "is in force")} from {bench.Write(done.EffectiveFrom)}.");
            case RuleOutcome.Invalid invalid:
                foreach (var error in invalid.Errors) await Console.Error.WriteLineAsync(change.File is { } file ? $"{file.Document.PlaceOf(error.Path)}: {error}" : $"{change.Source}: {error}");
                return 1;
            case RuleOutcome.Unknown:
                return await Verb.FailAsync($"{change.Source}: there are no such rules to end.", 1);
            default:
                return await Verb.FailAsync($"{change.Source}: not permitted.", 1);
        }
    }

    private static Task<int> SayAsync(string line)
    {
        Console.WriteLine(line);
        return Task.FromResult(0);
    }

    private static string Count(int files) => files == 1 ? "1 document" : $"{files.ToString(CultureInfo.InvariantCulture)} documents";

    /// <summary>Undoes what a part of the files had published.</summary>
    private sealed class NotAllException : Exception;
}
