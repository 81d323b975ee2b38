using System.Collections.Concurrent;
using System.Globalization;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.Telegram;

/// <summary>A topic of the staff group for each talk: made when the first word of it comes, named as the matter stands, closed and opened with it, made again when it
/// is gone. A group without topics, or one in which the bot may not make them, has all talks in one.</summary>
internal sealed partial class CaseTopics(TelegramApi api, TelegramBot bot, TelegramMemory memory, ILogger<CaseTopics> log)
{
    /// <summary>Characters of a topic's name (core.telegram.org/bots/api, 10.3).</summary>
    private const int LongestName = 128;

    /// <summary>Chats that take no topics, until the next start.</summary>
    private readonly ConcurrentDictionary<long, bool> _without = new();

    /// <summary>The topic in which a message of this talk is to stand; <see langword="null"/> where there are none.</summary>
    public async ValueTask<int?> ForAsync(long chatId, MessageThread? thread, CancellationToken cancellation)
    {
        if (thread is null || chatId != bot.StaffChatId || _without.ContainsKey(chatId)) return null;
        var name = Shorten(thread.Name);
        if (await memory.TopicAsync(chatId, thread.Key, cancellation).ConfigureAwait(false) is not { } known) return await MakeAsync(chatId, thread.Key, name, cancellation).ConfigureAwait(false);
        if (known.Closed && !thread.Closed)
        {
            if (IsGone(await api.ReopenForumTopic(new(chatId, known.Id), cancellation).ConfigureAwait(false))) return await MakeAsync(chatId, thread.Key, name, cancellation).ConfigureAwait(false);
            known = known with { Closed = false };
            await memory.RememberTopicAsync(chatId, thread.Key, known, cancellation).ConfigureAwait(false);
        }
        if (known.Name != name && !known.Closed)
        {
            if (IsGone(await api.EditForumTopic(new(chatId, known.Id, name), cancellation).ConfigureAwait(false))) return await MakeAsync(chatId, thread.Key, name, cancellation).ConfigureAwait(false);
            await memory.RememberTopicAsync(chatId, thread.Key, known with { Name = name }, cancellation).ConfigureAwait(false);
        }
        return known.Id;
    }

    /// <summary>A message was refused because its topic is closed or gone: it is opened, or made again.</summary>
    public async ValueTask<int?> RecoverAsync(long chatId, MessageThread thread, int lost, ApiFailure failure, CancellationToken cancellation)
    {
        if (TelegramErrors.IsTopicClosed(failure) && await api.ReopenForumTopic(new(chatId, lost), cancellation).ConfigureAwait(false) is ApiResult<bool>.Done) return lost;
        LogLost(lost);
        return await MakeAsync(chatId, thread.Key, Shorten(thread.Name), cancellation).ConfigureAwait(false);
    }

    /// <summary>The message stands there: a matter that is over closes its topic.</summary>
    public async ValueTask WroteAsync(long chatId, MessageThread thread, int topic, CancellationToken cancellation)
    {
        if (!thread.Closed || await memory.TopicAsync(chatId, thread.Key, cancellation).ConfigureAwait(false) is not { Closed: false } known || known.Id != topic) return;
        // Best effort: an open topic of a closed matter does no harm.
        if (await api.CloseForumTopic(new(chatId, topic), cancellation).ConfigureAwait(false) is ApiResult<bool>.Done)
            await memory.RememberTopicAsync(chatId, thread.Key, known with { Closed = true }, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<int?> MakeAsync(long chatId, string key, string name, CancellationToken cancellation)
    {
        switch (await api.CreateForumTopic(new(chatId, name), cancellation).ConfigureAwait(false))
        {
            case ApiResult<ForumTopic>.Done { Value.MessageThreadId: var id }:
                await memory.RememberTopicAsync(chatId, key, new(id, false, name), cancellation).ConfigureAwait(false);
                return id;
            case ApiResult<ForumTopic>.Failed { Failure: var failure } when TelegramErrors.IsWithoutTopics(failure):
                if (_without.TryAdd(chatId, true)) LogWithout(failure);
                return null;
            default:
                // Now it cannot be made: the words matter more than where they stand.
                return null;
        }
    }

    private static bool IsGone<T>(ApiResult<T> result) =>
        result is ApiResult<T>.Failed { Failure: var failure } && TelegramErrors.IsTopicLost(failure) && !TelegramErrors.IsTopicClosed(failure);

    private static string Shorten(string name) => name.Length <= LongestName ? name : new StringInfo(name).SubstringByTextElements(0, Math.Min(LongestName / 2, new StringInfo(name).LengthInTextElements));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {TopicId} of a case is gone; it gets another one")]
    private partial void LogLost(int topicId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The staff chat has no topics for cases ({Reason}): they stand in one talk. In a group with topics make the bot an administrator that may manage them")]
    private partial void LogWithout(ApiFailure reason);
}

/// <summary>What is remembered of a topic.</summary>
internal sealed record KnownTopic(int Id, bool Closed, string Name);
