using QRCoder;
using QRCoder.Exceptions;

namespace EngageBot.Channels;

/// <summary>A QR code as a PNG.</summary>
internal static class QrPicture
{
    /// <returns><see langword="null"/> if the value is longer than a code holds.</returns>
    public static byte[]? Of(string value)
    {
        try
        {
            using var generator = new QRCodeGenerator();
            using var data = generator.CreateQrCode(value, QRCodeGenerator.ECCLevel.M);
            using var code = new PngByteQRCode(data);
            return code.GetGraphic(pixelsPerModule: 10);
        }
        catch (DataTooLongException)
        {
            return null;
        }
    }
}
