using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.Telegram;

/// <summary>Lays buttons out for a phone's width.</summary>
/// <remarks>The server keeps 12 a row and 300 in all and drops the rest without a word (its source, 10.0): we stay at 8 and 100.</remarks>
internal static class Keyboards
{
    public const int ButtonsAtMost = 100;
    /// <summary>Bytes of UTF-8 (core.telegram.org/bots/api#inlinekeyboardbutton, 10.3).</summary>
    public const int CallbackDataBytes = 64;

    /// <summary>From this many short labels on, two columns are easier to see than a long list.</summary>
    private const int ManyButtons = 5;
    private const int ShortLabel = 14;

    /// <summary>Why the platform would refuse these buttons, or <see langword="null"/>.</summary>
    public static string? Problem(ImmutableArray<Button> buttons)
    {
        if (buttons.Length > ButtonsAtMost) return $"{buttons.Length} buttons, at most {ButtonsAtMost} go under a message";
        foreach (var button in buttons)
        {
            if (string.IsNullOrWhiteSpace(button.Label)) return "a button has no label";
            if (button.Link is { } link ? !IsLink(link) : Encoding.UTF8.GetByteCount(button.Token) is 0 or > CallbackDataBytes)
                return $"a button's link is not a web address, or its token is not 1 to {CallbackDataBytes} bytes";
        }
        return null;
    }

    public static bool IsLink(Uri? link) => link is { IsAbsoluteUri: true, Scheme: "https" or "http" or "tg" };

    /// <summary>Buttons under the message.</summary>
    /// <param name="inRows">Side by side where they fit, such as a scale.</param>
    public static InlineKeyboardMarkup? Inline(ImmutableArray<Button> buttons, bool inRows)
    {
        if (buttons.IsEmpty) return null;
        var columns = Columns(buttons, inRows);
        var rows = new List<InlineKeyboardButton[]>();
        var row = new List<InlineKeyboardButton>(columns);
        foreach (var button in buttons)
        {
            var shown = button.Link is { } link
                ? new InlineKeyboardButton(button.Label, Url: link.AbsoluteUri)
                : new InlineKeyboardButton(button.Label, CallbackData: button.Token);
            if (button.Link is not null) Flush();       // A link leads away: it stands alone.
            row.Add(shown);
            if (row.Count == columns || button.Link is not null) Flush();
        }
        Flush();
        return new InlineKeyboardMarkup([.. rows]);

        void Flush()
        {
            if (row.Count == 0) return;
            rows.Add([.. row]);
            row.Clear();
        }
    }

    /// <summary>Shares the own contact card; the other choices stand below as words, since a message carries one kind of keyboard only.</summary>
    public static ReplyKeyboardMarkup Contact(string label, ImmutableArray<Button> others) => new(
        [[new KeyboardButton(label, RequestContact: true)], .. others.Where(b => b.Link is null).Select(b => new[] { new KeyboardButton(b.Label) })],
        ResizeKeyboard: true, OneTimeKeyboard: true);

    private static int Columns(ImmutableArray<Button> buttons, bool inRows)
    {
        var widest = buttons.Where(b => b.Link is null).Select(b => new StringInfo(b.Label).LengthInTextElements).DefaultIfEmpty(0).Max();
        if (!inRows) return buttons.Length >= ManyButtons && widest <= ShortLabel ? 2 : 1;
        var fit = widest switch { <= 3 => 8, <= 6 => 4, <= 10 => 3, <= 18 => 2, _ => 1 };
        var rows = (buttons.Length + fit - 1) / fit;
        return (buttons.Length + rows - 1) / rows;      // Eleven as six and five, not as eight and three.
    }
}
