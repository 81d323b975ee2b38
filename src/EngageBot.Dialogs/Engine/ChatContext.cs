using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>What a step must know of the chat besides its state and facts.</summary>
/// <param name="ChatId">The host's id; part of what a button's signature covers.</param>
/// <param name="Language">The customer's language, ISO 639-1; texts fall back to <paramref name="FallbackLanguage"/>.</param>
/// <param name="FallbackLanguage">The shop's language.</param>
/// <param name="Informal">The customer or the shop chose the informal form of address.</param>
/// <param name="Zone">The zone in which the customer reads and writes times.</param>
/// <param name="ButtonKey">The key of button signatures, derived from the installation's master key.</param>
public sealed record ChatContext(
    long ChatId,
    ChannelProfile Channel,
    string Language,
    string FallbackLanguage,
    bool Informal,
    TimeZoneInfo Zone,
    ReadOnlyMemory<byte> ButtonKey)
{
    /// <summary>Keys that signed buttons before this one and still count.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> OlderButtonKeys { get; init; } = [];
}

/// <summary>What a channel can show; degradation follows these numbers, not the channel's name.</summary>
/// <param name="Name">The name dialogs see: <c>telegram</c>, <c>whatsapp</c>, <c>web</c>.</param>
/// <param name="ButtonsPerPage">More choices are shown in pages of this size.</param>
/// <param name="CanEdit">Pages turn in place.</param>
/// <param name="CanShareContact">The platform offers the customer's own contact card.</param>
public sealed record ChannelProfile(string Name, int ButtonsPerPage, bool CanEdit, bool CanShareContact)
{
    /// <summary>Inline keyboards in pages of 8, edited in place (core.telegram.org/bots/api, read 2026-11).</summary>
    public static ChannelProfile Telegram { get; } = new("telegram", 8, true, true);
    /// <summary>Lists of 10, one kept for "more"; nothing can be edited (WhatsApp Cloud API, read 2026-11).</summary>
    public static ChannelProfile WhatsApp { get; } = new("whatsapp", 9, false, false);
    /// <summary>Our page and Direct Line clients.</summary>
    public static ChannelProfile Web { get; } = new("web", 24, false, false);
}

/// <summary>The facts of <c>facts.yaml</c> for one chat. Read-only; reading the same path twice in one step gives the same value.</summary>
public interface IFacts
{
    /// <summary>The fact's value, or <see langword="null"/> if it is unset.</summary>
    /// <param name="path">The dotted path, such as <c>points.available</c>.</param>
    Value? Read(string path);
}
