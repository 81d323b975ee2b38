using EngageBot.Tests.Support;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>As <see cref="WhatsAppHost"/>, on a database server.</summary>
public sealed class WhatsAppHostOnPostgres : WhatsAppHost
{
    protected override async Task<string[]> DatabaseAsync() =>
        ["--Database:Provider=postgres", $"--Database:ConnectionString={await PostgresServer.CreateDatabaseAsync()}", "--Messaging:PollSeconds=1"];
}
