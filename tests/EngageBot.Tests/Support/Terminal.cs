using System.Text;
using EngageBot.Commands;

namespace EngageBot.Tests.Support;

/// <summary>Verbs of the program, run where the test runs: the same code and words as in a process of its own, without a start each.</summary>
internal static class Terminal
{
    private static readonly AsyncLocal<StringWriter?> _output = new();
    private static readonly AsyncLocal<StringWriter?> _error = new();
    private static readonly AsyncLocal<StringReader?> _input = new();

    // Each test hears its own verbs only, whatever runs beside it. Not before the first verb: who runs the tests takes the console for itself when it begins.
    private static readonly Lazy<bool> _listens = new(() =>
    {
        Console.SetOut(new Routed(_output, Console.Out));
        Console.SetError(new Routed(_error, Console.Error));
        Console.SetIn(new Typed());
        return true;
    });

    /// <summary>Runs a verb to its end.</summary>
    /// <returns>Its exit code, and what it wrote: the output, then the errors.</returns>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        _ = _listens.Value;
        _output.Value = new StringWriter();
        _error.Value = new StringWriter();
        var code = await CommandLine.RunAsync(arguments);
        return (code, _output.Value.ToString() + _error.Value);
    }

    /// <summary>The same for a verb that asks for something, which is typed.</summary>
    public static Task<(int Code, string Output)> RunTypingAsync(string line, params string[] arguments)
    {
        _input.Value = new StringReader(line + Environment.NewLine);
        return RunAsync(arguments);
    }

    private sealed class Typed : TextReader
    {
        public override string? ReadLine() => _input.Value?.ReadLine();

        public override int Read() => _input.Value?.Read() ?? -1;

        public override int Peek() => _input.Value?.Peek() ?? -1;
    }

    private sealed class Routed(AsyncLocal<StringWriter?> own, TextWriter otherwise) : TextWriter
    {
        public override Encoding Encoding => otherwise.Encoding;

        public override void Write(char value)
        {
            var target = own.Value ?? otherwise;
            lock (target) target.Write(value);
        }

        public override void Write(string? value)
        {
            var target = own.Value ?? otherwise;
            lock (target) target.Write(value);
        }

        public override void Flush() => (own.Value ?? otherwise).Flush();
    }
}
