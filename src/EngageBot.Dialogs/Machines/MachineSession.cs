using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Machines;

/// <summary>A machine file at work: its variables, its two queues, and a clock that moves only when told.</summary>
internal sealed class MachineSession : IMachineHost<MachineAction>, IValueScope
{
    // One line of input may set off this many deliveries; a machine that sends to itself for ever is stopped.
    private const int MostDeliveries = 100_000;

    private readonly MachineFile _file;
    private readonly Dictionary<string, Value?> _variables;
    private readonly HashSet<int> _active = [];
    private readonly Queue<MachineEvent> _external = [];
    private readonly PriorityQueue<(MachineEvent Event, string? Id, long Number), (TimeSpan Due, long Number)> _delayed = new();
    private readonly HashSet<long> _cancelled = [];
    private readonly List<string> _log = [];
    private TimeSpan _elapsed;
    private long _sent;
    private MachineEvent? _event;

    private MachineSession(MachineFile file)
    {
        _file = file;
        _variables = file.Variables.ToDictionary(StringComparer.Ordinal);
        Configuration = new(-1, ImmutableDictionary<int, int>.Empty, false);
    }

    internal Configuration Configuration { get; private set; }

    internal Value.Record? Output { get; private set; }

    /// <summary>The last line of input set off more than is let happen.</summary>
    internal bool Stopped { get; private set; }

    /// <summary>Labels logged since the last call.</summary>
    internal ImmutableArray<string> TakeLog()
    {
        ImmutableArray<string> taken = [.. _log];
        _log.Clear();
        return taken;
    }

    internal Value? Variable(string name) => _variables[name];

    internal static MachineSession Start(MachineFile file)
    {
        var session = new MachineSession(file);
        session.Note(Kernel.Start(file.Machine, session, file.Booting.Select(e => new MachineEvent(e))));
        session.DeliverSent(MostDeliveries);
        return session;
    }

    internal void Handle(MachineEvent happened)
    {
        Stopped = false;
        _external.Enqueue(happened);
        DeliverSent(MostDeliveries);
    }

    /// <summary>Lets time pass; what falls due meanwhile is delivered at its time, with all it sets off, before what falls due later.</summary>
    internal void Pass(TimeSpan time)
    {
        Stopped = false;
        var end = _elapsed + time <= Longest ? _elapsed + time : Longest;
        var left = MostDeliveries;
        while (left > 0 && _delayed.TryPeek(out var next, out var when) && when.Due <= end)
        {
            _delayed.Dequeue();
            if (_cancelled.Remove(next.Number)) continue;
            _elapsed = when.Due;
            _external.Enqueue(next.Event);
            left = DeliverSent(left);
        }
        _elapsed = end;
    }

    // Far from the ends of TimeSpan and of the calendar, so that adding a delay never overflows.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2_000_000);

    private int DeliverSent(int left)
    {
        while (left > 0 && _external.TryDequeue(out var happened))
        {
            left--;
            Note(Kernel.Handle(_file.Machine, Configuration, happened, this));
        }
        if (left == 0) Stopped = true;
        _external.Clear();
        return left;
    }

    private void Note(MachineStep step)
    {
        Configuration = step.Configuration;
        Output ??= step.Output;
        Stopped |= step.OutOfFuel;
        if (!Configuration.Done) return;
        _external.Clear();
        _delayed.Clear();
    }

    public bool? Holds(Expression condition, Moment moment)
    {
        _event = moment.Event;
        return condition.Evaluate(this).Value is Value.Bool yes ? yes.Holds : null;
    }

    public bool Execute(MachineAction action, Moment moment)
    {
        _event = moment.Event;
        switch (action)
        {
            case MachineAction.Raise raise:
                moment.Raise(new(raise.Event));
                return true;
            case MachineAction.Assign assign:
                if (!_variables.ContainsKey(assign.Variable) || assign.Value.Evaluate(this) is not { Error: null } assigned) return false;
                _variables[assign.Variable] = assigned.Value;
                return true;
            case MachineAction.If choice:
                return ExecuteIf(choice, moment);
            case MachineAction.Send send:
                return ExecuteSend(send);
            case MachineAction.Cancel cancel:
                foreach (var (_, id, number) in _delayed.UnorderedItems.Select(d => d.Element))
                {
                    if (id == cancel.Id) _cancelled.Add(number);
                }
                return true;
            case MachineAction.Log log:
                _log.Add(log.Label);
                return true;
            default:
                return false;
        }
    }

    private bool ExecuteIf(MachineAction.If choice, Moment moment)
    {
        foreach (var (condition, actions) in choice.Branches)
        {
            var holds = condition is null ? true : Holds(condition, moment);
            if (holds is null) moment.Raise(new(Kernel.ErrorEvent));
            if (holds is true) return actions.All(action => Execute(action, moment));
        }
        return true;
    }

    /// <summary>An event whose name or data cannot be computed is not sent at all.</summary>
    private bool ExecuteSend(MachineAction.Send send)
    {
        var name = send.Event ?? (send.EventFrom!.Evaluate(this).Value as Value.Text)?.Content;
        if (string.IsNullOrEmpty(name)) return false;
        var data = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (field, expression) in send.Data)
        {
            var evaluated = expression.Evaluate(this);
            if (evaluated.Error is not null) return false;
            if (evaluated.Value is not null) data[field] = evaluated.Value;
        }
        var happened = new MachineEvent(name, new(data.ToImmutable()));
        if (send.Delay == TimeSpan.Zero) _external.Enqueue(happened);
        else _delayed.Enqueue((happened, send.Id, ++_sent), (_elapsed + send.Delay, _sent));
        return true;
    }

    public void Entered(int state) => _active.Add(state);

    public void Exited(int state) => _active.Remove(state);

    /// <summary>A field that cannot be computed is left out and raises <c>error.execution</c>, ahead of the event that carries the rest.</summary>
    public Value.Record? DoneData(int final, Moment moment)
    {
        _event = moment.Event;
        if (!_file.DoneData.TryGetValue(final, out var fields)) return null;
        var data = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (field, expression) in fields)
        {
            var evaluated = expression.Evaluate(this);
            if (evaluated.Error is not null) moment.Raise(new(Kernel.ErrorEvent));
            else if (evaluated.Value is not null) data[field] = evaluated.Value;
        }
        return new(data.ToImmutable());
    }

    public bool TryRead(string path, out Value? value)
    {
        value = null;
        if (_variables.TryGetValue(path, out value)) return true;
        if (path == "event.name")
        {
            value = _event is null ? null : new Value.Text(_event.Name);
            return true;
        }
        var parts = path.Split('.');
        if (parts is ["event", "data", ..])
        {
            value = Field(_event?.Data, parts.AsSpan(2));
            return true;
        }
        if (parts.Length == 1 || !_variables.TryGetValue(parts[0], out var variable) || variable is not Value.Record) return false;
        value = Field(variable, parts.AsSpan(1));
        return true;
    }

    private static Value? Field(Value? value, ReadOnlySpan<string> names)
    {
        foreach (var name in names) value = (value as Value.Record)?.Fields.GetValueOrDefault(name);
        return value;
    }

    public DateTimeOffset Now => DateTimeOffset.UnixEpoch + _elapsed;

    public TimeZoneInfo Zone => TimeZoneInfo.Utc;

    public bool InState(string name) => _active.Any(state => _file.Machine.States[state].Name == name);

    public bool ReadsBareWords => false;
}
