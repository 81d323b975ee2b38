using System.Text.RegularExpressions;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>What is kept of an exception beside a row: type and message, nothing personal.</summary>
internal static partial class ErrorText
{
    /// <summary>Longest text kept, in characters.</summary>
    private const int Limit = 500;

    public static string Of(Exception error)
    {
        var text = Masked($"{error.GetType().Name}: {error.Message}");
        return error.InnerException is { } inner ? Cut($"{text} <- {Masked($"{inner.GetType().Name}: {inner.Message}")}") : Cut(text);
    }

    /// <summary>A platform's reason, masked and cut the same way.</summary>
    public static string Of(string reason) => Cut(Masked(reason));

    // Messages may quote input: long numbers (phones, ids) and addresses are taken out.
    private static string Masked(string text) => Personal().Replace(text, "#");

    private static string Cut(string text) => WholeText.Cut(text, Limit);

    [GeneratedRegex(@"\+?\d[\d\s-]{5,}\d|\S+@\S+\.\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Personal();
}
