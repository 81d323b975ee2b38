namespace EngageBot.Channels.Telegram;

/// <summary>What is learnt about the bot while it runs.</summary>
internal sealed class TelegramBot(TelegramSettings settings)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private User? _me;
    private long _staffChatId = settings.StaffChatId ?? 0;

    /// <summary>The user name, without the at sign; <see langword="null"/> until Telegram has told it.</summary>
    public string? Name => Volatile.Read(ref _me)?.Username;

    /// <summary>The staff chat's id now: a group that becomes a supergroup gets another one.</summary>
    public long? StaffChatId => Volatile.Read(ref _staffChatId) is not 0 and var id ? id : null;

    /// <summary>Set once the token is accepted and updates can come in the way the settings say.</summary>
    public Task Ready => _ready.Task;

    public void Introduce(User me) => Volatile.Write(ref _me, me);

    public void MoveStaffChat(long newChatId) => Volatile.Write(ref _staffChatId, newChatId);

    public void MarkReady() => _ready.TrySetResult();
}
