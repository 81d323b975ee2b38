using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>What the Bot API's refusals mean to the sender (core.telegram.org/bots/api and the server's source, version 10.3).</summary>
/// <remarks>Texts are compared by their beginning and without regard to case, and only where the code alone does not decide.</remarks>
internal static class TelegramErrors
{
    /// <summary>Where a 429 says no number.</summary>
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);

    public static SendResult ToSendResult(ApiFailure failure) => failure switch
    {
        ApiFailure.NoAnswer n => n.MayHaveHappened ? new SendResult.Unknown(n.Reason) : new SendResult.Unavailable(n.Reason),
        ApiFailure.Refused { Parameters.MigrateToChatId: { } moved } => new SendResult.Moved(ChatKeys.Of(moved)),
        ApiFailure.Refused { Code: 429 } r => new SendResult.Throttled(
            r.Parameters?.RetryAfter is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : DefaultPause),
        ApiFailure.Refused { Code: 403 } r => new SendResult.Refused(r.Description, ContactUnreachable: true),
        ApiFailure.Refused { Code: 401 or 404 } r => new SendResult.AccountRejected(r.Description),
        ApiFailure.Refused { Code: 409 or >= 500 } r => new SendResult.Unavailable(r.Description),
        ApiFailure.Refused r => new SendResult.Refused(r.Description, IsNobodyThere(failure)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The edited message already looks like this.</summary>
    public static bool IsNotModified(ApiFailure failure) => Says(failure, "message is not modified");

    /// <summary>The message to edit is gone, too old, not ours, or of a kind that cannot carry this.</summary>
    public static bool IsNotEditable(ApiFailure failure) =>
        Says(failure, "message to edit not found", "message can't be edited", "there is no text in the message to edit", "there is no caption in the message to edit", "MESSAGE_ID_INVALID");

    /// <summary>The message to delete is gone, too old, or not ours.</summary>
    public static bool IsNotDeletable(ApiFailure failure) => Says(failure, "message to delete not found", "message can't be deleted", "MESSAGE_ID_INVALID", "MESSAGE_DELETE_FORBIDDEN");

    /// <summary>The formatting, not the words, is refused.</summary>
    public static bool IsBadFormatting(ApiFailure failure) => Says(failure, "can't parse entities");

    /// <summary>The attached file is refused: the words can still go.</summary>
    public static bool IsBadFile(ApiFailure failure) => failure is ApiFailure.Refused { Code: 413 } || Says(failure,
        "wrong file identifier", "wrong file_id", "wrong remote file identifier", "failed to get HTTP URL content", "wrong type of the web page content",
        "wrong type of the file", "PHOTO_INVALID_DIMENSIONS", "PHOTO_EXT_INVALID", "IMAGE_PROCESS_FAILED", "WEBPAGE_", "file is too big",
        "file must be non-empty", "invalid file HTTP URL", "can't use file of type");

    /// <summary>The message to copy is gone or of a kind that cannot be copied: the words before it stand alone.</summary>
    public static bool IsNotCopyable(ApiFailure failure) =>
        Says(failure, "message to copy not found", "message can't be copied", "MESSAGE_ID_INVALID", "message to forward not found");

    /// <summary>The topic is gone or closed to the bot: the general topic of the group still takes the message.</summary>
    public static bool IsTopicLost(ApiFailure failure) =>
        Says(failure, "message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID", "TOPIC_CLOSED", "the chat is not a forum");

    /// <summary>The topic is there, and closed.</summary>
    public static bool IsTopicClosed(ApiFailure failure) => Says(failure, "TOPIC_CLOSED");

    /// <summary>It is called so already, or open or closed already.</summary>
    public static bool IsTopicNotModified(ApiFailure failure) => Says(failure, "TOPIC_NOT_MODIFIED");

    /// <summary>The chat has no topics, or the bot may not make any: everything stands in one talk.</summary>
    public static bool IsWithoutTopics(ApiFailure failure) =>
        Says(failure, "the chat is not a forum", "the chat is not a supergroup forum", "method is available only for supergroups", "not enough rights", "CHAT_NOT_FORUM");

    /// <summary>The bot may not write here: an operator must act.</summary>
    public static bool IsMissingRight(ApiFailure failure) =>
        Says(failure, "not enough rights", "have no rights", "CHAT_WRITE_FORBIDDEN", "need administrator rights");

    private static bool IsNobodyThere(ApiFailure failure) => Says(failure, "chat not found", "PEER_ID_INVALID", "user not found");

    private static bool Says(ApiFailure failure, params ReadOnlySpan<string> beginnings)
    {
        if (failure is not ApiFailure.Refused { Code: 400 } refused) return false;
        var text = refused.Description.AsSpan();
        if (text.IndexOf(": ") is >= 0 and var colon && text[..colon].Equals("Bad Request", StringComparison.OrdinalIgnoreCase))
            text = text[(colon + 2)..];
        foreach (var beginning in beginnings)
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
