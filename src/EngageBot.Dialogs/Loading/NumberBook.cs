namespace EngageBot.Dialogs.Loading;

/// <summary>The numbers of one dialog in button tokens: what the lock file has, and the next free ones for what it lacks. Never reused.</summary>
internal sealed class NumberBook(int dialog, IReadOnlyDictionary<string, int> states, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> choices)
{
    private readonly Dictionary<string, int> _states = new(states, StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _choices =
        choices.ToDictionary(c => c.Key, c => new Dictionary<string, int>(c.Value, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The paths of every state any locked version had.</summary>
    public IReadOnlyCollection<string> Known { get; } = [.. states.Keys];

    /// <summary>Two bytes of a button token.</summary>
    public int Dialog { get; } = dialog;

    /// <summary>Every number given so far, including those of states that are gone.</summary>
    public IReadOnlyDictionary<string, int> States => _states;

    public IReadOnlyDictionary<string, Dictionary<string, int>> Choices => _choices;

    public int State(string path) => Next(_states, path);

    public int Choice(string slot, string word)
    {
        if (!_choices.TryGetValue(slot, out var words)) _choices[slot] = words = new(StringComparer.Ordinal);
        return Next(words, word);
    }

    private static int Next(Dictionary<string, int> numbers, string name)
    {
        if (numbers.TryGetValue(name, out var number)) return number;
        return numbers[name] = numbers.Count == 0 ? 1 : numbers.Values.Max() + 1;
    }
}
