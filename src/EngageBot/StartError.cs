using EngageBot.Conversations;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot;

/// <summary>What a person at the terminal reads when the start failed for a reason they can mend.</summary>
internal static class StartError
{
    /// <returns><see langword="null"/> for a bug, which deserves its stack.</returns>
    public static string? Explain(Exception wrong) => wrong switch
    {
        OptionsValidationException settings => string.Join(Environment.NewLine, settings.Failures),
        CannotStartException or InvalidDialogsException or DatabaseUnavailableException or DirectoryNotFoundException => wrong.Message,
        IOException { InnerException: not null } io when io.Message.Contains("bind", StringComparison.OrdinalIgnoreCase) =>
            $"{io.Message} Is it running already? Another address: --urls http://localhost:5081",
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => null,
    };
}
