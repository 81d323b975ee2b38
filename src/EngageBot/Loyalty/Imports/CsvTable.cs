using System.Collections.Frozen;
using System.Text.Unicode;
using CsvHelper;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Imports;

/// <summary>A file that cannot be read on; the message says what to do.</summary>
internal sealed class CsvFileException(string message) : Exception(message);

/// <summary>One row by column name.</summary>
/// <param name="Broken">Why it cannot be read as a row at all.</param>
internal sealed record TableRow(long Line, FrozenDictionary<string, int> Columns, string[] Fields, string? Broken)
{
    /// <summary>The field, trimmed; <see langword="null"/> where it is empty or the column is missing.</summary>
    public string? this[string column] => Columns.TryGetValue(column, out var index) && Fields[index].Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>Streams a CSV file: header row, comma, semicolon or tab, UTF-8 with or without a byte order mark.</summary>
internal static class CsvTable
{
    /// <summary>Longest row, in bytes; a table of members or receipts has none near it.</summary>
    private const int LongestRow = 64 * 1024;

    /// <exception cref="CsvFileException">The columns are wrong, or a row does not end.</exception>
    public static IEnumerable<TableRow> Read(Stream stream, IReadOnlyCollection<string> required, IReadOnlyCollection<string> optional)
    {
        string? broken = null;
        using var reader = CsvReader.Create(stream, CsvReaderOptions.Default with
        {
            // No field of ours spans lines, so an unclosed quote costs one row and not the rest of the file.
            AllowLineBreaksInQuotes = false, MaxRecordSize = LongestRow, TrackLineNumbers = true,
            OnMalformedRecord = record => broken = record.Reason is CsvMalformedReason.FieldCountMismatch ? broken : "its quotes do not match.",
        }, leaveOpen: true);
        Guard(reader, static r =>
        {
            r.ReadHeader();
            return true;
        });
        var columns = Columns([.. reader.Headers], required, optional);
        while (Guard(reader, static r => r.Read()))
        {
            var fields = reader.Current.ToArray();
            yield return new(reader.LineNumber, columns, fields, broken ?? Problem(reader, fields, columns.Count));
            broken = null;
        }
    }

    private static FrozenDictionary<string, int> Columns(string[] names, IReadOnlyCollection<string> required, IReadOnlyCollection<string> optional)
    {
        if (names.All(string.IsNullOrWhiteSpace)) throw new CsvFileException("The file is empty; its first line names the columns.");
        var columns = new Dictionary<string, int>();
        foreach (var written in names)
        {
            var name = written.Trim().ToLowerInvariant().Replace(' ', '_');
            if (!required.Contains(name) && !optional.Contains(name))
                throw new CsvFileException($"Column {columns.Count + 1} is called \"{Cut(name)}\". Columns are {string.Join(", ", required)} and, if you have them, {string.Join(", ", optional)}.");
            if (!columns.TryAdd(name, columns.Count)) throw new CsvFileException($"There are two columns called {name}.");
        }
        var missing = required.Where(name => !columns.ContainsKey(name)).ToList();
        return missing.Count == 0 ? columns.ToFrozenDictionary() : throw new CsvFileException($"There is no column {string.Join(" and no column ", missing)}; the first line names the columns.");
    }

    private static string? Problem(CsvReader reader, string[] fields, int columns)
    {
        if (!Utf8.IsValid(reader.RawRecord)) return "it is not UTF-8; save the file as \"CSV UTF-8\".";
        if (fields.Length != columns) return $"it has {fields.Length} fields, the header has {columns}.";
        return reader.RawRecord.Contains((byte)0) ? "it holds a NUL character." : null;
    }

    private static bool Guard(CsvReader reader, Func<CsvReader, bool> read)
    {
        try
        {
            return read(reader);
        }
        catch (CsvFormatException)
        {
            throw new CsvFileException($"After line {reader.LineNumber} a row is longer than {LongestRow / 1024} KiB: this is no table of members or receipts.");
        }
    }

    private static string Cut(string name) => string.Concat((WholeText.Shorten(name, 40)).Select(c => char.IsControl(c) ? '?' : c));
}
