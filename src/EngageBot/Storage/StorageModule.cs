using Microsoft.Extensions.Options;

namespace EngageBot.Storage;

/// <summary>Registers the store of the settings and the master key.</summary>
internal static class StorageModule
{
    /// <exception cref="CannotStartException">When the store is first asked for and cannot be opened.</exception>
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseSettings>().Bind(configuration.GetSection("Database")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DataSettings>().Bind(configuration.GetSection("Data")).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingletonClock();
        if (IsPostgres(configuration)) services.AddSingleton(OpenPostgres).AddSingleton<IStore>(provider => provider.GetRequiredService<PostgresStore>());
        else services.AddSingleton(OptionsFor).AddSingleton(Open).AddSingleton<IStore>(provider => provider.GetRequiredService<SqliteStore>());
        // Read once, at the start: blocking here keeps "not loaded yet" out of everybody's way.
        services.AddSingleton(provider => MasterKey.LoadAsync(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>(), CancellationToken.None).GetAwaiter().GetResult());
        return services;
    }

    private static void TryAddSingletonClock(this IServiceCollection services)
    {
        if (services.All(service => service.ServiceType != typeof(TimeProvider))) services.AddSingleton(TimeProvider.System);
    }

    private static SqliteStoreOptions OptionsFor(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<IOptions<DatabaseSettings>>().Value;
        var data = provider.GetRequiredService<IOptions<DataSettings>>().Value;
        return new(Path.Combine(data.Directory, "engagebot.db")) { Patience = TimeSpan.FromSeconds(database.PatienceSeconds) };
    }

    private static SqliteStore Open(IServiceProvider provider) => SqliteStore.Open(
        provider.GetRequiredService<SqliteStoreOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteStore>>());

    private static PostgresStore OpenPostgres(IServiceProvider provider)
    {
        var database = provider.GetRequiredService<IOptions<DatabaseSettings>>().Value;
        if (string.IsNullOrWhiteSpace(database.ConnectionString))
            throw new CannotStartException("Database:Provider=postgres needs Database:ConnectionString, such as Host=db.example;Database=engagebot;Username=engagebot;Password=…");
        var readers = database.Connections / 3;
        var options = new PostgresStoreOptions(database.ConnectionString)
        {
            Patience = TimeSpan.FromSeconds(database.PatienceSeconds), Readers = readers, Writers = database.Connections - readers,
        };
        return PostgresStore.Open(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PostgresStore>>());
    }

    /// <summary>Whether the settings name a server; a wrong word is refused when the settings are checked.</summary>
    public static bool IsPostgres(IConfiguration configuration) => configuration["Database:Provider"] == "postgres";
}
