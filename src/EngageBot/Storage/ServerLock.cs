namespace EngageBot.Storage;

/// <summary>Only one process may serve from an embedded database: it claims work in memory, and two would send everything twice.</summary>
/// <remarks>The operating system lets go of the lock when the process ends, however it ends.</remarks>
internal sealed class ServerLock(SqliteStoreOptions options) : IHostedService, IDisposable
{
    private FileStream? _held;

    /// <exception cref="CannotStartException">Another process serves from this database.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
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
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _held?.Dispose();
}
