using System.CommandLine;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary>One run of a verb that works on the data: what was typed, and the program's parts.</summary>
internal sealed class Verb(ParseResult parsed, IServiceProvider parts, CancellationToken cancellation)
{
    public CancellationToken Cancellation => cancellation;

    /// <summary>Who acts: whoever may use the program's own machine.</summary>
    public static Actor Operator { get; } = new Actor.System("cli");

    public DateTimeOffset Now => Part<TimeProvider>().GetUtcNow();

    public BusinessDirectory Directory => Part<BusinessDirectory>();

    /// <summary>The first business, which verbs without <c>--business</c> are about.</summary>
    public Business Business => Directory.Business;

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T Required<T>(Option<T> option) => parsed.GetRequiredValue(option);

    public T Required<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public T Part<T>() where T : notnull => parts.GetRequiredService<T>();

    public Task<T> ReadAsync<T>(Func<RowSource, T> read) => Part<IStore>().ReadAsync(connection => ValueTask.FromResult(read(connection)), cancellation);

    public Task<T> WriteAsync<T>(Func<WriteScope, T> write) => Part<IStore>().WriteAsync(scope => ValueTask.FromResult(write(scope)), cancellation);

    public Task WriteAsync(Action<WriteScope> write) => Part<IStore>().WriteAsync(scope =>
    {
        write(scope);
        return ValueTask.CompletedTask;
    }, cancellation);

    /// <summary>The command that runs a verb, with the option that every such verb has.</summary>
    public static Command Of(string name, string description, IEnumerable<Symbol> takes, Func<Verb, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in takes)
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        var data = CommandHost.DataOption();
        command.Options.Add(data);
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), parts => run(new(parsed, parts, cancellation)), cancellation));
        return command;
    }

    /// <summary>Says on the error stream what is wrong.</summary>
    /// <returns>The exit code: 2 for a wrong call, 1 for what was looked for and is not there.</returns>
    public static async Task<int> FailAsync(string line, int code = 2)
    {
        await Console.Error.WriteLineAsync(line);
        return code;
    }
}
