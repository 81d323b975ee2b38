using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>Short words for parameters and columns of hand-written statements.</summary>
internal static class DbCommands
{
    /// <summary>Sets a parameter by its name (<c>@id</c>), adding it at the first use.</summary>
    public static DbCommand Set(this DbCommand command, string name, object? value)
    {
        if (command is SqliteStatement statement)
        {
            statement.Bind(name, value);
            return command;
        }
        // PostgreSQL has no letter zero in its texts: somebody's message must not fail for one.
        if (value is string text && text.Contains('\0', StringComparison.Ordinal)) value = text.Replace('\0', '\uFFFD');
        var parameters = command.Parameters;
        var index = parameters.IndexOf(name);
        if (index >= 0)
        {
            parameters[index].Value = value ?? DBNull.Value;
            return command;
        }
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        parameters.Add(parameter);
        return command;
    }

    /// <summary>Sets a whole number.</summary>
    public static DbCommand Set(this DbCommand command, string name, long value)
    {
        if (command is not SqliteStatement statement) return command.Set(name, (object)value);
        statement.Bind(name, value);
        return command;
    }

    /// <summary>Sets a text that may be missing.</summary>
    public static DbCommand Set(this DbCommand command, string name, string? value)
    {
        if (command is not SqliteStatement statement) return command.Set(name, (object?)value);
        statement.Bind(name, value);
        return command;
    }

    /// <summary>Sets an instant as Unix milliseconds.</summary>
    public static DbCommand Set(this DbCommand command, string name, DateTimeOffset at) => command.Set(name, at.ToUnixTimeMilliseconds());

    /// <summary>Sets an instant that may be missing.</summary>
    public static DbCommand Set(this DbCommand command, string name, DateTimeOffset? at) =>
        at is { } known ? command.Set(name, known) : command.Set(name, (object?)null);

    /// <summary>A text that may be missing.</summary>
    public static string? TextAt(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A whole number that may be missing.</summary>
    public static long? NumberAt(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>An instant.</summary>
    public static DateTimeOffset InstantAt(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    /// <summary>An instant that may be missing.</summary>
    public static DateTimeOffset? InstantOrNullAt(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.InstantAt(column);
}
