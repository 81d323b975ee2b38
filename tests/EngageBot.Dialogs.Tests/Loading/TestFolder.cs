using System.Text;
using EngageBot.Dialogs.Checks;

namespace EngageBot.Dialogs.Tests.Loading;

/// <summary>The three example dialogs in a folder of their own, to break one thing in and see what the loader says.</summary>
internal sealed class TestFolder : IDisposable
{
    // Half a character may be part of a broken file.
    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false);

    private string _edited = "";

    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("engagebot-dialogs-").FullName;
        var source = System.IO.Path.Combine(AppContext.BaseDirectory, "Loading", "Three");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Path { get; }

    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    /// <summary>Writes a whole file; findings are then looked for in it.</summary>
    public TestFolder Write(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Lenient);
        _edited = file;
        return this;
    }

    /// <summary>Replaces words that stand exactly once in a file; findings are then looked for in it.</summary>
    public TestFolder Edit(string file, string from, string to)
    {
        var text = Read(file);
        Assert.Equal(2, text.Split(from).Length);
        return Write(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    public TestFolder Delete(string file)
    {
        File.Delete(System.IO.Path.Combine(Path, file));
        return this;
    }

    /// <summary>Says in which file the finding must be, where it is not the one edited last.</summary>
    public TestFolder In(string file)
    {
        _edited = file;
        return this;
    }

    public LoadResult Load() => DialogSet.Load(Path);

    /// <summary>Loads, and demands a finding at a place.</summary>
    /// <param name="place">Words of the file; the finding stands at the <c>^</c> in them, or at their beginning.</param>
    /// <param name="alone">No error of another number may be found.</param>
    public Finding Finds(string code, string place, bool alone = true)
    {
        var result = Load();
        var caret = Math.Max(0, place.IndexOf('^', StringComparison.Ordinal));
        var text = Read(_edited);
        var at = text.IndexOf(place.Replace("^", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{place}' does not stand in {_edited}");
        at += caret;
        var line = text[..at].Count(c => c == '\n') + 1;
        var column = at - (text.LastIndexOf('\n', Math.Max(0, at - 1)) is var start && at == 0 ? -1 : start);
        var found = result.Findings.FirstOrDefault(f => f.Code == code && f.At.File.EndsWith(_edited, StringComparison.Ordinal) && f.At.Line == line && f.At.Column == column);
        Assert.True(found is not null, $"No {code} at {_edited}:{line}:{column}, but:\n{string.Join('\n', result.Findings)}");
        if (alone) Assert.All(result.Findings.Where(f => f.Severity == Severity.Error), f => Assert.Equal(code, f.Code));
        Assert.Equal(result.Findings.Any(f => f.Severity == Severity.Error), result.Set is null);
        Assert.EndsWith(".", found.Message, StringComparison.Ordinal);
        Assert.NotEmpty(found.Fix);
        return found;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
