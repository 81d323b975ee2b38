using System.Diagnostics;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The rules in force, and the version that says so.</summary>
internal sealed record ProgrammeInForce(int Version, ProgrammeRules Rules);

/// <summary>A business's programme through time.</summary>
internal static class Programmes
{
    /// <summary>The rules that held at an instant; a purchase is judged by those of its own time.</summary>
    public static ProgrammeInForce At(RowSource source, BusinessId business, DateTimeOffset at) =>
        source.Query(
            "SELECT version, rules FROM programmes WHERE business_id = @business AND effective_from <= @at ORDER BY version DESC LIMIT 1",
            command => command.Set("@business", business.ToString()).Set("@at", at),
            row => row.Read()
                ? new ProgrammeInForce((int)row.GetInt64(0), ProgrammeRules.Stored(row.GetString(1)))
                : throw new UnreachableException($"Business {business} has no programme; its first one holds from the beginning of time."));

    /// <summary>Puts new rules into force. The first version holds for everything that was before it, too.</summary>
    /// <returns>Its version.</returns>
    public static int Publish(WriteScope scope, BusinessId business, ProgrammeRules rules, DateTimeOffset effectiveFrom)
    {
        var version = 1 + (int)(long)scope.Command("SELECT COALESCE(MAX(version), 0) FROM programmes WHERE business_id = @business")
            .Set("@business", business.ToString()).ExecuteScalar()!;
        scope.Command("INSERT INTO programmes (business_id, version, effective_from, rules) VALUES (@business, @version, @from, @rules)")
            .Set("@business", business.ToString()).Set("@version", version).Set("@rules", rules.ToJson())
            .Set("@from", version == 1 ? DateTimeOffset.UnixEpoch : effectiveFrom).ExecuteNonQuery();
        return version;
    }
}
