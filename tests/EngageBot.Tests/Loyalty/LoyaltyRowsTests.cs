using System.Reflection;
using System.Text.RegularExpressions;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty;

/// <summary>The page that says which test shows what is true: each test it names exists, and each row names one.</summary>
public sealed partial class LoyaltyRowsTests
{
    private const int Rows = 51;

    private static readonly string[] _page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "loyalty-rows.md"));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var classes = Assembly.GetExecutingAssembly().GetTypes().ToLookup(type => type.Name);
        var named = _page.Where(line => line.StartsWith('|')).SelectMany(line => Named().Matches(line)).Select(match => match.Groups["test"].Value).ToList();
        Assert.True(named.Count > 100, "The page has lost its tests.");
        var lost = named.Where(name => name.Split('.') is var parts && (parts.Length == 1
            ? !classes[parts[0]].Any()
            : !classes[parts[0]].Any(type => type.GetMethod(parts[1]) is { } method && method.GetCustomAttributes().Any(a => a is FactAttribute)))).ToList();
        Assert.Empty(lost);
    }

    [Fact]
    public void Every_row_names_a_test_or_says_why_there_is_none()
    {
        var rows = _page.Select(line => Row().Match(line)).Where(match => match.Success).ToDictionary(match => match.Groups["row"].Value, match => match.Groups["tests"].Value);
        Assert.Equal(Enumerable.Range(1, Rows).Select(n => $"S{n}"), rows.Keys);
        Assert.Empty(rows.Where(row => !Named().IsMatch(row.Value) && !row.Value.Contains("Not yet: ", StringComparison.Ordinal)).Select(row => row.Key));
    }

    [GeneratedRegex("`(?<test>[A-Z][A-Za-z0-9]+(\\.[A-Za-z0-9_]+)?)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\| (?<row>S\d+) \|[^|]*\|(?<tests>.*)\|$")]
    private static partial Regex Row();
}
