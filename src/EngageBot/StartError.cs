using System.Reflection;
using System.Text.RegularExpressions;
using EngageBot.Conversations;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot;

/// <summary>What a person at the terminal reads when the start failed for a reason they can mend: one line a reason.</summary>
internal static partial class StartError
{
    /// <returns><see langword="null"/> for a bug, which deserves its stack.</returns>
    public static string? Explain(Exception wrong) => wrong switch
    {
        OptionsValidationException settings => string.Join(Environment.NewLine, settings.Failures.Select(f => Explain(settings.OptionsType, f))),
        CannotStartException or InvalidDialogsException or DatabaseUnavailableException or DirectoryNotFoundException => wrong.Message,
        InvalidOperationException when Conversion().Match(wrong.Message) is { Success: true } match =>
            $"{match.Groups[2].Value} cannot be '{match.Groups[1].Value}': {match.Groups[3].Value} is expected.",
        IOException io when io.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase) =>
            $"{io.Message} Is it running already? Another address: --urls http://localhost:5081",
        FormatException or InvalidOperationException when wrong.Message.StartsWith("Invalid url", StringComparison.Ordinal) =>
            $"--urls: {wrong.Message} An address looks like http://localhost:5080.",
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => null,
    };

    private static string Explain(Type options, string failure)
    {
        if (Annotation().Match(failure) is not { Success: true } match) return failure;
        var section = options.GetField("Section", BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)?.GetRawConstantValue() as string
            ?? options.Name.Replace("Settings", "", StringComparison.Ordinal).Replace("Options", "", StringComparison.Ordinal);
        var error = match.Groups[2].Value;
        return error.StartsWith(section, StringComparison.Ordinal) ? error : $"{section}:{match.Groups[1].Value}: {error}";
    }

    [GeneratedRegex("members: '(.+?)' with the error: '(.+)'\\.$")]
    private static partial Regex Annotation();

    [GeneratedRegex("^Failed to convert configuration value '(.*)' at '(.+)' to type '(?:System\\.)?(.+)'")]
    private static partial Regex Conversion();
}
