using EngageBot.Businesses;
using EngageBot.Channels.WebChat;
using EngageBot.Conversations;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Demo;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>The three members a visitor of the demo page may be; nobody where the business is a real one.</summary>
internal sealed class DemoGallery(IStore store, BusinessDirectory businesses, HostTexts texts, TimeProvider clock)
{
    public async ValueTask<IReadOnlyList<DemoMember>> ListAsync(string language, CancellationToken cancellation)
    {
        if (businesses.Business.Name != DemoBusiness.Options.Name) return [];
        return await store.ReadAsync<IReadOnlyList<DemoMember>>(connection =>
        {
            RowSource rows = connection;
            return ValueTask.FromResult<IReadOnlyList<DemoMember>>([.. DemoPeople.Visitors.SelectMany(person => MemberOf(rows, person, language))]);
        }, cancellation);
    }

    private IEnumerable<DemoMember> MemberOf(RowSource rows, DemoPerson person, string language) => People.ByPhone(rows, businesses.Business.Id, person.Phone) is { } contact
        ? [new(person.Key!, person.Name, BalanceQuery.Read(rows, contact, clock.GetUtcNow())?.Level.Current?.NameIn(language) ?? "",
            texts.Plain($"demo.{person.Key}", language), contact)]
        : [];
}
