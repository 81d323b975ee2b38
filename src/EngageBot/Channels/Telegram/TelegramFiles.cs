namespace EngageBot.Channels.Telegram;

/// <summary>Fetches what customers sent, by the ids that stand in the inbox, for people who may see it.</summary>
internal sealed partial class TelegramFiles(TelegramApi api, ILogger<TelegramFiles> log)
{
    /// <summary>What a bot may download (core.telegram.org/bots/api#getfile, 10.3).</summary>
    public const int LimitBytes = 20 * 1024 * 1024;

    /// <returns><see langword="null"/> if the file is gone, too large, another bot's, or the platform does not answer.</returns>
    public async Task<byte[]?> FetchAsync(string fileId, CancellationToken cancellation)
    {
        switch (await api.GetFile(new GetFileRequest(fileId), cancellation))
        {
            case ApiResult<TGFile>.Failed failed:
                LogNotFetched(failed.Failure);
                return null;
            case ApiResult<TGFile>.Done { Value: { FilePath: { Length: > 0 } path } file } when file.FileSize is null or <= LimitBytes:
                try
                {
                    return await api.DownloadFile(path, LimitBytes, cancellation);
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
                {
                    LogNotFetched(new ApiFailure.NoAnswer(e.GetType().Name, MayHaveHappened: false));
                    return null;
                }
            default:
                return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file could not be fetched from Telegram: {Reason}")]
    private partial void LogNotFetched(ApiFailure reason);
}
