namespace EngageBot.Storage;

/// <summary>SQLite: one process and one writer, so nothing is locked or leased.</summary>
internal sealed class SqliteSql : SpineSql
{
}
