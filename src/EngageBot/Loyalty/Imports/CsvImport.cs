using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Imports;

/// <summary>Streams a file into the database: slices of rows, each slice one commit, each row wholly or not at all.</summary>
/// <typeparam name="T">A row that was read and may be stored.</typeparam>
internal abstract partial class CsvImport<T>(IStore store, Business business, ILogger logger) where T : class
{
    private const int Slice = 500;
    private const int RefusedShown = 1000;

    private protected Business Business => business;

    /// <summary>Where the file's days begin.</summary>
    private protected TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(business.Zone);

    private protected abstract IReadOnlyCollection<string> Required { get; }
    private protected abstract IReadOnlyCollection<string> Optional { get; }

    /// <summary>Looks at the file before its rows are taken.</summary>
    /// <exception cref="CsvFileException">Nothing of it can be taken.</exception>
    private protected virtual void Survey(IEnumerable<TableRow> rows) { }

    /// <summary>Reads one row's fields; no database.</summary>
    private protected abstract (T? Row, string? Reason) Parse(TableRow row);

    /// <summary>Stores one row under a savepoint of its own.</summary>
    private protected abstract ValueTask<RowOutcome> ApplyAsync(WriteScope scope, T row);

    /// <summary>What a row has to do with other rows: those with a key in common are judged together.</summary>
    private protected abstract IEnumerable<string> KeysOf(T row);

    /// <param name="open">Opens the file; called two or three times, since the whole file decides how its numbers are read.</param>
    /// <param name="progress">Told after each slice, on no particular thread.</param>
    /// <param name="dry">Does everything and undoes it, slice by slice: the report is the one that the import itself would give.</param>
    public async Task<ImportReport> RunAsync(Func<Stream> open, Action<ImportProgress>? progress, CancellationToken cancellation, bool dry = false)
    {
        var tally = new Tally();
        try
        {
            using (var first = open()) Survey(CsvTable.Read(first, Required, Optional));
            var related = dry ? Related(open) : null;
            using var stream = open();
            foreach (var slice in CsvTable.Read(stream, Required, Optional).Chunk(Slice))
            {
                await StoreAsync(slice, tally, related, cancellation);
                progress?.Invoke(new(tally.Rows, tally.RefusedRows));
            }
        }
        catch (CsvFileException problem)
        {
            return tally.ToReport(problem.Message, dry);
        }
        return tally.ToReport(null, dry);
    }

    private RelatedRows<T> Related(Func<Stream> open)
    {
        using var stream = open();
        return new(CsvTable.Read(stream, Required, Optional).Where(row => row.Broken is null).Select(row => Parse(row).Row).OfType<T>(), KeysOf);
    }

    private async Task StoreAsync(TableRow[] slice, Tally tally, RelatedRows<T>? related, CancellationToken cancellation)
    {
        var parsed = slice.Select(row => (row.Line, Read: row.Broken is { } broken ? (null, broken) : Parse(row))).ToList();
        var earlier = related?.Before(parsed.Select(p => p.Read.Item1).OfType<T>());
        List<RowOutcome> outcomes = [];
        await store.WriteAsync(async scope =>
        {
            if (earlier is null)
            {
                outcomes = await StoreAsync(scope, parsed);
                return;
            }
            // Undone at the end of the slice: rows that an earlier slice would have left behind are done again before it.
            var thrown = await scope.TryAsync(async () =>
            {
                foreach (var row in earlier) await StoreAsync(scope, 0, row);
                outcomes = await StoreAsync(scope, parsed);
                throw new DryException();
            });
            if (thrown is not DryException) ExceptionDispatchInfo.Throw(thrown!);
        }, cancellation);
        for (var i = 0; i < outcomes.Count; i++) tally.Add(parsed[i].Line, outcomes[i]);
    }

    private async ValueTask<List<RowOutcome>> StoreAsync(WriteScope scope, List<(long Line, (T? Row, string? Reason) Read)> parsed)
    {
        var stored = new List<RowOutcome>(parsed.Count);
        foreach (var (line, (row, reason)) in parsed)
            stored.Add(row is null ? new RowOutcome.Refused(reason ?? "it cannot be read.") : await StoreAsync(scope, line, row));
        return stored;
    }

    private async ValueTask<RowOutcome> StoreAsync(WriteScope scope, long line, T row)
    {
        RowOutcome outcome = new RowOutcome.Unchanged();
        var error = await scope.TryAsync(async () => outcome = await ApplyAsync(scope, row));
        if (error is null) return outcome;
        LogRowFailed(error, line);
        return new RowOutcome.Refused("it could not be stored; the log says why. The rows around it are in.");
    }

    private protected static string Cut(string text) => WholeText.Shorten(text, 40);

    [LoggerMessage(Level = LogLevel.Error, Message = "Line {Line} of an import could not be stored")]
    private partial void LogRowFailed(Exception error, long line);

    /// <summary>Undoes a slice that was only tried; never leaves this file.</summary>
    private sealed class DryException : Exception;

    private sealed class Tally
    {
        private readonly ImmutableArray<RefusedRow>.Builder _refused = ImmutableArray.CreateBuilder<RefusedRow>();
        private long _added, _changed, _unchanged;

        public long Rows { get; private set; }
        public long RefusedRows { get; private set; }

        public void Add(long line, RowOutcome outcome)
        {
            Rows++;
            switch (outcome)
            {
                case RowOutcome.Added: _added++; break;
                case RowOutcome.Changed: _changed++; break;
                case RowOutcome.Refused refused:
                    RefusedRows++;
                    if (_refused.Count < RefusedShown) _refused.Add(new(line, refused.Reason));
                    break;
                default: _unchanged++; break;
            }
        }

        public ImportReport ToReport(string? problem, bool dry) => new(Rows, _added, _changed, _unchanged, RefusedRows, _refused.ToImmutable(), problem) { Dry = dry };
    }
}
