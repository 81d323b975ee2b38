using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Conversations;

/// <summary>A scope for texts the program renders outside a dialog: only the words it is given, which are never read as markup.</summary>
internal sealed class FixedWords(IReadOnlyList<(string Name, string Value)> words, DateTimeOffset now) : IValueScope
{
    public DateTimeOffset Now => now;

    public TimeZoneInfo Zone => TimeZoneInfo.Utc;

    public bool ReadsBareWords => false;

    public bool InState(string state) => false;

    public bool TryRead(string path, out Value? value)
    {
        value = null;
        foreach (var word in words)
        {
            if (word.Name != path) continue;
            value = new Value.Text(word.Value);
            return true;
        }
        return false;
    }
}
