using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>Who a token may say somebody is.</summary>
internal sealed class WebMembers(ChannelAccount account, IStore store, IServiceProvider services)
{
    /// <summary>The user id for what the shop's own site asks: a member it has signed in, its own name for a user, or a visitor nobody
    /// knows.</summary>
    /// <returns><see langword="null"/> if there is no such member, or the id may not be used.</returns>
    public async Task<string?> UserOfAsync(TokenRequest? request, CancellationToken cancellation)
    {
        if ((request?.Member ?? request?.User?.Member) is { } member)
            return Guid.TryParse(member, out var id) && await IsOursAsync(new(id), cancellation) ? WebChatApi.MemberUser(new(id)) : null;
        if (request?.User?.Id is not { Length: > 0 } named) return WebChatApi.NewVisitor();
        if (!WebChatApi.IsUserId(named)) return null;
        return !WebChatApi.TryReadMember(named, out var contact) || await IsOursAsync(contact, cancellation) ? named : null;
    }

    /// <summary>The demo's members; empty without demo data.</summary>
    public async Task<IReadOnlyList<DemoMember>> DemoAsync(string language, CancellationToken cancellation) =>
        services.GetService<ListDemoMembers>() is { } list ? await list(language, cancellation) : [];

    /// <summary>The business's name, for the head of the page.</summary>
    public async Task<string> ShopNameAsync(CancellationToken cancellation) =>
        (await store.ReadRowsAsync("SELECT name FROM businesses WHERE id = @id", query => query.Set("@id", account.BusinessId.ToString()),
            row => row.GetString(0), cancellation)).FirstOrDefault() ?? "";

    private async Task<bool> IsOursAsync(ContactId contact, CancellationToken cancellation) =>
        (await store.ReadRowsAsync("SELECT 1 FROM contacts WHERE id = @id AND business_id = @business",
            query => query.Set("@id", contact.ToString()).Set("@business", account.BusinessId.ToString()), _ => true, cancellation)).Count == 1;
}
