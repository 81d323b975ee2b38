using EngageBot.Storage;

namespace EngageBot.Tests.Support;

/// <summary>A real database of some engine for one test.</summary>
internal interface ITestStore : IAsyncDisposable
{
    IStore Store { get; }

    /// <summary>Closes and opens the same database, as a restart does.</summary>
    Task RestartAsync();
}
