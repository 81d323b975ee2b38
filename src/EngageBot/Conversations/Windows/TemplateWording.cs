using System.Collections.Immutable;
using System.Text;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Conversations.Windows;

/// <summary>Makes the words of a template's variables such as the platform takes.</summary>
/// <remarks>No newline, no tab, no more than four spaces in a row, none empty (errors 132005, 132018, 131008; read 2026-11).</remarks>
internal static class TemplateWording
{
    /// <summary>The whole body with its variables filled in.</summary>
    public const int LongestBody = 1_024;

    private const string Nothing = "–";

    /// <summary>The words as they are sent.</summary>
    public static ImmutableArray<string> Clean(ImmutableArray<string>? words) => words is { IsDefault: false } some ? [.. some.Select(Clean)] : [];

    /// <summary>The body with its variables, <c>{{1}}</c> and on, filled in.</summary>
    public static string Filled(string body, ImmutableArray<string> words)
    {
        var filled = new StringBuilder(body.Length + 64);
        for (var at = 0; at < body.Length;)
        {
            if (Variable(body, at) is var (number, end) && number >= 1 && number <= words.Length)
            {
                filled.Append(words[number - 1]);
                at = end;
            }
            else
            {
                filled.Append(body[at++]);
            }
        }
        return filled.ToString();
    }

    /// <summary>How many variables a body has.</summary>
    public static int VariablesOf(string body)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = body.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = body.IndexOf("{{", at + 2, StringComparison.Ordinal))
            if (body.IndexOf("}}", at, StringComparison.Ordinal) is > 0 and var end) found.Add(body[(at + 2)..end].Trim());
        return found.Count;
    }

    /// <summary>A message as it leaves by its template: its variables cleaned, in the platform's language, with the buttons the template has.</summary>
    public static OutgoingMessage Shape(OutgoingMessage message, string language, long buttons) => message with
    {
        TemplateWords = Clean(message.TemplateWords),
        Language = language,
        Buttons = message.Buttons.Length > buttons ? message.Buttons[..(int)buttons] : message.Buttons,
    };

    private static string Clean(string words)
    {
        var clean = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return clean.Length == 0 ? Nothing : clean;
    }

    private static (int Number, int End)? Variable(string body, int at)
    {
        if (!body.AsSpan(at).StartsWith("{{")) return null;
        var end = body.IndexOf("}}", at, StringComparison.Ordinal);
        return end > 0 && int.TryParse(body.AsSpan(at + 2, end - at - 2).Trim(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? (number, end + 2)
            : null;
    }
}
