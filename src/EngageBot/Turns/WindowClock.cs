using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations.Windows;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>How long a customer's channel takes free words, for staff.</summary>
internal sealed class WindowClock(WindowSettings settings, BusinessDirectory businesses, TimeProvider clock)
{
    /// <summary>What the texts for staff call it.</summary>
    public const string Word = "relay.window";

    /// <summary>Until when free words may be sent to a chat, as staff read it; nothing where that has no end.</summary>
    public IReadOnlyList<(string Name, string Value)> Until(RowSource source, BusinessId business, long chat) =>
        OpenUntil(source, chat) is { } until && until > clock.GetUtcNow() ? [Shown(business, until)] : [];

    /// <summary>The end of a chat's window; <see langword="null"/> where its channel has none.</summary>
    public DateTimeOffset? OpenUntil(RowSource source, long chat) =>
        CaseChats.Address(source, chat) is var (account, key) ? WindowReader.OpenUntil(source, settings, businesses.Account(account), key) : null;

    /// <summary>An instant as staff of the business read it.</summary>
    public (string Name, string Value) Shown(BusinessId business, DateTimeOffset until) => (Word, LocalDays.Minute(until, businesses.Of(business).Zone));
}
