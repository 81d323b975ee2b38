using System.Collections.Concurrent;

namespace EngageBot.Channels.Telegram;

/// <summary>What is learnt about the bot while it runs.</summary>
internal sealed class TelegramBot(TelegramSettings settings)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _staffChatKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<TelegramTrouble, string> _troubles = new();
    private User? _me;
    private long _staffChatId = settings.StaffChatId ?? 0;
    private int _staffTopicId = settings.StaffTopicId ?? 0;

    /// <summary>The user name, without the at sign; <see langword="null"/> until Telegram has told it.</summary>
    public string? Name => Volatile.Read(ref _me)?.Username;

    /// <summary>The staff chat's id now: a group that becomes a supergroup gets another one.</summary>
    public long? StaffChatId => Volatile.Read(ref _staffChatId) is not 0 and var id ? id : null;

    /// <summary>The topic of the staff chat that words for staff go to; <see langword="null"/> for the general one.</summary>
    public int? StaffTopicId => Volatile.Read(ref _staffTopicId) is not 0 and var id ? id : null;

    /// <summary>Set once the database has said where the staff chat is now: before that its words could be taken for a stranger's.</summary>
    public Task StaffChatKnown => _staffChatKnown.Task;

    /// <summary>Set once the token is accepted and updates can come in the way the settings say.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What an operator should look at, in plain words; empty if all is well.</summary>
    public IReadOnlyCollection<string> Troubles => [.. _troubles.OrderBy(t => t.Key).Select(t => t.Value)];

    public void Introduce(User me) => Volatile.Write(ref _me, me);

    /// <param name="movedTo">Where the chat of the settings has gone, if it has.</param>
    public void KnowStaffChat(long? movedTo)
    {
        if (movedTo is { } id) MoveStaffChat(id);
        _staffChatKnown.TrySetResult();
    }

    public void MoveStaffChat(long newChatId)
    {
        Volatile.Write(ref _staffChatId, newChatId);
        FindStaffChat();
    }

    /// <summary>Nothing can be written there now.</summary>
    public void LoseStaffChat(string why) => Note(TelegramTrouble.StaffChat, $"staff cannot be reached: {why}");

    /// <summary>It can be written to.</summary>
    public void FindStaffChat() => Clear(TelegramTrouble.StaffChat);

    /// <returns><see langword="false"/> if that was known.</returns>
    public bool LoseStaffTopic(int topicId)
    {
        if (Interlocked.CompareExchange(ref _staffTopicId, 0, topicId) != topicId) return false;
        Note(TelegramTrouble.StaffTopic, "the topic of Channels:Telegram:StaffTopicId is gone; words for staff go to the general topic");
        return true;
    }

    public void Note(TelegramTrouble trouble, string words) => _troubles[trouble] = words;

    public bool Has(TelegramTrouble trouble) => _troubles.ContainsKey(trouble);

    public void Clear(TelegramTrouble trouble) => _troubles.TryRemove(trouble, out _);

    public void MarkReady() => _ready.TrySetResult();
}

/// <summary>What can be wrong with the channel while the rest of the product works.</summary>
internal enum TelegramTrouble
{
    /// <summary>The token is refused.</summary>
    Token,
    /// <summary>Updates do not come in.</summary>
    Updates,
    /// <summary>The staff chat cannot be written to.</summary>
    StaffChat,
    /// <summary>The staff chat's topic is gone.</summary>
    StaffTopic,
}
