using System.Text;

namespace EngageBot.Storage;

/// <summary>The one rule that turns a property's name into a column's.</summary>
internal static class SnakeCase
{
    /// <summary><c>DueAt</c> becomes <c>due_at</c>.</summary>
    public static string Of(string name)
    {
        var column = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && column.Length > 0) column.Append('_');
            column.Append(char.ToLowerInvariant(letter));
        }
        return column.ToString();
    }
}
