using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EngageBot.Benchmarks;

/// <summary>A request of the bot, read whole.</summary>
internal readonly record struct QuickRequest(string Path, ReadOnlyMemory<byte> Body);

/// <summary>An answer in JSON.</summary>
internal readonly record struct QuickAnswer(int Status, string Json);

/// <summary>A server of HTTP/1.1 that does next to nothing: it stands on the cores that are measured, so each microsecond of it is one the bot does not get.</summary>
/// <remarks>One request at a time a connection, bodies with a length only, both as the bot's client does it.</remarks>
internal sealed class QuickHttp(Func<QuickRequest, ValueTask<QuickAnswer>> answer) : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Uri Start()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(2_048);
        _ = AcceptAsync();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (SocketException)
        {
            // Disposed: the run is over.
        }
        catch (ObjectDisposedException)
        {
            // The same, a moment earlier.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        connection.NoDelay = true;
        using (connection)
        {
            var (received, sent, held) = (new byte[16 * 1024], new byte[16 * 1024], 0);
            try
            {
                while (true)
                {
                    int head, length;
                    while (!TryReadHead(received.AsSpan(0, held), out head, out length) || held < head + length)
                    {
                        if (head + length > received.Length) Array.Resize(ref received, head + length);
                        if (held == received.Length) Array.Resize(ref received, held * 2);
                        var read = await connection.ReceiveAsync(received.AsMemory(held));
                        if (read == 0) return;
                        held += read;
                    }
                    var result = await answer(new(PathOf(received), received.AsMemory(head, length)));
                    var written = Write(result, ref sent);
                    await connection.SendAsync(sent.AsMemory(0, written));
                    held -= head + length;
                    if (held > 0) received.AsSpan(head + length, held).CopyTo(received);
                }
            }
            catch (SocketException)
            {
                // The bot was killed, or has closed it.
            }
        }
    }

    /// <summary>How long the head of a request is, and the body behind it.</summary>
    private static bool TryReadHead(ReadOnlySpan<byte> bytes, out int head, out int length)
    {
        length = 0;
        head = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (head < 4)
        {
            head = 0;
            return false;
        }
        var lines = bytes[..head];
        var at = lines.IndexOf("Content-Length: "u8);
        if (at >= 0) return Utf8Parser.TryParse(lines[(at + 16)..], out length, out _);
        if (lines.IndexOf("Transfer-Encoding"u8) >= 0) throw new NotSupportedException("A body of unknown length.");
        return true;
    }

    private static string PathOf(ReadOnlySpan<byte> request)
    {
        var path = request[(request.IndexOf((byte)' ') + 1)..];
        return Encoding.ASCII.GetString(path[..path.IndexOfAny((byte)' ', (byte)'?')]);
    }

    private static int Write(QuickAnswer result, ref byte[] into)
    {
        var most = 128 + Encoding.UTF8.GetMaxByteCount(result.Json.Length);
        if (into.Length < most) into = new byte[most];
        "HTTP/1.1 "u8.CopyTo(into);
        Utf8Formatter.TryFormat(result.Status, into.AsSpan(9), out _);
        var names = " -\r\nContent-Type: application/json\r\nContent-Length: "u8;
        names.CopyTo(into.AsSpan(12));
        var at = 12 + names.Length;
        Utf8Formatter.TryFormat(Encoding.UTF8.GetByteCount(result.Json), into.AsSpan(at), out var digits);
        at += digits;
        "\r\n\r\n"u8.CopyTo(into.AsSpan(at));
        at += 4;
        return at + Encoding.UTF8.GetBytes(result.Json, into.AsSpan(at));
    }
}
