using System.CommandLine;
using System.Globalization;
using EngageBot.Http;
using EngageBot.Staff;

namespace EngageBot.Commands;

/// <summary><c>engagebot api-key create|list|revoke</c>: what tills authenticate with.</summary>
internal static class ApiKeyCommands
{
    public static Command Build() => new("api-key", "Keys with which tills and other programs call the API.") { Create(), List(), Revoke() };

    private static string Words => string.Join(", ", Roles.OfKeys.Select(r => r.Word()));

    private static Command Create()
    {
        var name = new Option<string>("--name") { Description = "Whose key it is, such as \"till 1\".", Required = true };
        var shop = new Option<string?>("--shop") { Description = "The shop's code; may be left out where there is one shop." };
        var role = new Option<string>("--role") { Description = $"What it may do: {Words}. A till needs nothing else than till.", DefaultValueFactory = _ => Role.Till.Word() };
        var business = BusinessCommands.Option();
        return Verb.Of("create", "Makes a key and shows it once.", [name, shop, role, business], async verb =>
        {
            if (await BusinessCommands.FindAsync(verb, business) is not { } page) return 2;
            var code = verb.Value(shop);
            var found = code is null && page.Shops.Length == 1 ? page.Shops[0] : page.Shops.FirstOrDefault(s => s.Code == code);
            if (found is null) return await Verb.FailAsync($"--shop must be one of: {string.Join(", ", page.Shops.Select(s => s.Code))}.");
            if (Roles.Parse(verb.Value(role)) is not { } may) return await Verb.FailAsync($"--role must be one of: {Words}. docs/staff.md says what each may do.");
            var key = await verb.Part<ApiKeys>().CreateAsync(page.Business.Id, found.Id, verb.Required(name), verb.Cancellation, may.Word());
            Console.WriteLine($"The key of {found.Name}, shown this once. Send it as \"Authorization: Bearer KEY\":");
            Console.WriteLine(key.Secret);
            return 0;
        });
    }

    private static Command List() =>
        Verb.Of("list", "Shows the keys by their prefixes.", [], async verb =>
        {
            foreach (var key in await verb.Part<ApiKeys>().ListAsync(verb.Business.Id, verb.Cancellation))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{key.Prefix}  {key.Name}  {key.Role}  made {key.CreatedAt:yyyy-MM-dd}{(key.RevokedAt is { } at ? $"  revoked {at:yyyy-MM-dd}" : "")}"));
            return 0;
        });

    private static Command Revoke()
    {
        var prefix = new Argument<string>("prefix") { Description = "The part before the point." };
        return Verb.Of("revoke", "Ends a key at once.", [prefix], async verb =>
        {
            if (await verb.Part<ApiKeys>().RevokeAsync(verb.Business.Id, verb.Required(prefix), verb.Cancellation)) return 0;
            return await Verb.FailAsync("No key in use begins so; engagebot api-key list shows them.", 1);
        });
    }
}
