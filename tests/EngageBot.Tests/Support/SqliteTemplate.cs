using EngageBot.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Support;

/// <summary>An embedded database with the program's tables and no rows: copied, which is quicker than making them.</summary>
internal static class SqliteTemplate
{
    private static readonly Lazy<byte[]> _migrated = new(Make);

    /// <summary>Puts one where the program looks for its own.</summary>
    public static void CopyInto(string folder) => File.WriteAllBytes(FileIn(folder), _migrated.Value);

    public static string FileIn(string folder) => Path.Combine(folder, "engagebot.db");

    private static byte[] Make()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-template").FullName;
        SqliteStore.Open(new(FileIn(folder)), TimeProvider.System, NullLogger<SqliteStore>.Instance).DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (File.Exists(FileIn(folder) + "-wal")) throw new InvalidOperationException("The template is not whole without its log.");
        var bytes = File.ReadAllBytes(FileIn(folder));
        Directory.Delete(folder, recursive: true);
        return bytes;
    }
}
