using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>Values for hand-written statements.</summary>
internal static class Parameters
{
    extension(DbCommand command)
    {
        /// <summary>Sets a parameter, adding it the first time the prepared command is used.</summary>
        public DbCommand With(string name, object? value)
        {
            if (command.Parameters.Contains(name))
            {
                command.Parameters[name].Value = value ?? DBNull.Value;
                return command;
            }
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
            return command;
        }
    }
}
