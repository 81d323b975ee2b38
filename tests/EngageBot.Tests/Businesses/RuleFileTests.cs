using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;

namespace EngageBot.Tests.Businesses;

public sealed class RuleFileTests
{
    private static readonly RuleKinds Kinds = new([ProgrammeRules.Kind]);
    private static readonly TimeZoneInfo Tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    private const string Written = """
        programme: points
        effective_from: 2026-12-01
        earn: {per_minor: 100, points: 1}
        pending_days: 14
        expiry: {policy: end_of_month, months: 12}
        tiers:
        - {key: bronze, name: {en: Bronze}, threshold: 0}
        - {key: gold, name: {en: Gold, ru: "Золотой"}, threshold: 500, multiplier_percent: 150}
        """;

    [Fact]
    public void A_file_says_what_it_is_in_its_first_line_and_may_begin_later()
    {
        var (file, findings) = Read(Written);
        Assert.Empty(findings);
        Assert.Equal(("programme", "points"), (file!.Kind.Name, file.Key));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero), file.EffectiveFrom);    // midnight in Tirana
        Assert.Equal("Золотой", ProgrammeRules.Kind.Parse(file.Json!).Rules!.Tiers[1].NameIn("ru"));
    }

    [Fact]
    public void What_is_written_is_read_the_same()
    {
        var json = Read(Written).File!.Kind.Canonical(Read(Written).File!.Json!);
        var again = Read(RuleFile.Write("programme", "points", json)).File!;
        Assert.Equal(json, again.Kind.Canonical(again.Json!));
        Assert.Null(again.EffectiveFrom);
        Assert.Null(Read(RuleFile.Write("programme", "points", null)).File!.Json);    // a file may end rules
    }

    [Theory]
    [InlineData("per_minor: 100", "per_minr: 100", 3, 18, "Did you mean 'per_minor'?")]
    [InlineData("per_minor: 100", "per_minor: none", 3, 19, "is a whole number")]
    [InlineData("per_minor: 100", "per_minor: 0", 3, 19, "is between 1 and")]
    [InlineData("policy: end_of_month", "policy: end_of_week", 5, 18, "after_days, after_months, end_of_month, end_of_quarter, end_of_year, never")]
    [InlineData("threshold: 500", "threshold: 0", 8, 59, "is not above the one before")]
    [InlineData("programme: points", "program: points", 1, 10, "Did you mean 'programme'?")]
    [InlineData("programme: points", "programme: Points!", 1, 12, "A key is 1 to 40")]
    [InlineData("effective_from: 2026-12-01", "effective_from: December", 2, 17, "Write a day such as")]
    [InlineData("pending_days: 14", "pending_days: 14\npending_days: 15", 5, 1, "twice")]
    public void What_is_wrong_is_named_by_line_and_column_with_what_to_do(string right, string wrong, int line, int column, string says)
    {
        var (file, findings) = Read(Written.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Null(file);
        var finding = Assert.Single(findings);
        Assert.Equal((line, column), (finding.At.Line, finding.At.Column));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("just words")]
    public void A_file_without_rules_says_how_one_begins(string text) => Assert.Contains("programme: points", Assert.Single(Read(text).Findings).Message, StringComparison.Ordinal);

    [Fact]
    public void Editors_get_a_schema_that_knows_every_field_of_a_file()
    {
        var fields = RuleSchema.Of(ProgrammeRules.Kind)["properties"]!.AsObject().Select(p => p.Key).ToList();
        Assert.Equal(["programme", "effective_from"], fields.Take(2));
        Assert.Superset(new HashSet<string>(["earn", "expiry", "tiers"]), fields.ToHashSet());
    }

    private static (RuleFile? File, System.Collections.Immutable.ImmutableArray<RuleFinding> Findings) Read(string text) => RuleFile.Read(Kinds, "points.yaml", text, Tirana);
}
