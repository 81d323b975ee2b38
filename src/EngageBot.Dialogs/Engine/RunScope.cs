using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>What expressions and texts of one run may read: its slots, what has just happened, the channel, and facts.</summary>
internal sealed class RunScope(Turn turn, Live? live) : IValueScope
{
    public static readonly ImmutableSortedDictionary<string, Value> Nothing = ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal);

    /// <summary>What came with the event, the result or the failure that is being handled.</summary>
    public Value.Record? Happened { get; init; }

    /// <summary>Values a line gives its text besides.</summary>
    public ImmutableSortedDictionary<string, Value>? With { get; init; }

    /// <summary>The slot whose answer is being judged, with that answer.</summary>
    public (string Slot, Value Answer)? Candidate { get; init; }

    public DateTimeOffset Now => turn.Now;

    public TimeZoneInfo Zone => turn.Context.Zone;

    public bool InState(string name) =>
        live is not null && (live.Run.State == name || live.Run.State.StartsWith(name + ".", StringComparison.Ordinal));

    public bool TryRead(string path, out Value? value)
    {
        if (With is not null && With.TryGetValue(path, out value)) return true;
        if (Candidate is { } candidate && candidate.Slot == path)
        {
            value = candidate.Answer;
            return true;
        }
        if (live is not null && live.Dialog.Model.Slots.ContainsKey(path))
        {
            value = live.Slot(path);
            return true;
        }
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && With is not null && With.TryGetValue(path[..dot], out var record))
            return TryField(record as Value.Record, path.AsSpan(dot + 1), out value);
        if (dot < 0)
        {
            value = path == "channel" ? turn.ChannelName : null;
            return value is not null || turn.TryFact(path, out value);
        }
        return path.AsSpan(0, dot) switch
        {
            "event" or "result" or "error" => TryField(Happened, path.AsSpan(dot + 1), out value),
            _ => TryLimit(path, dot, out value) || turn.TryFact(path, out value),
        };
    }

    // A field nobody sent is unset, not unknown: which fields there are, the checker knows.
    internal static bool TryField(Value.Record? record, ReadOnlySpan<char> path, out Value? value)
    {
        value = null;
        while (record is not null)
        {
            var dot = path.IndexOf('.');
            var name = (dot < 0 ? path : path[..dot]).ToString();
            if (!record.Fields.TryGetValue(name, out value) || dot < 0) return true;
            path = path[(dot + 1)..];
            record = value as Value.Record;
            value = null;
        }
        return true;
    }

    // Texts may name a slot's own limits: {details.min}.
    private bool TryLimit(string path, int dot, out Value? value)
    {
        value = null;
        if (live is null || path.Length != dot + 4 || !live.Dialog.Model.Slots.TryGetValue(path[..dot], out var slot)) return false;
        var limit = path.AsSpan(dot + 1) switch { "min" => slot.Min, "max" => slot.Max, _ => null };
        if (limit is null) return false;
        value = limit.Evaluate(this).Value;
        return true;
    }
}
