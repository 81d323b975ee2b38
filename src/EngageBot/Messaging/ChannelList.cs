using System.Collections.Concurrent;

namespace EngageBot.Messaging;

/// <summary>The channels messages can leave by, one an account; it grows when an account is added.</summary>
internal sealed class ChannelList
{
    private readonly ConcurrentDictionary<long, IChannel> _channels;
    private readonly SpineSignals _signals;

    public ChannelList(IEnumerable<IChannel> channels, SpineSignals signals)
    {
        _channels = new(channels.Select(channel => KeyValuePair.Create(channel.Account.Id, channel)));
        _signals = signals;
    }

    public ICollection<IChannel> All => _channels.Values;

    /// <summary>The account's channel, or <see langword="null"/> if this process has none: its messages wait.</summary>
    public IChannel? Find(long accountId) => _channels.GetValueOrDefault(accountId);

    /// <summary>Adds an account's channel, in place of an earlier one.</summary>
    public void Add(IChannel channel)
    {
        _channels[channel.Account.Id] = channel;
        _signals.Outbox.Set();
    }
}
