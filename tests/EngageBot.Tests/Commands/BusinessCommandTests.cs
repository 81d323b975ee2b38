using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary>Businesses, shops and coalitions from a terminal, on a real database.</summary>
public sealed class BusinessCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-businesses").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Partners_open_make_a_coalition_and_are_settled()
    {
        Assert.Equal(0, (await RunAsync("business", "add", "--name", "Fit Club")).Code);
        Assert.Equal(0, (await RunAsync("business", "add", "--name", "Sportswear")).Code);
        Assert.Equal(2, (await RunAsync("business", "add", "--name", "Sportswear")).Code);
        var listed = (await RunAsync("business", "list")).Output.Split('\n');
        string IdOf(string name) => listed.Single(line => line.Contains($"  {name}  ", StringComparison.Ordinal))[..36];
        var file = Path.Combine(_folder, "city.yaml");
        await File.WriteAllTextAsync(file, $$"""
            coalition: city
            name: {en: City Club}
            currency: EUR
            earn: {per_minor: 100, points: 1}
            expiry: {policy: never}
            spend: {points: 1, minor: 3}
            partners:
            - {business: {{IdOf("Fit Club")}}, name: Fit Club, categories: [fitness]}
            - {business: {{IdOf("Sportswear")}}, name: Sportswear, categories: [clothes]}
            """, TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync("rules", "publish", file);
        Assert.True(code == 0, output);
        (code, output) = await RunAsync("coalition", "settle", "--month", "2026-03", "--business", "Sportswear", "--csv", Path.Combine(_folder, "march.csv"));
        Assert.True(code == 0, output);
        Assert.Contains("Nobody owes anybody.", output, StringComparison.Ordinal);
        Assert.Equal("month,coalition,issuer,redeemer,points,amount,currency\n", await File.ReadAllTextAsync(Path.Combine(_folder, "march.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_shop_opens_gets_a_key_and_closes()
    {
        Assert.Equal(0, (await RunAsync("shop", "add", "square", "--name", "Square", "--hours", "{\"mon\": [\"09:00-18:00\"]}")).Code);
        Assert.Equal(0, (await RunAsync("api-key", "create", "--shop", "square", "--name", "till 1")).Code);
        Assert.Contains("square is closed", (await RunAsync("shop", "close", "square")).Output, StringComparison.Ordinal);
        Assert.Contains("was closed before", (await RunAsync("shop", "close", "square")).Output, StringComparison.Ordinal);
        Assert.Contains("square  Square  closed 20", (await RunAsync("shop", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("shop", "list", "--business", "Nobody's")).Code);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] words) => Terminal.RunAsync([.. words, "--data", Path.Combine(_folder, "data")]);
}
