using System.Net;
using System.Net.Sockets;

namespace EngageBot.Tests.Support;

/// <summary>A port that was free a moment ago, for programs that must know theirs before they start.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
