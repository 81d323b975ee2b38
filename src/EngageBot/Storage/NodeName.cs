using System.Security.Cryptography;

namespace EngageBot.Storage;

/// <summary>By what a process is known to the others that work on the same database.</summary>
internal static class NodeName
{
    /// <summary>A name nobody else has, that says where to look for the process; another one with each call.</summary>
    public static string New() => $"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
}
