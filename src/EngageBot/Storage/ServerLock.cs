using System.Globalization;
using System.Text;

namespace EngageBot.Storage;

/// <summary>Only one process may serve from an embedded database: it claims work in memory, and two would send everything twice.</summary>
/// <remarks>The operating system lets go of the lock when the process ends, however it ends. What stands in the file tells how it ended.</remarks>
internal sealed class ServerLock(SqliteStoreOptions options, TimeProvider clock) : IHostedService, IDisposable
{
    private const string Serving = "serving";
    private const string Stopped = "stopped";

    private FileStream? _held;

    /// <summary>When a process found that the one before it had not been stopped in order; absent if that never happened.</summary>
    public DateTimeOffset? LastCrash { get; private set; }

    /// <summary>Keeps every other process out until it is disposed.</summary>
    /// <exception cref="CannotStartException">Another process serves from this database.</exception>
    public void Hold()
    {
        var path = options.Path + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new CannotStartException($"Another EngageBot already serves from {options.Path}; stop it, or give this one its own Data:Directory.", error);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Hold();
        LastCrash = Read(_held!);
        Write(Serving);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Write(Stopped);
        return Task.CompletedTask;
    }

    public void Dispose() => _held?.Dispose();

    /// <summary>Two words: what the last process was doing, and when the last crash was found, in Unix milliseconds.</summary>
    private DateTimeOffset? Read(FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.ASCII, leaveOpen: true);
        var words = reader.ReadToEnd().Split(' ');
        if (words[0] == Serving) return clock.GetUtcNow();
        return words.Length == 2 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    private void Write(string doing)
    {
        if (_held is not { CanWrite: true } file) return;
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(LastCrash is { } at ? string.Create(CultureInfo.InvariantCulture, $"{doing} {at.ToUnixTimeMilliseconds()}") : doing));
        file.Flush();
    }
}
