using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Where each business's managers sit.</summary>
/// <param name="telegram">Absent while the channel is off.</param>
internal sealed class StaffDirectory(BusinessDirectory businesses, ChannelList channels, TelegramBot? telegram = null)
{
    /// <summary>The staff chat, if one is set up and its channel is on.</summary>
    public StaffChat? Chat(BusinessId business) =>
        telegram?.StaffChatId is { } chat
        && businesses.Of(business).Accounts.FirstOrDefault(a => a.Channel == "telegram") is { } account
        && channels.Find(account.Id) is not null
            ? new StaffChat(account.Id, chat.ToString(CultureInfo.InvariantCulture))
            : null;

    /// <summary>The language staff read: the business's own.</summary>
    public string Language(BusinessId business) => businesses.Of(business).Business.Language;
}
