using System.CommandLine;
using EngageBot.Loyalty;

namespace EngageBot.Commands;

/// <summary>The program's parts for a verb that works on the data and then ends: no web server, no workers.</summary>
internal static class CommandHost
{
    /// <summary>The option every such verb has.</summary>
    public static Option<string?> DataOption() => new("--data") { Description = "The folder with the database; default: the setting Data:Directory, else data." };

    /// <summary>What a verb reads its settings from.</summary>
    public static IConfiguration Settings(string? data)
    {
        var configuration = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables();
        if (data is not null) configuration.AddInMemoryCollection([new("Data:Directory", data)]);
        return configuration.Build();
    }

    /// <summary>Opens the database (a new one gets a plain business, no demo) and runs the verb.</summary>
    /// <returns>The verb's code, or 2 after one line if the database or a setting is at fault.</returns>
    public static async Task<int> RunAsync(string? data, Func<IServiceProvider, Task<int>> verb, CancellationToken cancellation)
    {
        var settings = Settings(data);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings);
        services.AddLogging(log => log.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        try
        {
            EngageApp.AddParts(services, settings);
            await using var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<FirstStart>().RunAsync(withDemo: false, cancellation);
            return await verb(provider);
        }
        catch (Exception wrong) when (StartError.Explain(wrong) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 2;
        }
    }
}
