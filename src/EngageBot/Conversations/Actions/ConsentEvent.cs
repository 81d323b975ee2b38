using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;

namespace EngageBot.Conversations.Actions;

/// <summary>A yes or no the customer gave, as an event that dialogs may wait for or start on.</summary>
internal static class ConsentEvent
{
    public const string Name = "consent.changed";

    public static ImmutableArray<string> Purposes { get; } = ["membership", "marketing", "surveys"];

    public static ChatEvent.Happened Of(string purpose, bool granted) => new(Name, new Value.Record(
        ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal).Add("granted", new Value.Bool(granted)).Add("purpose", new Value.Text(purpose))));

    /// <summary>Whether somebody wants no offers any more.</summary>
    public static bool EndsOffers(ChatEvent.Happened happened) =>
        happened.Name == Name && happened.Data.Fields.GetValueOrDefault("purpose") is Value.Text { Content: "marketing" }
        && happened.Data.Fields.GetValueOrDefault("granted") is Value.Bool { Holds: false };
}
