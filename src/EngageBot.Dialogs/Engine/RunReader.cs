using System.Collections.Immutable;
using System.Text.Json;
using EngageBot.Dialogs.Values;
using static EngageBot.Dialogs.Engine.ChatStateJson;

namespace EngageBot.Dialogs.Engine;

/// <summary>Reads one run token by token: every turn of every chat begins with this.</summary>
internal sealed class RunReader
{
    private uint _number;
    private uint _epoch;
    private uint? _caller;
    private int _version;
    private int _wrong;
    private int _sent;
    private int _page;
    private string? _dialog;
    private string _state = "";
    private DateTimeOffset? _since;
    private string? _question;
    private string? _occasion;
    private string? _action;
    private Flags _flags;
    private ImmutableSortedDictionary<string, Value> _slots = Run.NoSlots;
    private ImmutableSortedDictionary<string, string> _left = Run.NoNames;
    private ImmutableSortedDictionary<string, uint> _entered = Run.NoEpochs;
    private ImmutableArray<Value> _offered = [];
    private ImmutableArray<string> _marked = [];
    private ImmutableArray<string> _given = [];
    private ImmutableArray<Answered> _trail = [];
    private ImmutableArray<RunTimer> _timers = [];

    [Flags]
    private enum Flags
    {
        None = 0, Asked = 1, Moved = 2, Again = 4, Greeted = 8, Unasked = 16, Bound = 32,
    }

    /// <exception cref="FormatException">The JSON is no run.</exception>
    public static Run Read(ref Utf8JsonReader json)
    {
        var draft = new RunReader();
        while (NextField(ref json)) draft.ReadField(ref json);
        return new Run
        {
            Number = draft._number, Dialog = draft._dialog ?? throw new FormatException("A stored run has no dialog."), Version = draft._version,
            State = draft._state, Epoch = draft._epoch, Since = draft._since, Slots = draft._slots, Left = draft._left, Entered = draft._entered, Wrong = draft._wrong,
            Asked = draft._flags.HasFlag(Flags.Asked), Moved = draft._flags.HasFlag(Flags.Moved), Action = draft._action,
            ShownAgain = draft._flags.HasFlag(Flags.Again), Sent = draft._sent, Page = draft._page, QuestionKey = draft._question,
            Offered = draft._offered, Marked = draft._marked, Given = draft._given, Trail = draft._trail, Timers = draft._timers,
            Caller = draft._caller, Occasion = draft._occasion, Greeted = draft._flags.HasFlag(Flags.Greeted), Unasked = draft._flags.HasFlag(Flags.Unasked),
            Bound = draft._flags.HasFlag(Flags.Bound),
        };
    }

    private void ReadField(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("n"u8)) _number = NextNumber(ref json);
        else if (json.ValueTextEquals("dialog"u8)) _dialog = NextText(ref json);
        else if (json.ValueTextEquals("version"u8)) _version = (int)NextNumber(ref json);
        else if (json.ValueTextEquals("state"u8)) _state = NextText(ref json);
        else if (json.ValueTextEquals("epoch"u8)) _epoch = NextNumber(ref json);
        else if (json.ValueTextEquals("since"u8)) _since = NextInstant(ref json);
        else if (json.ValueTextEquals("slots"u8)) ReadSlots(ref json);
        else if (json.ValueTextEquals("asked"u8)) Set(ref json, Flags.Asked);
        else if (json.ValueTextEquals("sent"u8)) _sent = (int)NextNumber(ref json);
        else if (json.ValueTextEquals("question"u8)) _question = NextText(ref json);
        else if (json.ValueTextEquals("trail"u8)) _trail = NextItems(ref json, ReadAnswered);
        else if (json.ValueTextEquals("timers"u8)) _timers = NextItems(ref json, ReadTimer);
        else if (json.ValueTextEquals("greeted"u8)) Set(ref json, Flags.Greeted);
        else ReadRareField(ref json);
    }

    private void ReadRareField(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("left"u8)) ReadLeft(ref json);
        else if (json.ValueTextEquals("entered"u8)) ReadEntered(ref json);
        else if (json.ValueTextEquals("wrong"u8)) _wrong = (int)NextNumber(ref json);
        else if (json.ValueTextEquals("moved"u8)) Set(ref json, Flags.Moved);
        else if (json.ValueTextEquals("action"u8)) _action = NextText(ref json);
        else if (json.ValueTextEquals("again"u8)) Set(ref json, Flags.Again);
        else if (json.ValueTextEquals("page"u8)) _page = (int)NextNumber(ref json);
        else if (json.ValueTextEquals("offered"u8)) _offered = NextItems(ref json, ValueJson.Read);
        else if (json.ValueTextEquals("marked"u8)) _marked = NextItems(ref json, static (ref item) => item.GetString()!);
        else if (json.ValueTextEquals("given"u8)) _given = NextItems(ref json, static (ref item) => item.GetString()!);
        else if (json.ValueTextEquals("caller"u8)) _caller = NextNumber(ref json);
        else if (json.ValueTextEquals("occasion"u8)) _occasion = NextText(ref json);
        else if (json.ValueTextEquals("unasked"u8)) Set(ref json, Flags.Unasked);
        else if (json.ValueTextEquals("bound"u8)) Set(ref json, Flags.Bound);
        else SkipField(ref json);
    }

    private void Set(ref Utf8JsonReader json, Flags flag)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.True) _flags |= flag;
    }

    private void ReadSlots(ref Utf8JsonReader json)
    {
        var slots = Run.NoSlots.ToBuilder();
        json.Read();
        while (NextField(ref json))
        {
            var name = json.GetString()!;
            json.Read();
            slots[name] = ValueJson.Read(ref json);
        }
        _slots = slots.ToImmutable();
    }

    private void ReadLeft(ref Utf8JsonReader json)
    {
        json.Read();
        while (NextField(ref json))
        {
            var group = json.GetString()!;
            _left = _left.SetItem(group, NextText(ref json));
        }
    }

    private void ReadEntered(ref Utf8JsonReader json)
    {
        json.Read();
        while (NextField(ref json))
        {
            var group = json.GetString()!;
            _entered = _entered.SetItem(group, NextNumber(ref json));
        }
    }

    private static Answered ReadAnswered(ref Utf8JsonReader json)
    {
        var (state, epoch, choice, at, final) = ("", 0u, (byte)0, default(DateTimeOffset), false);
        ImmutableArray<SlotBefore> before = [];
        ImmutableArray<Value> offered = [];
        while (NextField(ref json))
        {
            if (json.ValueTextEquals("state"u8)) state = NextText(ref json);
            else if (json.ValueTextEquals("epoch"u8)) epoch = NextNumber(ref json);
            else if (json.ValueTextEquals("choice"u8)) choice = (byte)NextNumber(ref json);
            else if (json.ValueTextEquals("at"u8)) at = NextInstant(ref json);
            else if (json.ValueTextEquals("final"u8)) final = json.Read() && json.TokenType is JsonTokenType.True;
            else if (json.ValueTextEquals("before"u8)) before = ReadBefore(ref json);
            else if (json.ValueTextEquals("offered"u8)) offered = NextItems(ref json, ValueJson.Read);
            else SkipField(ref json);
        }
        return new Answered(state, epoch, choice, at, final, before, offered);
    }

    private static ImmutableArray<SlotBefore> ReadBefore(ref Utf8JsonReader json)
    {
        var before = ImmutableArray.CreateBuilder<SlotBefore>(1);
        json.Read();
        while (NextField(ref json))
        {
            var slot = json.GetString()!;
            json.Read();
            before.Add(new SlotBefore(slot, json.TokenType is JsonTokenType.Null ? null : ValueJson.Read(ref json)));
        }
        return before.DrainToImmutable();
    }

    private static RunTimer ReadTimer(ref Utf8JsonReader json)
    {
        var epoch = NextNumber(ref json);
        var what = NextText(ref json);
        var dueAt = NextInstant(ref json);
        json.Read();
        if (json.TokenType is JsonTokenType.EndArray) return new RunTimer(epoch, what, dueAt);
        var since = DateTimeOffset.FromUnixTimeMilliseconds(json.GetInt64());
        json.Read();
        return new RunTimer(epoch, what, dueAt, since);
    }
}
