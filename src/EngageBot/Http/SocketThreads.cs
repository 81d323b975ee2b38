using EngageBot.Storage;

namespace EngageBot.Http;

/// <summary>Lets what a socket brings be handled on the thread that found it, without a hop to another one.</summary>
internal static class SocketThreads
{
    // The runtime knows it by this name only (System.Net.Sockets, SocketAsyncEngine of .NET 10, read 2026-11) and looks once, at the first socket.
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>For a program that serves; whoever set it themselves has the last word.</summary>
    /// <remarks>
    /// A turn costs a tenth less so: it waits for two or three sockets. Whatever may take long leaves that thread first: writes go to the writer's, and
    /// reads of the embedded database begin on a pool's (<see cref="SqliteReaders"/>). With PostgreSQL it stays off: the driver's calls that block would
    /// wait on the thread that is to wake them.
    /// </remarks>
    public static void StayOn(IConfiguration configuration)
    {
        if (StorageModule.IsPostgres(configuration) || Environment.GetEnvironmentVariable(Inline) is not null) return;
        Environment.SetEnvironmentVariable(Inline, "1");
    }
}
