using System.Collections.Concurrent;

namespace EngageBot.Messaging;

/// <summary>The lanes of all accounts that have a channel in this process.</summary>
internal sealed class SendLanes(ChannelList channels, MessagingSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, SendLane> _lanes = new();

    /// <summary>One lane a channel; made at the first look.</summary>
    public IEnumerable<SendLane> All => channels.All.Select(Of);

    /// <summary>Those looked at before.</summary>
    public ICollection<SendLane> Known => _lanes.Values;

    /// <summary>The account's lane, or <see langword="null"/> if this process has no channel for it.</summary>
    public SendLane? Find(long accountId) => channels.Find(accountId) is { } channel ? Of(channel) : null;

    private SendLane Of(IChannel channel)
    {
        if (_lanes.TryGetValue(channel.Account.Id, out var lane) && ReferenceEquals(lane.Channel, channel)) return lane;
        // New, or a channel was replaced: its account's pauses belonged to the old one's credentials.
        var made = new SendLane(channel, settings, clock);
        return _lanes.AddOrUpdate(channel.Account.Id, made, (_, known) => ReferenceEquals(known.Channel, channel) ? known : made);
    }
}
