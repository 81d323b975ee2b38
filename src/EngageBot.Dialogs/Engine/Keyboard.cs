using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>The buttons of a question: what they say, which number they carry, and what a number means when it comes back.</summary>
internal sealed class Keyboard(Turn turn)
{
    // Numbers a choice never has: lock.json counts choices up from 1, and a question offers far fewer.
    public const byte Skip = 255;
    public const byte Back = 254;
    public const byte Leave = 253;
    public const byte Stay = 252;
    public const byte Done = 251;
    /// <summary>In a question with several answers, added to a choice's number it takes the mark off.</summary>
    public const byte Unmark = 100;
    /// <summary>A scale with more values is typed.</summary>
    public const int LongestScale = 11;

    // WhatsApp shows three reply buttons; a fourth would turn them into a list for the sake of "back".
    private const int FewButtons = 3;

    private sealed record Option(byte Choice, string Label, string? Narrow, string Name);

    /// <summary>Puts buttons and what answer is expected under a question's text.</summary>
    public OutgoingMessage Put(Live live, OutgoingMessage message, List<string>? names)
    {
        var ask = live.Question!;
        var slot = live.Dialog.Model.Slots[ask.Slot];
        var kind = slot.Type.Kind;
        var buttons = ImmutableArray.CreateBuilder<Button>();
        var options = OptionsOf(live, ask, slot);
        var extras = ExtrasOf(live, ask, options.Count);
        var perPage = PageSize(slot, options.Count, extras.Count);
        var first = Math.Min(live.Run.Page, Math.Max(options.Count - 1, 0) / perPage) * perPage;
        for (var index = first; index < options.Count && index < first + perPage; index++) Add(live, buttons, names, options[index]);
        if (first > 0 && turn.Context.Channel.CanEdit) AddPage(live, buttons, names, live.Run.Page - 1, SharedKeys.Previous, "‹");
        if (first + perPage < options.Count) AddPage(live, buttons, names, live.Run.Page + 1, SharedKeys.More, "›");
        foreach (var extra in extras) Add(live, buttons, names, extra);
        var byContact = kind is TypeKind.Contact && turn.Context.Channel.CanShareContact;
        return message with
        {
            Buttons = buttons.DrainToImmutable(),
            InRows = kind is TypeKind.Bool || (kind is TypeKind.Int && options.Count > 0),
            Expect = kind switch
            {
                TypeKind.Contact when byContact => Expect.Contact,
                TypeKind.Photo => Expect.Photo,
                TypeKind.Location => Expect.Location,
                _ => Expect.Words,
            },
            ContactLabel = byContact ? turn.Speech.Label(live, live.Dialog.KeysOf(ask).Share, SharedKeys.ShareContact) : null,
        };
    }

    public int PagesOf(Live live)
    {
        var ask = live.Question!;
        var slot = live.Dialog.Model.Slots[ask.Slot];
        var options = OptionsOf(live, ask, slot);
        var size = PageSize(slot, options.Count, ExtrasOf(live, ask, options.Count).Count);
        return (options.Count + size - 1) / size;
    }

    public ImmutableArray<Button> LeaveOrStay(Live live) =>
    [
        ButtonOf(live, new Option(Leave, turn.Speech.Label(live, SharedKeys.ConfirmYes, SharedKeys.Yes), null, "yes")),
        ButtonOf(live, new Option(Stay, turn.Speech.Label(live, SharedKeys.ConfirmNo, SharedKeys.No), null, "no")),
    ];

    /// <summary>The number of the button that gives this value; zero if no button does.</summary>
    public byte ChoiceOf(Live live, State.Ask ask, Value value)
    {
        var slot = live.Dialog.Model.Slots[ask.Slot];
        switch (slot.Type.Kind)
        {
            case TypeKind.Choice when value is Value.Text member: return CompiledDialog.ChoiceNumber(slot, member.Content);
            case TypeKind.Bool when value is Value.Bool yes: return yes.Holds ? (byte)1 : (byte)2;
            case TypeKind.Int when value is Value.Int number && ScaleOf(live, slot) is { } scale: return (byte)(number.Number - scale.Least + 1);
        }
        for (var index = 0; index < live.Run.Offered.Length; index++)
            if (Equals(Questions.ValueOf(slot, live.Run.Offered[index]), value)) return (byte)(index + 1);
        return 0;
    }

    /// <summary>The value behind a number; <see langword="null"/> if the question does not offer it (any more).</summary>
    public Value? ValueOf(Live live, State.Ask ask, byte choice)
    {
        var slot = live.Dialog.Model.Slots[ask.Slot];
        switch (slot.Type.Kind)
        {
            case TypeKind.Choice when slot.Suggest is null:
                return live.Dialog.MemberOf(ask, slot, choice) is { } member ? new Value.Text(member) : null;
            case TypeKind.Bool: return choice is 1 or 2 ? new Value.Bool(choice == 1) : null;
            case TypeKind.Int when ScaleOf(live, slot) is { } scale && slot.Suggest is null:
                return choice >= 1 && scale.Least + choice - 1 <= scale.Most ? new Value.Int(scale.Least + choice - 1) : null;
            default: return choice >= 1 && choice <= live.Run.Offered.Length ? Questions.ValueOf(slot, live.Run.Offered[choice - 1]) : null;
        }
    }

    private List<Option> OptionsOf(Live live, State.Ask ask, Slot slot)
    {
        var options = new List<Option>();
        switch (slot.Type.Kind)
        {
            case TypeKind.Choice when slot.Suggest is null:
                foreach (var member in live.Dialog.OfferedBy(ask)) options.Add(Named(live, slot, member, 0, ""));
                break;
            case TypeKind.Choices:
                foreach (var member in live.Dialog.OfferedBy(ask))
                    options.Add(live.Run.Marked.Contains(member) ? Named(live, slot, member, Unmark, "✓ ") : Named(live, slot, member, 0, ""));
                if (!live.Run.Marked.IsEmpty) options.Add(new Option(Done, turn.Speech.Label(live, SharedKeys.Done, SharedKeys.Done, "✓"), null, "done"));
                break;
            case TypeKind.Bool:
                options.Add(new Option(1, turn.Speech.Label(live, SharedKeys.Yes, SharedKeys.Yes), null, "true"));
                options.Add(new Option(2, turn.Speech.Label(live, SharedKeys.No, SharedKeys.No), null, "false"));
                break;
            case TypeKind.Int when slot.Suggest is null && ScaleOf(live, slot) is { } scale:
                for (var number = scale.Least; number <= scale.Most; number++)
                {
                    var label = number.ToString(CultureInfo.InvariantCulture);
                    options.Add(new Option((byte)(number - scale.Least + 1), label, null, label));
                }
                break;
            default:
                for (var index = 0; index < live.Run.Offered.Length; index++)
                {
                    var item = live.Run.Offered[index];
                    options.Add(new Option((byte)(index + 1), turn.Questions.LabelOf(live, ask, item), null, TraceName(slot, item)));
                }
                break;
        }
        return options;
    }

    private Option Named(Live live, Slot slot, string member, byte offset, string prefix)
    {
        var (label, narrow) = turn.Speech.Option(live, slot.Name, member);
        return new Option((byte)(CompiledDialog.ChoiceNumber(slot, member) + offset), prefix + label, narrow is null ? null : prefix + narrow, member);
    }

    private List<Option> ExtrasOf(Live live, State.Ask ask, int optionCount)
    {
        var extras = new List<Option>(2);
        if (!ask.Skip.IsEmpty) extras.Add(new Option(Skip, turn.Speech.Label(live, SharedKeys.Skip, SharedKeys.Skip), null, "skip"));
        var tight = !turn.Context.Channel.CanEdit && optionCount + extras.Count == FewButtons;
        if (Commands.MayGoBack(live) && !tight)
            extras.Add(new Option(Back, turn.Speech.Label(live, SharedKeys.Back, SharedKeys.Back), null, "back"));
        return extras;
    }

    // A scale is one page of buttons side by side, or typed where the channel can show neither rows nor that many.
    private (long Least, long Most)? ScaleOf(Live live, Slot slot)
    {
        if (slot.Min is null || slot.Max is null) return null;
        var scope = new RunScope(turn, live);
        if (slot.Min.Evaluate(scope).Value is not Value.Int { Number: var least }) return null;
        if (slot.Max.Evaluate(scope).Value is not Value.Int { Number: var most }) return null;
        var count = most - least + 1;
        var channel = turn.Context.Channel;
        return count is >= 1 and <= LongestScale && (channel.CanEdit || count <= channel.ButtonsPerPage) ? (least, most) : null;
    }

    private int PageSize(Slot slot, int options, int extras)
    {
        var channel = turn.Context.Channel;
        if (slot.Type.Kind is TypeKind.Int && slot.Suggest is null) return Math.Max(options, 1);
        if (channel.CanEdit) return channel.ButtonsPerPage;
        // One place more than a page is for "more"; skip and back take places too.
        return options + extras <= channel.ButtonsPerPage + 1 ? Math.Max(options, 1) : Math.Max(channel.ButtonsPerPage - extras, 1);
    }

    private static string TraceName(Slot slot, Value item) => Questions.ValueOf(slot, item) switch
    {
        Value.Text text => text.Content,
        Value.Int number => number.Number.ToString(CultureInfo.InvariantCulture),
        Value.Instant instant => instant.At.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture),
        Value.Date date => date.Day.ToString("O", CultureInfo.InvariantCulture),
        var other => other?.ToString() ?? "",
    };

    private void Add(Live live, ImmutableArray<Button>.Builder buttons, List<string>? names, Option option)
    {
        buttons.Add(ButtonOf(live, option));
        names?.Add(option.Name);
    }

    private void AddPage(Live live, ImmutableArray<Button>.Builder buttons, List<string>? names, int page, string key, string sign)
    {
        buttons.Add(new Button(turn.Speech.Label(live, key, key, sign), TokenOf(live, ButtonKind.Page, (byte)page)));
        names?.Add("page " + (page + 1).ToString(CultureInfo.InvariantCulture));
    }

    private Button ButtonOf(Live live, Option option) => new(option.Label, TokenOf(live, ButtonKind.Answer, option.Choice), option.Narrow);

    private string TokenOf(Live live, ButtonKind kind, byte choice) => new ButtonToken(
        kind, (ushort)live.Dialog.Model.Number, (ushort)live.Dialog.Model.Version, (ushort)(live.State?.Number ?? 0), live.Number, live.Run.Epoch, choice)
        .Sign(turn.Context.ButtonKey.Span, turn.Context.ChatId);
}
