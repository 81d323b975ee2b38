using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>What happens to the staff chat while the bot writes there: it moves, shuts the bot out, loses its topic.</summary>
internal sealed partial class StaffRoom(
    ChannelAccount account, TelegramBot bot, TelegramMemory memory, Inbox inbox, TimeProvider clock, ILogger<StaffRoom> log)
{
    private static readonly TimeSpan PiecesKept = TimeSpan.FromDays(30);

    /// <summary>A message has gone; if in several pieces, a reply to any of them is a reply to it.</summary>
    public async ValueTask WroteAsync(IReadOnlyList<int> pieces)
    {
        bot.FindStaffChat();
        if (pieces.Count < 2 || bot.StaffChatId is not { } chat) return;
        var last = pieces.LastOrDefault(id => id != 0);
        try
        {
            await memory.RememberPiecesAsync(chat, [.. pieces.Where(id => id != 0 && id != last)], last, clock.GetUtcNow(), PiecesKept, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // A manager who answers the first piece is told to answer the last one.
        }
    }

    /// <summary>The group has another id now; the sender re-aims what waits.</summary>
    public async Task MoveAsync(long oldId, long newId, CancellationToken cancellation)
    {
        bot.MoveStaffChat(newId);
        LogMoved(newId);
        try
        {
            await memory.RememberMoveAsync(oldId, newId, cancellation).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // Telegram says it again to whoever writes to the old one.
        }
    }

    /// <summary>The bot may not write there now.</summary>
    public void Lost(ApiFailure reason)
    {
        if (!bot.Has(TelegramTrouble.StaffChat)) LogLost(reason);
        bot.LoseStaffChat(reason.ToString());
    }

    /// <summary>The topic is gone: staff are told where their customers' words come from now on.</summary>
    public async Task LoseTopicAsync(int topicId, CancellationToken cancellation)
    {
        if (!bot.LoseStaffTopic(topicId)) return;
        LogTopicLost(topicId);
        try
        {
            await inbox.AcceptAsync(new Arrival(
                account.Id, $"staff-topic-lost:{bot.StaffChatId}:{topicId}", ChatKeys.Of(bot.StaffChatId ?? 0),
                new InboundContent.StaffTopicLost(ChatKeys.Of(topicId))), cancellation).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // The log has it.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The staff chat became a supergroup: set Channels:Telegram:StaffChatId to {ChatId}. Until then the move is remembered")]
    private partial void LogMoved(long chatId);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The bot cannot write in the staff chat ({Reason}): words for staff wait for a day. Add it there, let it write, or set Channels:Telegram:StaffChatId to another group")]
    private partial void LogLost(ApiFailure reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {TopicId} of the staff chat is gone or closed; words for staff go to its general topic. Set Channels:Telegram:StaffTopicId to another one, or take it out")]
    private partial void LogTopicLost(int topicId);
}
