using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>A broadcast's messages: the words of each variant and language are read once, and filled in for each recipient.</summary>
internal sealed class BroadcastWords
{
    /// <summary>What ends promotions; stands below everything nobody asked for.</summary>
    public const string StopCommand = "stop";

    /// <summary>What says that a message was of no use.</summary>
    public const string NotUsefulCommand = "not_useful";

    private readonly Broadcast _broadcast;
    private readonly BroadcastContent _content;
    private readonly BusinessPage _page;
    private readonly DialogSet _dialogs;
    private readonly byte[] _buttonKey;
    private readonly Dictionary<(int, string), BroadcastText> _texts = [];

    private BroadcastWords(Broadcast broadcast, BusinessPage page, DialogSet dialogs, byte[] buttonKey)
    {
        (_broadcast, _content, _page, _dialogs, _buttonKey) = (broadcast, BroadcastContentJson.Read(broadcast.Content), page, dialogs, buttonKey);
        for (var n = 0; n < _content.Variants.Length; n++)
            foreach (var (language, text) in _content.Variants[n].Text) _texts[(n, language)] = BroadcastText.Of(text);
        NamesPoints = _texts.Values.Any(text => text.Names("points"));
    }

    public static BroadcastWords Of(Broadcast broadcast, BusinessPage page, DialogSet dialogs, MasterKey key) => new(broadcast, page, dialogs, key.For(MasterKey.Button));

    /// <summary>Balances are read only where a text names them.</summary>
    public bool NamesPoints { get; }

    public string? Topic => _content.Topic;

    /// <summary>Which of the variants a contact gets, always the same one.</summary>
    public int VariantOf(ContactId contact) => (int)(StickyShare.Of($"{_broadcast.Source}:variant", contact) * _content.Variants.Length);

    /// <summary>Whether a contact is one of those who get nothing.</summary>
    public bool IsHeldOut(ContactId contact) => StickyShare.IsIn(_broadcast.Source, contact, _broadcast.HoldoutPercent);

    /// <summary>The message for one recipient.</summary>
    /// <param name="chatId">Covered by the signatures of its buttons.</param>
    public OutgoingMessage For(int variant, string? language, RecipientWords words, long chatId)
    {
        var said = _content.Variants[variant];
        var shops = _page.Business.Language;
        var (spoken, _) = said.In(language ?? shops, shops);
        var context = new ChatContext(chatId, ChannelProfile.Telegram, spoken, shops, Informal: false, _page.Zone, _buttonKey);
        return new OutgoingMessage
        {
            Text = _texts[(variant, spoken)].Fill(words, spoken),
            Buttons = Buttons(said, context),
            Attachment = said.Media?.ToAttachment(),
            Purpose = _broadcast.Purpose,
            Language = spoken,
        };
    }

    /// <summary>The same for a chat whose channel takes free words only for a while: with the template that stands in for them.</summary>
    public OutgoingMessage WithTemplate(OutgoingMessage message) => _content.Template is { } own
        ? message with { Template = own.Name, TemplateWords = own.Words?.GetValueOrDefault(message.Language) is { IsDefault: false } words ? words : [], WordsFollow = own.WordsFollow }
        : message with { Template = TemplateDraft.Broadcasts, TemplateWords = [_page.Business.Name], WordsFollow = true };

    private ImmutableArray<Button> Buttons(BroadcastVariant said, ChatContext context)
    {
        var buttons = ImmutableArray.CreateBuilder<Button>();
        foreach (var button in said.Buttons)
        {
            var label = button.In(context.Language, context.FallbackLanguage);
            if (button.Link is { } link) buttons.Add(new(label, "", Link: new Uri(link)));
            else if (_dialogs.Dialogs.TryGetValue(button.Dialog!, out var dialog))
                buttons.Add(new(label, HostButtons.Entry(context, dialog.Number, _broadcast.Id, Expires)));
        }
        var commands = _dialogs.SharedTexts(context.Language, informal: false).Commands;
        // News about somebody's own account is no offer: there is nothing to end.
        foreach (var name in (string[])(_broadcast.Purpose is Purpose.Service ? [NotUsefulCommand] : [NotUsefulCommand, StopCommand]))
            if (commands.GetValueOrDefault(name)?.Description is { } label) buttons.Add(new(label, HostButtons.Command(context, name)));
        return buttons.ToImmutable();
    }

    /// <summary>A dialog that a broadcast offers can be begun that long.</summary>
    private DateTimeOffset Expires => (_broadcast.EndsAt ?? _broadcast.CreatedAt.AddDays(366)).AddDays(30);
}
