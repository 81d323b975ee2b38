using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine.Answers;

/// <summary>Reads what a customer said or sent as a value of a slot's type, and judges it by the slot's limits.</summary>
internal sealed partial class AnswerReader(Turn turn)
{
    /// <summary>The longest text taken as an answer, in characters: what one Telegram message holds.</summary>
    public const int LongestText = 4096;

    /// <summary>The value, or <see langword="null"/> if it is no answer to this question.</summary>
    public Value? Read(Live live, State.Ask ask, ChatEvent happened)
    {
        var slot = live.Dialog.Model.Slots[ask.Slot];
        var value = happened switch
        {
            ChatEvent.Said said => ReadWords(live, ask, slot, said.Words),
            ChatEvent.SharedContact contact => ReadContact(slot.Type.Kind, contact),
            ChatEvent.SharedPhoto photo => slot.Type.Kind is TypeKind.Photo or TypeKind.File
                ? new Value.Text(photo.FileId)
                : photo.Caption is null ? null : ReadWords(live, ask, slot, photo.Caption),
            ChatEvent.SharedFile file => slot.Type.Kind is TypeKind.File
                ? new Value.Text(file.FileId)
                : file.Caption is null ? null : ReadWords(live, ask, slot, file.Caption),
            ChatEvent.SharedLocation place when slot.Type.Kind is TypeKind.Location =>
                new Value.Text(string.Create(CultureInfo.InvariantCulture, $"{place.Latitude:0.######},{place.Longitude:0.######}")),
            _ => null,
        };
        return value is not null && Fits(live, ask, slot, value) ? value : null;
    }

    /// <summary>Whether the value keeps the slot's limits and the question's condition.</summary>
    public bool Fits(Live live, State.Ask ask, Slot slot, Value value)
    {
        var scope = new RunScope(turn, live) { Candidate = (slot.Name, value) };
        return IsWithin(turn, live, slot, value) && (slot.Check?.IsTrue(scope) ?? true) && (ask.Check?.IsTrue(scope) ?? true);
    }

    /// <summary>Whether the value keeps the slot's own limits; its <c>check</c> was a matter of the moment of the answer.</summary>
    public static bool IsWithin(Turn turn, Live live, Slot slot, Value value)
    {
        var scope = new RunScope(turn, live) { Candidate = (slot.Name, value) };
        if (slot.Min is { } min && min.Evaluate(scope).Value is { } least && Compare(value, least) is < 0) return false;
        if (slot.Max is { } max && max.Evaluate(scope).Value is { } most && Compare(value, most) is > 0) return false;
        return live.Dialog.PatternOf(slot.Name) is not { } pattern || value is not Value.Text text || pattern.IsMatch(text.Content);
    }

    private Value? ReadWords(Live live, State.Ask ask, Slot slot, string words)
    {
        if (words.Length > LongestText) return null;
        if (slot.Suggest is not null && Suggested(live, ask, slot, words) is { } suggested) return suggested;
        var zone = turn.Context.Zone;
        return slot.Type.Kind switch
        {
            TypeKind.Bool => live.Dialog.ReadYesNo(words) is { } yes ? new Value.Bool(yes) : null,
            TypeKind.Int => NumberReader.Whole(words) is { } number ? new Value.Int(number) : null,
            TypeKind.Money => NumberReader.Money(words, Currency()),
            TypeKind.Text => words.Trim() is { Length: > 0 } text ? new Value.Text(text) : null,
            TypeKind.Choice => live.Dialog.ChoicesOf(slot.Name).Read(words, live.Dialog.OfferedBy(ask)) is { } member ? new Value.Text(member) : null,
            TypeKind.Choices => ReadSeveral(live, ask, slot, words),
            TypeKind.Date => DateReader.Date(words, Today(zone)) is { } day ? new Value.Date(day) : null,
            TypeKind.Time => DateReader.Time(words) is { } time ? new Value.Time(time) : null,
            TypeKind.DateTime => DateReader.Instant(words, turn.Now, zone) is { } at ? new Value.Instant(at) : null,
            TypeKind.DayMonth => DateReader.DayMonth(words) is { } day ? new Value.Text(day) : null,
            TypeKind.Phone => PhoneReader.Read(words, zone) is { } phone ? new Value.Text(phone) : null,
            TypeKind.Email => words.Trim() is { Length: <= 254 } email && Email.IsMatch(email) ? new Value.Text(email) : null,
            TypeKind.Code or TypeKind.Ref => Code(words) is { } code ? new Value.Text(code) : null,
            _ => null, // A contact card, a picture, a file or a place cannot be typed.
        };
    }

    // Only the customer's own card is a contact; somebody else's number may be typed where a phone is asked.
    private Value.Text? ReadContact(TypeKind kind, ChatEvent.SharedContact contact)
    {
        if (kind is not TypeKind.Phone && !(kind is TypeKind.Contact && contact.Own)) return null;
        // Platforms hand the number over without its plus.
        var number = contact.Phone.StartsWith('+') ? contact.Phone : "+" + contact.Phone.TrimStart('0');
        return PhoneReader.Read(number, turn.Context.Zone) is { } phone ? new Value.Text(phone) : null;
    }

    private static Value.List? ReadSeveral(Live live, State.Ask ask, Slot slot, string words)
    {
        var members = ImmutableArray.CreateBuilder<Value>();
        var offered = live.Dialog.OfferedBy(ask);
        foreach (var part in Separators.Split(words))
        {
            if (part.Length == 0) continue;
            if (live.Dialog.ChoicesOf(slot.Name).Read(part, offered) is not { } member) return null;
            var value = new Value.Text(member);
            if (!members.Contains(value)) members.Add(value);
        }
        return members.Count == 0 ? null : new Value.List(members.ToImmutable());
    }

    private Value? Suggested(Live live, State.Ask ask, Slot slot, string words)
    {
        var offered = live.Run.Offered;
        if (NumberReader.Whole(words) is { } number && slot.Type.Kind is not TypeKind.Int)
            return number >= 1 && number <= offered.Length ? Questions.ValueOf(slot, offered[(int)number - 1]) : null;
        var folded = Folding.Fold(words);
        foreach (var item in offered)
            if (Folding.Fold(turn.Questions.LabelOf(live, ask, item)) == folded) return Questions.ValueOf(slot, item);
        return null;
    }

    private string Currency() => turn.TryFact("business.currency", out var currency) && currency is Value.Text { Content: { Length: 3 } code } ? code : "EUR";

    private DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(turn.Now, zone).DateTime);

    private static string? Code(string words)
    {
        var code = words.Trim();
        return code.Length is > 0 and <= 64 && !code.AsSpan().ContainsAny(' ', '\n', '\t') ? code : null;
    }

    // Lengths of texts and lists count; what cannot be compared has no limit.
    private static int? Compare(Value value, Value limit) => (value, limit) switch
    {
        (Value.Text text, Value.Int length) => new StringInfo(text.Content).LengthInTextElements.CompareTo((int)Math.Min(length.Number, int.MaxValue)),
        (Value.List list, Value.Int length) => ((long)list.Items.Length).CompareTo(length.Number),
        (Value.Int number, Value.Int other) => number.Number.CompareTo(other.Number),
        (Value.Money money, Value.Money other) => money.Minor.CompareTo(other.Minor),
        (Value.Money money, Value.Int other) => money.Minor.CompareTo(other.Number),
        (Value.Date date, Value.Date other) => date.Day.CompareTo(other.Day),
        (Value.Time time, Value.Time other) => time.OfDay.CompareTo(other.OfDay),
        (Value.Instant instant, Value.Instant other) => instant.At.CompareTo(other.At),
        _ => null,
    };

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Email { get; }

    [GeneratedRegex(@"[,;/\n]|\s+(?:and|и|dhe)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Separators { get; }
}
