using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EngageBot.Http;

/// <summary>What the server takes from anybody before a door of ours looks at it.</summary>
internal static class ServerLimits
{
    /// <summary>Above every limit of a door, so that the door answers in its own words.</summary>
    private const int MostBodyBytes = 8 << 20;

    /// <remarks>Kept as the server has them (ASP.NET Core 10, read 2026-11): 100 headers of 32 KiB together, a request line of 8 KiB, 240
    /// bytes of a body a second after 5 seconds, 130 seconds for an idle connection.</remarks>
    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = MostBodyBytes;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        server.Limits.MaxConcurrentConnections = 10_000;
    }
}
