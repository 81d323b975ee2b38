using System.Collections.Immutable;

namespace EngageBot.Loyalty.Imports;

/// <summary>A row that was not taken, and why, for the person who has to mend the file.</summary>
/// <param name="Line">As an editor counts, the header being line 1; where a row spans several, its last.</param>
internal sealed record RefusedRow(long Line, string Reason);

/// <summary>How far an import is.</summary>
internal sealed record ImportProgress(long Rows, long Refused);

/// <summary>What an import did. Running the same file again changes nothing.</summary>
/// <param name="Rows">Read, without the header.</param>
/// <param name="Refused">The first thousand.</param>
/// <param name="FileProblem">Why the file was not read to its end, or not at all; rows before that point are in.</param>
internal sealed record ImportReport(
    long Rows, long Added, long Changed, long Unchanged, long RefusedRows, ImmutableArray<RefusedRow> Refused, string? FileProblem)
{
    /// <summary>Nothing was written: this is what would have been.</summary>
    public bool Dry { get; init; }

    /// <summary>Everything in the file is in the database.</summary>
    public bool Complete => FileProblem is null && RefusedRows == 0;

    /// <summary>The report for a terminal, line by line.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Dry
            ? $"Nothing was written. Of {Rows} rows {Added} would be added, {Changed} changed, {Unchanged} unchanged, {RefusedRows} refused."
            : $"{Rows} rows: {Added} added, {Changed} changed, {Unchanged} unchanged, {RefusedRows} refused.";
        foreach (var row in Refused) yield return $"line {row.Line}: {row.Reason}";
        if (RefusedRows > Refused.Length) yield return $"… and {RefusedRows - Refused.Length} more.";
        if (FileProblem is not null) yield return $"Stopped: {FileProblem}";
    }
}

/// <summary>What became of one row.</summary>
internal abstract record RowOutcome
{
    private RowOutcome() { }

    public sealed record Added : RowOutcome;

    public sealed record Changed : RowOutcome;

    public sealed record Unchanged : RowOutcome;

    /// <param name="Reason">A plain sentence.</param>
    public sealed record Refused(string Reason) : RowOutcome;
}
