using System.Security.Cryptography;
using System.Text;

namespace EngageBot.Loyalty.Imports;

/// <summary>Which rows of a file have to do with each other: two of one member, two of one receipt. What a dry run of a later one depends on.</summary>
/// <remarks>Holds a number for each key of the file and only those rows that share one, so a file of any length takes little memory.</remarks>
internal sealed class RelatedRows<T> where T : class
{
    private readonly Func<T, IEnumerable<string>> _keys;
    private readonly HashSet<ulong> _shared = [];
    private readonly Dictionary<ulong, List<int>> _rowsOf = [];
    private readonly List<T> _rows = [];

    public RelatedRows(IEnumerable<T> rows, Func<T, IEnumerable<string>> keys)
    {
        _keys = keys;
        var seen = new HashSet<ulong>();
        foreach (var row in rows)
            foreach (var key in keys(row))
                if (!seen.Add(NumberOf(key))) _shared.Add(NumberOf(key));
    }

    /// <summary>The earlier rows on which a slice depends, in the file's order; call it once for each slice, in order.</summary>
    public List<T> Before(IEnumerable<T> slice)
    {
        var own = slice.Where(row => Shared(row).Any()).ToList();
        var found = new SortedSet<int>();
        var open = new Queue<T>(own);
        while (open.TryDequeue(out var row))
            foreach (var key in Shared(row))
                foreach (var index in _rowsOf.GetValueOrDefault(key) ?? [])
                    if (found.Add(index)) open.Enqueue(_rows[index]);
        foreach (var row in own)
        {
            foreach (var key in Shared(row))
            {
                if (!_rowsOf.TryGetValue(key, out var indexes)) _rowsOf.Add(key, indexes = []);
                indexes.Add(_rows.Count);
            }
            _rows.Add(row);
        }
        return [.. found.Select(index => _rows[index])];
    }

    private IEnumerable<ulong> Shared(T row) => _keys(row).Select(NumberOf).Where(_shared.Contains);

    private static ulong NumberOf(string key) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
