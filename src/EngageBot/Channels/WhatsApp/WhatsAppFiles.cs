namespace EngageBot.Channels.WhatsApp;

/// <summary>Fetches what customers sent, by the ids that stand in the inbox, for people who may see it.</summary>
internal sealed partial class WhatsAppFiles(GraphApi api, WhatsAppNumbers numbers, ILogger<WhatsAppFiles> log)
{
    /// <summary>An attachment that stands for a file on WhatsApp; its value is that of <see cref="Of"/>.</summary>
    public const string Kind = "whatsapp";

    /// <summary>As much as is passed on: a document may have 100 MB, and Telegram takes 50 of them.</summary>
    public const int LimitBytes = 20 * 1024 * 1024;

    /// <summary>A file as an attachment names it: by the account it came to, too, whose token alone can fetch it.</summary>
    public static string Of(long accountId, string mediaId) => FormattableString.Invariant($"{accountId}/{mediaId}");

    /// <returns><see langword="null"/> if the file is gone (Meta keeps it for seven days), too large, or the platform does not answer.</returns>
    public async Task<byte[]?> FetchAsync(string value, CancellationToken cancellation)
    {
        if (value.Split('/', 2) is not [var account, var mediaId] || !long.TryParse(account, out var id) || numbers.Of(id) is not { } number) return null;
        switch (await api.FindMediaAsync(number, mediaId, cancellation).ConfigureAwait(false))
        {
            case GraphResult<GraphMedia>.Failed failed:
                LogNotFetched(failed.Failure);
                return null;
            case GraphResult<GraphMedia>.Done { Value: { Size: <= LimitBytes } media }:
                try
                {
                    return await api.DownloadAsync(number, media.Url, LimitBytes, cancellation).ConfigureAwait(false);
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
                {
                    LogNotFetched(new GraphFailure.NoAnswer(e.GetType().Name, MayHaveHappened: false));
                    return null;
                }
            default:
                return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file could not be fetched from WhatsApp: {Reason}")]
    private partial void LogNotFetched(GraphFailure reason);
}
