using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary>Rules as a shop edits them: files, a terminal, a real database.</summary>
public sealed class RuleCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-rules").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rules_are_exported_edited_published_compared_and_imported_elsewhere_the_same()
    {
        var exported = Path.Combine(_folder, "rules");
        var (code, output) = await RunAsync("export", exported);
        Assert.True(code == 0, output);
        var file = Path.Combine(exported, "programme", "points.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.StartsWith("programme: points\n", text, StringComparison.Ordinal);

        (code, output) = await RunAsync("publish", file);
        Assert.Equal((0, "programme points: unchanged, version 1."), (code, output.Trim()));

        await File.WriteAllTextAsync(file, text.Replace("pending_days: 14", "pending_days: 7", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (code, output) = await RunAsync("publish", file);
        Assert.True(code == 0 && output.Contains("programme points: version 2 is in force", StringComparison.Ordinal), output);
        (_, output) = await RunAsync("diff", "programme", "points", "1");
        Assert.Contains("- pending_days: 14\n+ pending_days: 7\n", output, StringComparison.Ordinal);
        (_, output) = await RunAsync("list");
        Assert.Contains("points: version 2 since 20", output, StringComparison.Ordinal);

        var elsewhere = Path.Combine(_folder, "elsewhere");
        (code, output) = await Terminal.RunAsync("rules", "import", exported, "--data", elsewhere);
        Assert.True(code == 0, output);
        var again = Path.Combine(_folder, "again");
        await Terminal.RunAsync("rules", "export", again, "--data", elsewhere);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Path.Combine(again, "programme", "points.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_wrong_file_is_named_by_line_and_column_and_none_of_its_neighbours_is_published()
    {
        var good = Write("circle.yaml", "programme: circle\nearn: {per_minor: 100, points: 1}\npending_days: 0\nexpiry: {policy: never}\ntiers: []\n");
        var bad = Write("points.yaml", "programme: points\nearn: {per_minor: 100, points: 1}\npending_days: 1400\nexpiry: {policy: never}\ntiers: []\n");
        var (code, output) = await RunAsync("publish", good, bad);
        Assert.Equal(1, code);
        Assert.Contains("points.yaml:3:15: pending_days is between 0 and 365", output, StringComparison.Ordinal);
        (_, output) = await RunAsync("list");
        Assert.DoesNotContain("circle", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("check", good);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Rules_may_begin_and_end_later_and_the_list_says_when()
    {
        var club = Write("circle.yaml", "programme: circle\nearn: {per_minor: 100, points: 1}\npending_days: 0\nexpiry: {policy: never}\ntiers: []\n");
        var year = TimeProvider.System.GetUtcNow().Year + 1;
        var (code, output) = await RunAsync("publish", club, "--from", $"{year}-12-01");
        Assert.True(code == 0, output);
        (code, output) = await RunAsync("withdraw", "programme", "circle", "--from", $"{year + 1}-01-01");
        Assert.True(code == 0, output);
        (_, output) = await RunAsync("list", "programme");
        Assert.Contains($"circle: not in force yet; version 1 begins {year}-12-01T00:00:00", output, StringComparison.Ordinal);
        Assert.Contains($"; version 2 ends it {year + 1}-01-01T00:00:00", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("export", Path.Combine(_folder, "out"));
        Assert.True(File.Exists(Path.Combine(_folder, "out", "programme", $"circle.{year}-12-01T0000.yaml")), output);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) => Terminal.RunAsync(["rules", .. arguments, "--data", Path.Combine(_folder, "data")]);
}
