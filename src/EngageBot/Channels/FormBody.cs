using System.Buffers;
using System.Net.Http.Headers;
using System.Text;

namespace EngageBot.Channels;

/// <summary>A form with a file.</summary>
/// <remarks>Built by hand: .NET writes a file name that platforms cannot read (they want plain UTF-8 in <c>filename</c>).</remarks>
internal sealed class FormBody(int fileBytes)
{
    private const string Boundary = "engagebot-0f1c7a52e7b84d6f";

    private readonly ArrayBufferWriter<byte> _body = new(fileBytes + 1024);

    public FormBody Add(string name, string? value)
    {
        Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        return this;
    }

    /// <summary>The form, its file last.</summary>
    public LeavingContent With(string field, string name, string type, ReadOnlySpan<byte> file)
    {
        Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: {type}\r\n\r\n");
        _body.Write(file);
        Write($"\r\n--{Boundary}--\r\n");
        return new LeavingContent(_body.WrittenSpan.ToArray(), MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}"));
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _body);
}
