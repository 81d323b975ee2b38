using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Conversations.Releases;

/// <summary>The statements of releases; each runs inside a write as well as on a connection that only reads.</summary>
internal static class ReleaseRows
{
    /// <summary>Releases of mere texts beyond so many, and older than <see cref="PruneAfter"/>, are forgotten.</summary>
    private const int KeptReleases = 50;

    private static readonly TimeSpan PruneAfter = TimeSpan.FromDays(60);

    private const string Columns = "SELECT number, fingerprint, files, published_at, published_by FROM dialog_releases";

    public static long NewestNumber(RowSource rows) =>
        rows.Query("SELECT COALESCE(MAX(number), 0) FROM dialog_releases", _ => { }, row => row.Read() ? row.GetInt64(0) : 0);

    public static DialogRelease? Newest(RowSource rows) => rows.Query($"{Columns} ORDER BY number DESC LIMIT 1", _ => { }, One);

    public static DialogRelease? Find(RowSource rows, long number) =>
        rows.Query($"{Columns} WHERE number = @number", command => command.Set("@number", number), One);

    /// <summary>The newest release with these very files.</summary>
    public static long? WithFiles(RowSource rows, string fingerprint) => rows.Query(
        "SELECT MAX(number) FROM dialog_releases WHERE fingerprint = @fingerprint", command => command.Set("@fingerprint", fingerprint),
        row => row.Read() ? row.NumberAt(0) : null);

    /// <summary>The release that holds a version of a dialog, with its last texts.</summary>
    public static DialogRelease? WithVersion(RowSource rows, string dialog, int version) => rows.Query(
        $"{Columns} WHERE number = (SELECT release FROM dialog_versions WHERE dialog = @dialog AND version = @version)",
        command => command.Set("@dialog", dialog).Set("@version", version), One);

    /// <summary>Versions that were in use at an instant and are not any more, or were replaced later.</summary>
    public static List<DialogVersion> ReplacedSince(RowSource rows, DateTimeOffset since) => rows.Rows(
        "SELECT dialog, version, release, replaced_at FROM dialog_versions WHERE replaced_at > @since",
        command => command.Set("@since", since),
        row => new DialogVersion { Dialog = row.GetString(0), Version = row.GetInt32(1), Release = row.GetInt64(2), ReplacedAt = row.InstantOrNullAt(3) });

    /// <summary>Adds the next release.</summary>
    /// <returns>False if somebody else has published this number meanwhile; then nothing was written.</returns>
    public static bool TryAdd(WriteScope scope, DialogRelease release, IEnumerable<(string Dialog, int Version)> versions)
    {
        var insert = scope.Command("""
            INSERT INTO dialog_releases (number, fingerprint, files, published_at, published_by)
            VALUES (@number, @fingerprint, @files, @at, @by) ON CONFLICT DO NOTHING
            """);
        insert.Set("@number", release.Number).Set("@fingerprint", release.Fingerprint).Set("@files", release.Files)
            .Set("@at", release.PublishedAt).Set("@by", release.PublishedBy.ToString());
        if (insert.ExecuteNonQuery() == 0) return false;
        foreach (var (dialog, version) in versions)
        {
            var holds = scope.Command("""
                INSERT INTO dialog_versions (dialog, version, release) VALUES (@dialog, @version, @number)
                ON CONFLICT (dialog, version) DO UPDATE SET release = @number, replaced_at = NULL
                """);
            holds.Set("@dialog", dialog).Set("@version", version).Set("@number", release.Number).ExecuteNonQuery();
        }
        scope.Command("UPDATE dialog_versions SET replaced_at = @at WHERE replaced_at IS NULL AND release <> @number")
            .Set("@at", release.PublishedAt).Set("@number", release.Number).ExecuteNonQuery();
        scope.Command("""
            DELETE FROM dialog_releases
            WHERE number <= @until AND published_at < @before AND number NOT IN (SELECT release FROM dialog_versions)
            """).Set("@until", release.Number - KeptReleases).Set("@before", release.PublishedAt - PruneAfter).ExecuteNonQuery();
        return true;
    }

    private static DialogRelease? One(DbDataReader row) => !row.Read() ? null : new DialogRelease
    {
        Number = row.GetInt64(0), Fingerprint = row.GetString(1), Files = row.GetFieldValue<byte[]>(2), PublishedAt = row.InstantAt(3),
        PublishedBy = Enum.Parse<PublishedBy>(row.GetString(4)),
    };
}
