using System.ComponentModel.DataAnnotations;

namespace EngageBot.Messaging;

/// <summary>The settings under <c>Messaging</c>.</summary>
internal sealed class MessagingSettings
{
    /// <summary>Attempts at an inbox row before it is <see cref="InboxState.Dead"/>.</summary>
    [Range(1, 100)]
    public int InboxAttempts { get; init; } = 5;

    /// <summary>Inbox rows handled in one transaction at most.</summary>
    [Range(1, 10_000)]
    public int InboxBatch { get; init; } = 256;

    /// <summary>A batch ends after this many milliseconds, so that webhooks waiting for the writer are not kept.</summary>
    [Range(1, 10_000)]
    public int InboxBatchMs { get; init; } = 50;

    /// <summary>Hours after a crash in which each inbox row is committed before its turn, so that one that ends the process is counted and found.
    /// Telegram brings an update again for a day at most (core.telegram.org/bots/api#getting-updates, read 2026-11).</summary>
    [Range(0, 24 * 7)]
    public int CarefulHours { get; init; } = 24;

    /// <summary>Workers look for work this often without being told, in seconds.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; init; } = 5;

    /// <summary>Sends of one account under way at the same time at most. With 50 ms a call, 512 places do 3,600 turns a second where 256 do 2,400
    /// (tests/EngageBot.Benchmarks/results).</summary>
    [Range(1, 10_000)]
    public int SendsAtOnce { get; init; } = 512;

    /// <summary>A send without an answer for this long, in seconds, has an unknown outcome.</summary>
    [Range(1, 600)]
    public int SendTimeoutSeconds { get; init; } = 60;

    /// <summary>A message that cannot be sent is given up after this many hours, or at its own expiry.</summary>
    [Range(1, 24 * 30)]
    public int GiveUpHours { get; init; } = 24;

    /// <summary>A rejected account is tried again this often, in minutes.</summary>
    [Range(1, 24 * 60)]
    public int RejectedAccountMinutes { get; init; } = 5;

    /// <summary>With several nodes on one database: a node that is not heard of for this long, in seconds, loses its accounts to another.</summary>
    [Range(1, 600)]
    public int LeaseSeconds { get; init; } = 15;

    /// <summary>Promotions an account sends in a second, over all chats.</summary>
    /// <remarks>Telegram: about 30 a second for bulk, about one a second in one chat (core.telegram.org/bots/faq, read 2026-11).
    /// Guidance, not contract: the platform's own pause always overrides. Replies are not paced.</remarks>
    [Range(0.1, 1_000_000)]
    public double BulkPerSecond { get; init; } = 30;

    /// <summary>Seconds between two promotions to one chat.</summary>
    [Range(0, 3600)]
    public double BulkChatSeconds { get; init; } = 1;

    /// <summary>Handled inbox rows and finished outbox rows are kept this many days; within them a repeated delivery is recognised.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; init; } = 30;

    public TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    /// <summary>Waits between attempts at an inbox row: 1, 2, 4, 8 s.</summary>
    public RetrySchedule InboxRetries { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Waits between attempts to send: 1, 2, 4 … 300 s.</summary>
    public RetrySchedule SendRetries { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
}
