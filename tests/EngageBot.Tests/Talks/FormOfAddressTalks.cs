using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>How a customer is addressed: as the business does, until they say otherwise.</summary>
public sealed class FormOfAddressTalks
{
    [Fact]
    public async Task A_customer_who_chooses_the_informal_you_is_addressed_so_at_once_and_in_every_language_that_has_one()
    {
        await using var host = await EngageHost.StartAsync(settings: ["--Business:Language=ru", "--Business:Name=Мокка", "--Demo=false"]);
        var talk = new HouseTalk(host);
        Assert.Contains("Что изменим?", (await talk.SaysAsync("/settings")).Words, StringComparison.Ordinal);
        Assert.Contains("Как к вам обращаться", (await talk.TapsAsync("«Ты» или «вы»")).Words, StringComparison.Ordinal);
        Assert.Equal("Готово, теперь пишем тебе на «ты».", (await talk.TapsAsync("На «ты»")).Words);
        Assert.Contains("Нажми, пожалуйста", (await (await talk.SaysAsync("/language")).SaysAsync("лиловый зонтик")).Words, StringComparison.Ordinal);
        await talk.TapsAsync("Shqip");
        Assert.Contains("Si të të drejtohemi", (await (await talk.SaysAsync("/settings")).TapsAsync("«Ti» apo «ju»")).Words, StringComparison.Ordinal);
        Assert.Equal("U krye, ju shkruajmë me «ju».", (await talk.TapsAsync("Me «ju»")).Words);
    }

    [Fact]
    public async Task A_business_that_is_informal_addresses_everybody_so_who_has_not_chosen()
    {
        await using var host = await EngageHost.StartAsync(settings: ["--Business:Language=sq", "--Business:Tone=informal", "--Demo=false"]);
        var talk = new HouseTalk(host);
        Assert.Contains("Cila gjuhë të përshtatet?", (await talk.SaysAsync("/language")).Words, StringComparison.Ordinal);
        await talk.SaysAsync("/cancel");
        await (await talk.SaysAsync("/settings")).TapsAsync("«Ti» apo «ju»");
        await talk.TapsAsync("Me «ju»");
        Assert.Contains("Cila gjuhë ju përshtatet?", (await talk.SaysAsync("/language")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proof_of_a_consent_is_the_words_that_customer_read()
    {
        await using var host = await EngageHost.StartAsync(settings: ["--Business:Language=ru", "--Business:Tone=informal", "--Demo=false"]);
        var talk = new HouseTalk(host);
        const string words = "Можно присылать тебе сюда предложения?";
        Assert.Contains(words, (await talk.SaysAsync("/news")).Words, StringComparison.Ordinal);
        await talk.TapsAsync(talk.Heard[^1].Buttons[0].Label);
        var wordings = await host.Services.GetRequiredService<IStore>().ReadRowsAsync(
            "SELECT wording FROM consents WHERE purpose = 'marketing'", _ => { }, row => row.GetString(0), TestContext.Current.CancellationToken);
        Assert.Contains(words, Assert.Single(wordings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_English_which_has_one_you_nobody_is_asked_for_it()
    {
        await using var host = await EngageHost.StartAsync(settings: ["--Business:Language=en", "--Demo=false"]);
        var talk = new HouseTalk(host);
        Assert.DoesNotContain((await talk.SaysAsync("/settings")).Heard[0].Buttons, b => b.Label == "How we address you");
        Assert.Contains(talk.Heard[0].Buttons, b => b.Label == "Language");
    }
}
