using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Machines;
using EngageBot.Dialogs.Values;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Dialogs.Tests.Machines;

public sealed class KernelProperties
{
    private static readonly string[] Events = ["e", "f", "g.h"];

    [Fact]
    public void On_any_machine_and_any_events_the_kernel_does_what_appendix_D_says() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), (Action<int>)Compare));

    private static void Compare(int seed)
    {
        var random = new Random(seed);
        var machine = SomeMachine(random);
        var host = new Labels();
        var reference = new AppendixD(machine);
        var step = Kernel.Start(machine, host);
        reference.Interpret();
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(reference.Log, host.Log);
            Assert.Equal(!reference.Running, step.Configuration.Done);
            if (!step.Configuration.Done) Assert.Equal(reference.Configuration, machine.Path(step.Configuration.Leaf).Order());
            if (!step.Configuration.Done) Assert.Equal(reference.Configuration, host.Active.Order());
            var name = Events[random.Next(Events.Length)];
            step = Kernel.Handle(machine, step.Configuration, new(name), host);
            reference.Send(name);
        }
    }

    // Parents come before children, so that the numbers are document order with ancestors first, as the appendix assumes.
    private static Machine<string> SomeMachine(Random random)
    {
        var count = random.Next(2, 12);
        var kinds = new StateKind[count];
        var parents = new int?[count];
        for (var s = 0; s < count; s++)
        {
            var groups = Enumerable.Range(0, s).Where(g => kinds[g] == StateKind.Compound).ToArray();
            parents[s] = groups.Length == 0 || random.Next(3) == 0 ? null : groups[random.Next(groups.Length)];
            kinds[s] = (StateKind)random.Next(parents[s] is null ? 3 : 5);
            if (random.Next(3) == 0) kinds[s] = StateKind.Compound;
        }
        bool IsHistory(int s) => kinds[s] is StateKind.ShallowHistory or StateKind.DeepHistory;
        // A group needs a state inside; from the last to the first, so that emptied groups empty their parents.
        for (var s = count - 1; s >= 0; s--)
        {
            if (kinds[s] != StateKind.Compound || Enumerable.Range(0, count).Any(c => parents[c] == s && !IsHistory(c))) continue;
            kinds[s] = StateKind.Atomic;
            for (var c = s + 1; c < count; c++)
            {
                if (parents[c] == s) (parents[c], kinds[c]) = (null, StateKind.Atomic);
            }
        }
        bool IsInside(int s, int? g)
        {
            for (var p = parents[s]; p is not null; p = parents[p.Value])
            {
                if (p == g) return true;
            }
            return false;
        }
        EntryPoint<string>? Default(int s)
        {
            if (kinds[s] is StateKind.Atomic or StateKind.Final) return null;
            var group = IsHistory(s) ? parents[s] : s;
            var inside = Enumerable.Range(0, count).Where(t => IsInside(t, group) && (!IsHistory(t) || !IsHistory(s))).ToArray();
            return new(inside[random.Next(inside.Length)], [$"default {s}"]);
        }
        MachineTransition<string> Transition(int s, int i) => new()
        {
            Events = random.Next(10) == 0 ? [] : random.Next(4) switch
            {
                0 => ["done.state.s" + random.Next(count), "e"],
                1 => ["g"],
                2 => ["*"],
                _ => [Events[random.Next(Events.Length)]],
            },
            Target = random.Next(6) == 0 ? null : random.Next(count),
            Internal = random.Next(2) == 0,
            Actions = random.Next(4) == 0 ? [$"take {s}.{i}", "raise f"] : [$"take {s}.{i}"],
        };
        ImmutableArray<MachineState<string>> states = [.. Enumerable.Range(0, count).Select(s => new MachineState<string>
        {
            Name = $"s{s}",
            Kind = kinds[s],
            Parent = parents[s],
            Default = Default(s),
            Entry = IsHistory(s) ? [] : [[$"+{s}"]],
            Exit = IsHistory(s) ? [] : [[$"-{s}"], random.Next(5) == 0 ? ["raise e"] : []],
            Transitions = kinds[s] is StateKind.Atomic or StateKind.Compound ? [.. Enumerable.Range(0, random.Next(4)).Select(i => Transition(s, i))] : [],
        })];
        return new(states, random.Next(count), ["initial"]);
    }

    private sealed class Labels : IMachineHost<string>
    {
        internal List<string> Log { get; } = [];

        internal HashSet<int> Active { get; } = [];

        public bool? Holds(Expression condition, Moment moment) => true;

        public bool Execute(string action, Moment moment)
        {
            Log.Add(action);
            if (action.StartsWith("raise ", StringComparison.Ordinal)) moment.Raise(new(action[6..]));
            return true;
        }

        public void Entered(int state) => Assert.True(Active.Add(state));

        public void Exited(int state) => Assert.True(Active.Remove(state));

        public Value.Record? DoneData(int final, Moment moment) => null;
    }
}
