using System.Text.RegularExpressions;
using EngageBot.Broadcasts;
using EngageBot.Complaints;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Tests.Messaging;

public sealed partial class StateMachineTests
{
    [Theory, InlineData("Inbox", "inbox", typeof(InboxState)), InlineData("Outbox", "outbox", typeof(OutboxState)), InlineData("Staff", "staff_members", typeof(StaffState)),
     InlineData("Vouchers", "vouchers", typeof(VoucherState)), InlineData("Holds", "holds", typeof(HoldState)),
     InlineData("Broadcasts", "broadcasts", typeof(BroadcastState)), InlineData("Cases", "cases", typeof(CaseState)), InlineData("Promises", "case_promises", typeof(PromiseState)),
     InlineData("Plans", "retention_plans", typeof(PlanState))]
    public void The_diagram_the_check_constraint_and_the_enum_name_the_same_states(string heading, string table, Type states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var named = Enum.GetNames(states).Order(StringComparer.Ordinal);
        Assert.Equal(named, Drawn(heading));
        Assert.Equal(named, Checked(table, SqliteMigrator.All));
        Assert.Equal(named, Checked(table, PostgresMigrator.All));
    }

    private static IEnumerable<string> Drawn(string heading)
    {
        var document = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "state-machines.md"));
        var section = document[document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        var diagram = section[section.IndexOf("```mermaid", StringComparison.Ordinal)..];
        diagram = diagram[..diagram.IndexOf("\n```\n", StringComparison.Ordinal)];
        return Arrow().Matches(diagram).SelectMany(arrow => new[] { arrow.Groups[1].Value, arrow.Groups[2].Value })
            .Where(state => state != "[*]").Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>The words of the last CHECK on the table's state: a later migration may have rebuilt the table.</summary>
    private static IEnumerable<string> Checked(string table, IReadOnlyList<Migration> migrations)
    {
        var sql = string.Join('\n', migrations.Select(migration => migration.Sql));
        var create = sql[sql.LastIndexOf($"CREATE TABLE {table} (", StringComparison.Ordinal)..];
        var words = StateCheck().Match(create).Groups[1].Value;
        return Word().Matches(words).Select(word => word.Groups[1].Value).Order(StringComparer.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EngageBot.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"^\s*(\S+) --> ([^:\s]+)", RegexOptions.Multiline)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"CHECK \(state IN \(([^)]*)\)\)")]
    private static partial Regex StateCheck();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Word();
}
