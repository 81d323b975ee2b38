using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageBot.Dialogs.Loading;

/// <summary>The content of <c>dialogs/lock.json</c>: numbers that stand in buttons customers may still press, and the structure of each version. Append-only.</summary>
internal sealed class LockFile
{
    public const string FileName = "lock.json";

    private static readonly LockJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
    });

    public SortedDictionary<string, LockedDialog> Dialogs { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The folder's lock, or an empty one where there is none yet.</summary>
    /// <param name="text">Nothing for a file that is not there, or cannot be opened.</param>
    public static LockFile Read(string? text, bool exists, FindingList findings)
    {
        if (!exists) return new();
        if (text is null)
        {
            findings.Error("D000", new(FileName, 1, 1), "The lock file cannot be opened.", "Look at its access rights.");
            return new();
        }
        try
        {
            var read = JsonSerializer.Deserialize(text, Json.LockFile);
            if (read is not null && read.Dialogs is not null && read.Dialogs.Values.All(IsWhole))
            {
                if (read.GivenTwice() is { } twice)
                    findings.Error("D805", PlaceOf(twice, text), $"The number of '{twice}' is given twice.",
                        "Restore the file from the last release; numbers are never reused.");
                return read;
            }
            findings.Error("D000", new(FileName, 1, 1), "The lock file is not one of ours.", "Restore it from the last release.");
        }
        catch (JsonException e)
        {
            findings.Error("D000", new(FileName, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1),
                "The lock file cannot be read.", "Restore it from the last release.");
        }
        return new();
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.LockFile) + "\n";

    /// <summary>The name that bears a number another one bears too.</summary>
    public string? GivenTwice() =>
        Twice(Dialogs.Select(d => (d.Key, d.Value.Number)))
        ?? Dialogs.Values.Select(d => Twice(d.States.Select(s => (s.Key, s.Value)))).FirstOrDefault(t => t is not null)
        ?? Dialogs.Values.SelectMany(d => d.Choices.Values).Select(c => Twice(c.Select(w => (w.Key, w.Value)))).FirstOrDefault(t => t is not null);

    /// <summary>The numbers of a dialog, with a number of its own if it is new.</summary>
    public NumberBook Book(string dialog, NumberBook[] given)
    {
        if (!Dialogs.TryGetValue(dialog, out var locked))
        {
            var highest = Dialogs.Values.Select(d => d.Number).Concat(given.Select(b => b.Dialog)).DefaultIfEmpty(0).Max();
            return new(highest + 1, new Dictionary<string, int>(), new Dictionary<string, IReadOnlyDictionary<string, int>>());
        }
        return new(locked.Number, locked.States, locked.Choices.ToDictionary(c => c.Key, c => (IReadOnlyDictionary<string, int>)c.Value, StringComparer.Ordinal));
    }

    private static bool IsWhole(LockedDialog? dialog) =>
        dialog is { States: not null, Choices: not null, Versions: not null } && InRange(dialog.Number, ushort.MaxValue)
        && dialog.States.Values.All(n => InRange(n, ushort.MaxValue))
        && dialog.Choices.Values.All(c => c is not null && c.Values.All(n => InRange(n, byte.MaxValue)))
        && dialog.Versions.Values.All(v => v is { Fingerprint: not null, States: not null } && v.Set?.Values.All(s => s is not null) != false)
        && dialog.Texts?.Values.All(t => t is not null) != false;

    private static bool InRange(int number, int most) => number >= 1 && number <= most;

    /// <summary>Where a name stands in the file; the file is small, and this is seldom asked.</summary>
    private static SourcePosition PlaceOf(string name, string text)
    {
        var at = text.LastIndexOf($"\"{name}\":", StringComparison.Ordinal);
        if (at < 0) return new(FileName, 1, 1);
        return new(FileName, text.AsSpan(0, at).Count('\n') + 1, at - text.LastIndexOf('\n', at));
    }

    private static string? Twice(IEnumerable<(string Name, int Number)> numbers) =>
        numbers.GroupBy(n => n.Number).FirstOrDefault(g => g.Skip(1).Any())?.Last().Name;
}

/// <summary>One dialog's numbers and versions.</summary>
internal sealed class LockedDialog
{
    public required int Number { get; init; }
    public SortedDictionary<string, int> States { get; init; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, SortedDictionary<string, int>> Choices { get; init; } = new(StringComparer.Ordinal);
    public SortedDictionary<int, LockedVersion> Versions { get; init; } = [];

    /// <summary>Fingerprints of the texts when all languages last said the same, by key and language; absent in older files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, SortedDictionary<string, string>>? Texts { get; set; }
}

/// <summary>What a version looked like: its fingerprint, and the states in which runs may stand, each with its kind.</summary>
internal sealed class LockedVersion
{
    public required string Fingerprint { get; init; }
    public SortedDictionary<string, string> States { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The slots and facts that were certainly set in each of these states; absent in older files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string[]>? Set { get; init; }
}

[JsonSerializable(typeof(LockFile))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class LockJson : JsonSerializerContext;
