using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Machines;
using EngageBot.Dialogs.Tests.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Machines;

/// <summary>What people who know Stateless rely on, in its words.</summary>
public sealed class KernelTests : IMachineHost<string>
{
    private const int Group = 0, Ringing = 1, Connected = 2, OffHook = 3;
    private readonly List<string> _done = [];
    private readonly Machine<string> _phone;
    private Configuration _configuration;

    public KernelTests()
    {
        _phone = new([
            State("group", StateKind.Compound) with
            {
                Default = new(Ringing, []),
                Transitions = [On("hang_up", OffHook, null), On("status", null, "status"), On("reset", Group, null)],
            },
            State("ringing", StateKind.Atomic, Group) with { Transitions = [On("answer", Connected, "answering", "true"), On("forbidden", null), On("fire", null, "raise answer", null, "then")] },
            State("connected", StateKind.Atomic, Group) with { Transitions = [On("status", Connected, "again")] },
            State("off_hook", StateKind.Atomic) with { Transitions = [On("loop", OffHook, "raise loop")] },
        ], Ringing, []);
        _configuration = Kernel.Start(_phone, this).Configuration;
        _done.Clear();
    }

    private static MachineState<string> State(string name, StateKind kind, int? parent = null) =>
        new() { Name = name, Kind = kind, Parent = parent, Entry = [["+" + name]], Exit = [["-" + name]] };

    private static MachineTransition<string> On(string name, int? target, string? action = null, string? condition = null, string? then = null) => new()
    {
        Events = [name],
        Target = target,
        Condition = condition is null ? null : Known.Parse(condition),
        Actions = [.. new[] { action, then }.OfType<string>()],
    };

    private MachineStep Fire(string name)
    {
        var step = Kernel.Handle(_phone, _configuration, new(name), this);
        _configuration = step.Configuration;
        return step;
    }

    [Fact]
    public void A_trigger_nobody_listens_to_is_ignored_and_says_so()
    {
        Assert.False(Fire("dial").Taken);
        Assert.Empty(_done);
        Assert.Equal(Ringing, _configuration.Leaf);
    }

    [Fact]
    public void Re_entry_leaves_and_enters_while_a_line_without_target_does_not()
    {
        Assert.True(Fire("status").Taken);
        Assert.Equal(["status"], _done);
        Fire("answer");
        _done.Clear();
        Fire("status");
        Assert.Equal(["-connected", "again", "+connected"], _done);
    }

    [Fact]
    public void A_transition_between_substates_does_not_leave_the_parent_and_leaves_once()
    {
        Fire("answer");
        Assert.Equal(["guard", "-ringing", "answering", "+connected"], _done);
    }

    [Fact]
    public void A_guard_is_called_once_a_firing()
    {
        Fire("answer");
        Assert.Single(_done, "guard");
    }

    [Fact]
    public void Firing_inside_an_action_is_queued_until_the_action_is_done()
    {
        Fire("fire");
        Assert.Equal(["raise answer", "then", "guard", "-ringing", "answering", "+connected"], _done);
    }

    [Fact]
    public void The_parents_transition_leaves_child_and_parent_once()
    {
        Fire("hang_up");
        Assert.Equal(["-ringing", "-group", "+off_hook"], _done);
    }

    [Fact]
    public void Permitted_triggers_are_those_of_the_state_and_its_parents_innermost_first() =>
        Assert.Equal(["answer", "forbidden", "fire", "hang_up", "status", "reset"], Kernel.PermittedTriggers(_phone, _configuration));

    [Fact]
    public void A_loop_of_raised_events_is_stopped_after_a_hundred_microsteps_and_reported()
    {
        Fire("hang_up");
        _done.Clear();
        var step = Fire("loop");
        Assert.True(step.OutOfFuel);
        Assert.Equal(101, _done.Count(d => d == "raise loop"));
        Assert.False(Fire("dial").OutOfFuel);
    }

    [Fact]
    public void A_default_entry_that_does_not_lead_inside_is_a_bug() =>
        Assert.Throws<ArgumentException>(() => new Machine<string>([State("p", StateKind.Compound) with { Default = new(1, []) }, State("a", StateKind.Atomic)], 0, []));

    bool? IMachineHost<string>.Holds(Expression condition, Moment moment)
    {
        _done.Add("guard");
        return condition.IsTrue(new Known());
    }

    bool IMachineHost<string>.Execute(string action, Moment moment)
    {
        _done.Add(action);
        if (action.StartsWith("raise ", StringComparison.Ordinal)) moment.Raise(new(action[6..]));
        return true;
    }

    void IMachineHost<string>.Entered(int state) => Assert.InRange(state, 0, 3);

    void IMachineHost<string>.Exited(int state) => Assert.InRange(state, 0, 3);

    Value.Record? IMachineHost<string>.DoneData(int final, Moment moment) => null;
}
