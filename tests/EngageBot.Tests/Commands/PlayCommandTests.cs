using EngageBot.Conversations.Policy;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Commands;

/// <summary><c>engagebot plays|policy|segments</c> as they are typed, on a database with the published dialogs and one member.</summary>
public sealed class PlayCommandTests : IAsyncLifetime
{
    private const string Phone = "+355692000001";

    private EngageHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EngageHost.StartAsync(settings: "--demo=false");
        var members = Path.Combine(_host.Folder, "members.csv");
        await File.WriteAllTextAsync(members, $"phone,name,birthday\n{Phone},Ana,05.05.1990\n", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync("import", "members", members);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Plays_are_listed_switched_on_with_settings_shown_and_paused()
    {
        var (code, output) = await RunAsync("plays", "list");
        Assert.Equal(0, code);
        Assert.Matches("(?m)^birthday +off +marketing +begun 0, bought 0, held out 0$", output);

        (code, output) = await RunAsync("plays", "on", "birthday", "--set", "settled=14d", "--holdout", "20", "--at", "11:00", "--leap-day", "mar_1");
        Assert.Equal((0, "birthday is on."), (code, output.Trim()));
        (code, output) = await RunAsync("plays", "show", "birthday");
        Assert.Equal(0, code);
        Assert.Contains("birthday is on since 20", output, StringComparison.Ordinal);
        Assert.Contains("settled (duration): 14d", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("plays", "off", "birthday");
        Assert.Equal((0, "birthday is paused."), (code, output.Trim()));
        (code, output) = await RunAsync("plays", "off", "birthday");
        Assert.Equal((0, "birthday was paused before; nothing changed."), (code, output.Trim()));
    }

    [Fact]
    public async Task A_wrong_name_a_setting_that_does_not_fit_and_one_that_lacks_are_each_said_in_a_line()
    {
        var (code, output) = await RunAsync("plays", "on", "brithday");
        Assert.Equal(2, code);
        Assert.Contains("There is no play 'brithday'.", output, StringComparison.Ordinal);
        Assert.Contains("'birthday'", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("plays", "on", "winback");
        Assert.Equal(1, code);
        Assert.Contains("parameters.reward has to be set: the key of a reward.", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("plays", "on", "birthday", "--set", "settled");
        Assert.Equal((2, "--set takes name=value, not 'settled'."), (code, output.Trim()));
        (code, output) = await RunAsync("plays", "on", "birthday", "--at", "noon");
        Assert.Equal(1, code);
        Assert.Contains("at is a time such as \"10:00\".", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Pitfall", "P28")]
    public async Task A_stop_told_to_the_shops_people_ends_offers_is_on_record_and_explains_itself()
    {
        await _host.Services.GetRequiredService<IStore>().WriteAsync(async scope => await scope.Command("""
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            SELECT business_id, id, 'marketing', 'telegram', 1, '', 'en', 'dialog', 0 FROM contacts WHERE phone = @phone
            """).Set("@phone", Phone).ExecuteNonQueryAsync(), TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync("policy", "stop", Phone, "--complaint", "--note", "said so at the counter");
        Assert.True(code == 0, output);
        Assert.Equal("No more offers to this contact; 0 that waited called off.", output.Trim());
        (code, output) = await RunAsync("policy", "why", Phone);
        Assert.Equal(0, code);
        Assert.Matches("marketing now: no, (suppressed|no_address)", output);
        Assert.Matches("(?m)no to marketing on telegram \\(complaint\\)$", output);
        (_, output) = await RunAsync("audit");
        Assert.Contains("contact.stopped", output, StringComparison.Ordinal);
        Assert.Contains("said so at the counter", output, StringComparison.Ordinal);
        Assert.Equal(1, await _host.CountAsync($"SELECT COUNT(*) FROM consents WHERE granted = 0 AND source = '{Stops.Complaint}' AND wording = 'said so at the counter'"));
    }

    [Fact]
    public async Task A_stop_for_nobody_or_without_a_note_changes_nothing()
    {
        var (code, output) = await RunAsync("policy", "stop", "+355692999999", "--note", "x");
        Assert.Equal((2, "There is no such contact; give the phone with its country code, or the id."), (code, output.Trim()));
        (code, output) = await RunAsync("policy", "stop", Phone, "--note", "");
        Assert.Equal((2, "--note is 1 to 300 characters."), (code, output.Trim()));
        (code, _) = await RunAsync("policy", "stop", Phone);
        Assert.NotEqual(0, code);
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM consents WHERE granted = 0"));
    }

    [Fact]
    public async Task A_segment_is_previewed_by_its_name_and_by_an_expression_and_a_wrong_one_says_where()
    {
        var (code, output) = await RunAsync("segments", "preview", "customer.member and purchases.count == 0", "--examples", "1");
        Assert.Equal(0, code);
        Assert.StartsWith("1 of 1 contacts: customer.member and purchases.count == 0", output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  [0-9a-f-]{36}  Ana$", output);
        (code, output) = await RunAsync("segments", "preview", "regular");
        Assert.Equal(0, code);
        Assert.StartsWith("0 of 1 contacts: ", output, StringComparison.Ordinal);
        (code, output) = await RunAsync("segments", "preview", "purchases.cuont > 1");
        Assert.Equal(1, code);
        Assert.Contains("column 1: there is no 'purchases.cuont'; did you mean 'purchases.count'. engagebot segments facts lists what can be asked.", output, StringComparison.Ordinal);
        (_, output) = await RunAsync("segments", "facts");
        Assert.Matches("(?m)^customer.member +bool +Has joined the programme.$", output);
    }

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) => Terminal.RunAsync([.. arguments, "--data", _host.Folder]);
}
