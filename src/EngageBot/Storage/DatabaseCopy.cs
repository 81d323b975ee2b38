namespace EngageBot.Storage;

/// <summary>Copies an embedded database as it stands at one moment, also while a server works on it.</summary>
internal static class DatabaseCopy
{
    /// <param name="from">Is read and not changed.</param>
    /// <param name="to">Must not be there yet.</param>
    /// <exception cref="CannotStartException">There is no such database.</exception>
    public static void Make(SqliteStoreOptions from, string to)
    {
        if (!File.Exists(from.Path)) throw new CannotStartException($"There is no database {from.Path}; --data names the folder that holds engagebot.db.");
        using var source = new SqliteFile(from.Path, from.Patience).OpenToRead();
        using var command = source.CreateCommand();
        command.CommandText = "VACUUM INTO @to";
        command.Set("@to", to);
        command.ExecuteNonQuery();
    }
}
