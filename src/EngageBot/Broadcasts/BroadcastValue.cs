using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>What a broadcast gives to whoever reads it; one that gives nothing is not sent.</summary>
internal enum BroadcastValue { NewProduct, Promotion, Service, Seminar, Event, Advice, Notice }

/// <summary>How a broadcast's value is called in rows, requests and dialogs.</summary>
internal static class BroadcastValues
{
    public static ImmutableArray<string> Words { get; } = [.. Enum.GetValues<BroadcastValue>().Select(value => SnakeCase.Of(value.ToString()))];

    public static BroadcastValue? Of(string word) =>
        Words.IndexOf(word) is >= 0 and var index ? Enum.GetValues<BroadcastValue>()[index] : null;
}
