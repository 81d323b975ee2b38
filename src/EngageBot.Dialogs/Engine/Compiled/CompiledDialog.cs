using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Machines;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine.Compiled;

/// <summary>A dialog made ready to run: its machine, look-ups by name, the customer's words for its choices.</summary>
internal sealed class CompiledDialog
{
    private static readonly ChoiceWords NoWords = new();

    private readonly FrozenDictionary<string, State> _states;
    private readonly FrozenDictionary<string, int> _numbers;
    private readonly FrozenDictionary<string, TextKeys> _keys;
    private readonly FrozenDictionary<string, ImmutableArray<string>> _offered;
    private readonly FrozenDictionary<string, Regex> _patterns;
    private readonly FrozenSet<string> _groupFinals;
    private readonly FrozenDictionary<string, ChoiceWords> _choices;
    private readonly DialogWords _words;
    private readonly ImmutableSortedDictionary<string, Value> _start;

    public CompiledDialog(CompiledSet home, Dialog dialog, DialogWords words)
    {
        (Home, Model, _words) = (home, dialog, words);
        Machine = new MachineCompiler(dialog).Compile();
        _states = dialog.States.ToFrozenDictionary(s => s.Path, StringComparer.Ordinal);
        _numbers = Machine.States.Select((state, number) => (state.Name, number)).ToFrozenDictionary(p => p.Name, p => p.number, StringComparer.Ordinal);
        _keys = dialog.States.ToFrozenDictionary(s => s.Path, s => new TextKeys(words.HasKeysOf(s.Path) ? s.Path : s.Name), StringComparer.Ordinal);
        _offered = dialog.States.OfType<State.Ask>().ToFrozenDictionary(
            a => a.Path, a => a.Choices ?? dialog.Slots[a.Slot].Type.Members, StringComparer.Ordinal);
        _patterns = dialog.Slots.Values.Where(s => s.Pattern is not null).ToFrozenDictionary(
            s => s.Name, s => new Regex($"^(?:{s.Pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), StringComparer.Ordinal);
        _groupFinals = dialog.States.OfType<State.Final>().Where(f => MachineCompiler.EndsGroupOnly(dialog, f)).Select(f => f.Path)
            .ToFrozenSet(StringComparer.Ordinal);
        _choices = dialog.Slots.Values.Where(s => !s.Type.Members.IsEmpty).ToFrozenDictionary(s => s.Name, words.ChoicesOf, StringComparer.Ordinal);
        _start = Run.NoSlots.AddRange(dialog.Slots.Values.Where(s => s.Start is not null).Select(s => KeyValuePair.Create(s.Name, s.Start!)));
    }

    /// <summary>The set it belongs to, with its texts.</summary>
    public CompiledSet Home { get; }

    public Dialog Model { get; }

    public string Name => Model.Name;

    public Machine<Act> Machine { get; }

    /// <summary>The state with that path; nothing for the root.</summary>
    public State? Find(string path) => _states.GetValueOrDefault(path);

    /// <summary>The dialog's state behind a state of the machine; nothing for the root and for histories.</summary>
    public State? StateAt(int number) => number >= 1 && number <= Model.States.Length ? Model.States[number - 1] : null;

    public int? NumberOf(string machineState) => _numbers.TryGetValue(machineState, out var number) ? number : null;

    public TextKeys KeysOf(State state) => _keys[state.Path];

    public TextKeys KeysOf(string path) => _keys[path];

    public bool EndsGroupOnly(State.Final final) => _groupFinals.Contains(final.Path);

    public Regex? PatternOf(string slot) => _patterns.GetValueOrDefault(slot);

    public ChoiceWords ChoicesOf(string slot) => _choices.GetValueOrDefault(slot, NoWords);

    /// <summary>The members a question offers, in their order.</summary>
    public ImmutableArray<string> OfferedBy(State.Ask ask) => _offered[ask.Path];

    public static byte ChoiceNumber(Slot slot, string member) =>
        slot.ChoiceNumbers.TryGetValue(member, out var number) ? (byte)number : (byte)(slot.Type.Members.IndexOf(member) + 1);

    /// <summary>The member with that number, if the question offers it.</summary>
    public string? MemberOf(State.Ask ask, Slot slot, byte choice)
    {
        foreach (var member in OfferedBy(ask))
            if (ChoiceNumber(slot, member) == choice) return member;
        return null;
    }

    public bool IsSkip(string folded, State.Ask ask) =>
        // A free text may hold any word: there only the button's own label means "skip".
        Model.Slots[ask.Slot].Type.Kind is TypeKind.Text ? _words.SkipLabels.Contains(folded) : _words.SkipWords.Contains(folded);

    public bool IsBack(string folded) => _words.BackWords.Contains(folded);

    public bool? ReadYesNo(string words)
    {
        var folded = Folding.Fold(words);
        return _words.YesNo.TryGetValue(folded, out var yes) ? yes : folded switch { "1" => true, "2" => false, _ => null };
    }

    public bool Allows(Turn turn) => Model.Allow?.IsTrue(new RunScope(turn, null)) ?? true;

    public string OccasionOf(string occasion) => Name + ":" + occasion;

    /// <summary>A run that has not been entered yet.</summary>
    public Run NewRun(uint number, ImmutableSortedDictionary<string, Value> with)
    {
        var slots = _start;
        var given = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in with)
        {
            if (!Model.Slots.ContainsKey(name)) continue;
            slots = slots.SetItem(name, value);
            given.Add(name);
        }
        return new Run { Number = number, Dialog = Name, Version = Model.Version, Slots = slots, Given = given.DrainToImmutable() };
    }
}
