using System.Net;
using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Http;

/// <summary>The shop reads why somebody got a message, and why not.</summary>
public sealed class ContactSendsTests : IAsyncLifetime
{
    private TillHost _till = null!;
    private ContactId _ana;

    public async ValueTask InitializeAsync()
    {
        _till = await TillHost.OpenAsync(LoyaltyWorld.Rules);
        _ana = await _till.World.MemberAsync();
    }

    public ValueTask DisposeAsync() => _till?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Reasons_are_read_by_whoever_may_see_customers()
    {
        var key = await _till.AnotherKeyAsync("marketer");
        await _till.World.WriteAsync(scope =>
        {
            NotSent.Record(scope, _till.World.Business, _ana, new("broadcast:12"), new SendPermit.No(NoSend.NoConsent, "There is no consent to offers on telegram."), _till.World.Now);
            return 0;
        });
        var answer = await _till.GetAsync($"/api/v1/contacts/{_ana}/sends", key);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var no = answer.Body.GetProperty("notSent")[0];
        Assert.Equal(("broadcast:12", "no_consent"), (no.GetProperty("source").GetString(), no.GetProperty("reason").GetString()));
        var now = answer.Body.GetProperty("now")[0];
        Assert.Equal(("marketing", false, "no_address"), (now.GetProperty("purpose").GetString(), now.GetProperty("allowed").GetBoolean(), now.GetProperty("reason").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await _till.GetAsync($"/api/v1/contacts/{Guid.Empty}/sends", key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _till.GetAsync($"/api/v1/contacts/{_ana}/sends")).Status);
    }
}
