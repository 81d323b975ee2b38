using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EngageBot.Dialogs.Loading;

namespace EngageBot.Dialogs;

/// <summary>The files of a folder of dialogs as they were at one moment: what is checked is what is stored and what runs.</summary>
public sealed class DialogFiles
{
    private const string Tests = "tests/";

    /// <summary>What is longer is cut here, and refused by those who read it.</summary>
    private const int MostCharacters = 4_000_000;

    /// <summary>By path with slashes; <see langword="null"/> for a file that is there and cannot be read.</summary>
    private readonly ImmutableSortedDictionary<string, string?> _texts;

    private readonly ImmutableSortedSet<string> _folders;

    private DialogFiles(string root, ImmutableSortedDictionary<string, string?> texts, bool exists)
    {
        (Root, _texts, Exists) = (root, texts, exists);
        _folders = [.. texts.Keys.Where(k => k.Contains('/', StringComparison.Ordinal)).Select(k => k[..k.IndexOf('/', StringComparison.Ordinal)])];
        Fingerprint = FingerprintOf(texts);
    }

    /// <summary>What findings call the folder.</summary>
    public string Root { get; }

    /// <summary>There is such a folder, and one named <c>_shared</c> in it.</summary>
    public bool Exists { get; }

    /// <summary>A hash of everything that runs: dialogs, texts and shared files, but neither the lock file nor transcripts.</summary>
    public string Fingerprint { get; }

    /// <summary>The lock file's text.</summary>
    public string? Lock => _texts.GetValueOrDefault(LockFile.FileName);

    /// <summary>Reads a folder. Never throws because of what is in it.</summary>
    public static DialogFiles Read(string directory)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        var root = directory.Replace('\\', '/').TrimEnd('/');
        if (!Directory.Exists(Path.Combine(directory, "_shared"))) return new(root, texts.ToImmutable(), exists: false);
        if (File.Exists(Path.Combine(directory, LockFile.FileName))) texts[LockFile.FileName] = Text(Path.Combine(directory, LockFile.FileName));
        foreach (var folder in Directory.EnumerateDirectories(directory))
        {
            var name = Path.GetFileName(folder);
            if (name.StartsWith('.')) continue;
            // An empty folder is a dialog without its file, and is reported as one.
            texts[name + "/"] = "";
            foreach (var file in Directory.EnumerateFiles(folder).Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal)))
                texts[$"{name}/{Path.GetFileName(file)}"] = Text(file);
            if (!Directory.Exists(Path.Combine(folder, "tests"))) continue;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "tests"), "*.transcript.yaml"))
                texts[$"{name}/{Tests}{Path.GetFileName(file)}"] = "";
        }
        return new(root, texts.ToImmutable(), exists: true);
    }

    /// <summary>The files that <see cref="Pack"/> wrote.</summary>
    /// <param name="root">What findings call them.</param>
    /// <exception cref="FormatException">The bytes were not written by <see cref="Pack"/>.</exception>
    public static DialogFiles Unpack(byte[] packed, string root)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
            var texts = JsonSerializer.Deserialize(brotli, LockJson.Default.SortedDictionaryStringString)!;
            return new(root, texts.ToImmutableSortedDictionary(t => t.Key, t => (string?)t.Value, StringComparer.Ordinal), exists: true);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new FormatException($"{root} is damaged.", wrong);
        }
    }

    /// <summary>A stamp of names, sizes and times that changes when a file does; cheap enough to take every second.</summary>
    public static int Stamp(string directory)
    {
        var stamp = 17;
        if (!Directory.Exists(directory)) return stamp;
        foreach (var folder in new DirectoryInfo(directory).EnumerateDirectories())
            foreach (var file in folder.EnumerateFiles())
                stamp ^= HashCode.Combine(folder.Name, file.Name, file.Length, file.LastWriteTimeUtc);
        return stamp;
    }

    /// <summary>The names of the folders, dialogs and <c>_shared</c>.</summary>
    internal IEnumerable<string> Folders => _folders;

    /// <summary>The files directly in a folder, by name.</summary>
    internal IEnumerable<string> In(string folder) => _texts.Keys
        .Where(k => k.StartsWith(folder + "/", StringComparison.Ordinal) && k.Length > folder.Length + 1 && k.IndexOf('/', folder.Length + 1) < 0)
        .Select(k => k[(folder.Length + 1)..]);

    internal bool HasTests(string folder) => _texts.Keys.Any(k => k.StartsWith($"{folder}/{Tests}", StringComparison.Ordinal));

    internal bool Has(string path) => _texts.ContainsKey(path);

    internal string? Text(string path, out bool exists)
    {
        exists = _texts.TryGetValue(path, out var text);
        return text;
    }

    /// <summary>What a release stores: the same files, with the numbers as they are from now on.</summary>
    public byte[] Pack(string locked)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, text) in _texts)
            if (text is not null) texts[path] = text;
        texts[LockFile.FileName] = locked;
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(brotli, texts, LockJson.Default.SortedDictionaryStringString);
        return buffer.ToArray();
    }

    private static string FingerprintOf(ImmutableSortedDictionary<string, string?> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, text) in texts)
        {
            if (path == LockFile.FileName || path.Contains("/" + Tests, StringComparison.Ordinal)) continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{text?.Length ?? -1}\n{text}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset()[..12]);
    }

    private static string? Text(string path)
    {
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            var text = new char[(int)Math.Min(new FileInfo(path).Length + 1, MostCharacters)];
            return new(text, 0, reader.ReadBlock(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
