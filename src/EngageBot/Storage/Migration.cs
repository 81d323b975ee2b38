using System.Globalization;

namespace EngageBot.Storage;

/// <summary>One numbered SQL file, embedded in the program.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>An engine's files, in order of their numbers.</summary>
    /// <param name="engine"><c>Sqlite</c> or <c>Postgres</c>.</param>
    public static IReadOnlyList<Migration> Load(string engine)
    {
        var folder = $"EngageBot.Storage.Migrations.{engine}.";
        var assembly = typeof(Migration).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return [.. files.Select(resource =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[folder.Length..];
            return new Migration(int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        })];
    }

    /// <exception cref="CannotStartException">The database was written by a newer program.</exception>
    public static void CheckVersion(long found, int known)
    {
        if (found > known)
            throw new CannotStartException($"The database is of version {found}, this program knows {known}: run a newer program or restore a backup.");
    }
}
