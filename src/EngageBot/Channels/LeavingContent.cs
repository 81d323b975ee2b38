using System.Net;
using System.Net.Http.Headers;

namespace EngageBot.Channels;

/// <summary>A body that knows whether it was handed to a connection: before that, nothing can have happened.</summary>
internal sealed class LeavingContent : HttpContent
{
    private readonly byte[] _bytes;

    public LeavingContent(byte[] bytes, MediaTypeHeaderValue type)
    {
        _bytes = bytes;
        Headers.ContentType = type;
    }

    public bool HasLeft { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasLeft = true;
        return stream.WriteAsync(_bytes, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
