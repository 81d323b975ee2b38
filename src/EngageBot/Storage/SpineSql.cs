namespace EngageBot.Storage;

/// <summary>The few statements that differ between engines; everything else is written once.</summary>
internal abstract class SpineSql
{
    /// <summary>The next inbox rows (<c>@now</c>, <c>@limit</c>) in order of their ids: id, account_id, external_id, chat_key, content,
    /// attempts, received_at. A row that waits out a failure holds back the later ones of its chat.</summary>
    public abstract string NextInboxRows { get; }

    /// <summary>The heads of the chats of <c>@account</c> with a priority from <c>@low</c> to <c>@high</c>, due at <c>@now</c>, most urgent first:
    /// id, business_id, chat_key, chat_id, key, kind, content, attempts, expires_at, give_up_at, error.</summary>
    /// <remarks>Only the head of a chat may leave: nothing of the chat is being sent, nothing older of the same or a more urgent class
    /// waits. So a reply overtakes a promotion to the same chat but never another reply, and a head in back-off holds what follows it.</remarks>
    public abstract string NextOutboxRows { get; }

    /// <summary>Timers due at <c>@now</c>, at most <c>@limit</c>, that nobody else fires: id, account_id, external_id, run, epoch, what.</summary>
    public abstract string DueTimers { get; }

    /// <summary>Locks the chats of the inbox rows <c>@ids</c>, as far as nobody else handles them: account_id, chat_key. <see langword="null"/>
    /// where this process is the only one.</summary>
    public virtual string? LockInboxChats => null;

    /// <summary>Takes or keeps the lease <c>@name</c> for <c>@node</c> for <c>@ms</c>, unless another node holds it: its fence, or no row.</summary>
    public virtual string? TakeLease => null;

    /// <summary>One row if <c>@node</c> holds <c>@name</c> by <c>@fence</c>; nobody takes it over before the end of the transaction.</summary>
    public virtual string? ConfirmLease => null;

    /// <summary>Lets go of all leases of <c>@node</c>.</summary>
    public virtual string? EndLeases => null;

    /// <summary>Which of the inbox rows <c>@ids</c> wait still, after their chats were locked.</summary>
    public virtual string? StillWaiting => null;
}
