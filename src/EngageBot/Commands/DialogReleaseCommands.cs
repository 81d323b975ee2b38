using System.CommandLine;
using System.Globalization;
using EngageBot.Conversations;
using EngageBot.Conversations.Releases;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Commands;

/// <summary><c>engagebot dialogs publish|status|diff|where</c>: versions of dialogs and the conversations that run on them.</summary>
internal static class DialogReleaseCommands
{
    public static Command Publish()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would happen." };
        var (folder, data) = (FolderOption(), CommandHost.DataOption());
        var command = new Command("publish", "Checks the folder and makes it live, here and on every node; sends nothing. Exit code 1 if it is refused.") { dryRun, folder, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var outcome = await provider.GetRequiredService<DialogPublisher>().PublishAsync(
                Folder(provider, parsed.GetValue(folder)), new PublishRequest(PublishedBy.Command, DryRun: parsed.GetValue(dryRun)), cancellation);
            return Say(outcome);
        }, cancellation));
        return command;
    }

    public static Command Status()
    {
        var (folder, data) = (FolderOption(), CommandHost.DataOption());
        var command = new Command("status", "Which release is live, and whether the folder is it or what keeps it from going live.") { folder, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var outcome = await provider.GetRequiredService<DialogPublisher>().PublishAsync(
                Folder(provider, parsed.GetValue(folder)), new PublishRequest(PublishedBy.Command, UnlessOlder: true, DryRun: true), cancellation);
            if (await NewestAsync(provider, cancellation) is { } live)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Release {live.Number} is live since {live.PublishedAt:yyyy-MM-dd HH:mm} UTC (published by: {live.PublishedBy.ToString().ToLowerInvariant()})."));
            switch (outcome)
            {
                case PublishOutcome.Unchanged:
                    Console.WriteLine("The folder is what is live.");
                    return 0;
                case PublishOutcome.Older older:
                    Console.WriteLine($"The folder is a copy of release {older.Release}. To go back on purpose: engagebot dialogs publish");
                    return 0;
                case PublishOutcome.Ready ready:
                    Console.WriteLine($"The folder would be release {ready.Next}:");
                    foreach (var line in ready.Change.Lines) Console.WriteLine(line);
                    return 0;
                default:
                    return Say(outcome);
            }
        }, cancellation));
        return command;
    }

    public static Command Diff()
    {
        var name = new Argument<string?>("name") { Description = "Only this dialog.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<int?>("--from") { Description = "Compare with this version of the dialog instead of the live release." };
        var (folder, data) = (FolderOption(), CommandHost.DataOption());
        var command = new Command("diff", "What the folder changes of the live release, in plain words, and what becomes of live runs.") { name, from, folder, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), provider =>
            parsed.GetValue(from) is { } version
                ? FromVersionAsync(provider, parsed.GetValue(name), version, Folder(provider, parsed.GetValue(folder)), cancellation)
                : DiffAsync(provider, parsed.GetValue(name), Folder(provider, parsed.GetValue(folder)), cancellation), cancellation));
        return command;
    }

    public static Command Where()
    {
        var name = new Argument<string?>("name") { Description = "Only this dialog.", Arity = ArgumentArity.ZeroOrOne };
        var data = CommandHost.DataOption();
        var command = new Command("where", "Live runs by dialog, version and state: how many, since when the oldest, when the next is woken.") { name, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var runs = await LiveRuns.CountAsync(provider.GetRequiredService<IStore>(), parsed.GetValue(name), cancellation);
            Console.Write(WhereTable.Write(runs, provider.GetRequiredService<TimeProvider>().GetUtcNow()));
            return 0;
        }, cancellation));
        return command;
    }

    private static Option<string?> FolderOption() => new("--dialogs") { Description = "The folder with the dialogs; default: the setting Dialogs:Directory, else dialogs." };

    private static string Folder(IServiceProvider provider, string? given) => given ?? provider.GetRequiredService<IOptions<DialogSettings>>().Value.Resolve();

    private static async Task<int> DiffAsync(IServiceProvider provider, string? name, string folder, CancellationToken cancellation)
    {
        var (live, loaded, change) = await provider.GetRequiredService<DialogPublisher>().CompareAsync(folder, name, cancellation);
        if (name is not null && !loaded.Readable.ContainsKey(name)) return NoDialog(name, loaded);
        Console.WriteLine(live is null ? "Nothing is published yet." : $"Compared with release {live.Number}:");
        foreach (var line in change.Lines.DefaultIfEmpty("No difference.")) Console.WriteLine(line);
        var errors = new FindingsReport(loaded.Findings).Errors;
        if (errors > 0) await Console.Error.WriteLineAsync($"The folder has errors ({errors}) and cannot go live: engagebot dialogs check");
        return 0;
    }

    private static async Task<int> FromVersionAsync(IServiceProvider provider, string? name, int version, string folder, CancellationToken cancellation)
    {
        if (name is null)
        {
            await Console.Error.WriteLineAsync("--from is a version of one dialog: engagebot dialogs diff NAME --from VERSION");
            return 2;
        }
        var store = provider.GetRequiredService<IStore>();
        var files = DialogFiles.Read(folder);
        var loaded = DialogSet.Load(files);
        if (!loaded.Readable.ContainsKey(name)) return NoDialog(name, loaded);
        if (await store.ReadAsync(connection => ValueTask.FromResult(ReleaseRows.WithVersion(connection, name, version)), cancellation) is not { } release)
        {
            await Console.Error.WriteLineAsync($"No release of this database holds version {version} of {name}.");
            return 2;
        }
        var oldFiles = LiveDialogs.FilesOf(release);
        var old = DialogSet.Load(oldFiles).Readable;
        var runs = await LiveRuns.CountAsync(store, name, cancellation);
        Console.WriteLine($"Compared with version {version}, last in release {release.Number}:");
        var change = ReleaseChange.Between(
            old.Where(d => d.Key == name).ToDictionary(), oldFiles, loaded.Readable.Where(d => d.Key == name).ToDictionary(), files, [.. runs.Where(r => r.Version == version)], name);
        foreach (var line in change.Lines.DefaultIfEmpty("No difference.")) Console.WriteLine(line);
        return 0;
    }

    private static int Say(PublishOutcome outcome)
    {
        switch (outcome)
        {
            case PublishOutcome.Unchanged unchanged:
                Console.WriteLine($"Nothing to publish: the folder is release {unchanged.Release}.");
                return 0;
            case PublishOutcome.Ready ready:
                Console.WriteLine($"Would be release {ready.Next}:");
                foreach (var line in ready.Change.Lines) Console.WriteLine(line);
                return 0;
            case PublishOutcome.Published published:
                Console.WriteLine($"Release {published.Release} is live.");
                foreach (var line in published.Change.Lines) Console.WriteLine(line);
                if (published.LockWritten) Console.WriteLine("lock.json is written; commit it.");
                if (published.LockProblem is { } problem) Console.Error.WriteLine($"lock.json is not written: {problem}");
                return 0;
            case PublishOutcome.Refused refused:
                Console.WriteLine(new FindingsReport(refused.Findings).Plain().TrimEnd());
                foreach (var line in refused.Change.Runs) Console.WriteLine(line);
                Console.WriteLine(refused.Live == 0 ? "Not published." : $"Not published; release {refused.Live} goes on.");
                return refused.Findings.Any(f => f.Code == "D000") ? 2 : 1;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static int NoDialog(string name, LoadResult loaded)
    {
        Console.Error.WriteLine($"There is no dialog {name}; there are: {string.Join(", ", loaded.Readable.Keys)}.");
        return 2;
    }

    private static Task<DialogRelease?> NewestAsync(IServiceProvider provider, CancellationToken cancellation) =>
        provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(ReleaseRows.Newest(connection)), cancellation);
}
