using System.ComponentModel.DataAnnotations;

namespace EngageBot.Storage;

/// <summary>The settings under <c>Database</c>.</summary>
internal sealed class DatabaseSettings
{
    /// <summary><c>sqlite</c> (default): a file in the data directory. <c>postgres</c>: a server.</summary>
    [RegularExpression("sqlite|postgres", ErrorMessage = "Database:Provider is sqlite or postgres.")]
    public string Provider { get; init; } = "sqlite";

    /// <summary>The server's, for <c>postgres</c>; not used by <c>sqlite</c>. Never logged.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Connections a node opens to the server at most, besides one for listening; not used by <c>sqlite</c>.</summary>
    [Range(4, 500)]
    public int Connections { get; init; } = 24;

    /// <summary>How long a write waits for another process's lock (<c>sqlite</c>) or for a connection (<c>postgres</c>), in seconds.</summary>
    [Range(0.01, 60)]
    public double PatienceSeconds { get; init; } = 5;
}

/// <summary>The settings under <c>Data</c>.</summary>
internal sealed class DataSettings
{
    /// <summary>Where files are kept; made if it is missing.</summary>
    [Required]
    public string Directory { get; init; } = "data";
}
