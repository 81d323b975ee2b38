using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses;
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
        var data = CommandHost.DataOption();
        var business = BusinessCommands.Option();
        var command = new Command("create", "Makes a key and shows it once.") { name, shop, role, business, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            if (await BusinessCommands.FindAsync(provider.GetRequiredService<BusinessDirectory>(), parsed.GetValue(business)) is not { } page) return 2;
            var code = parsed.GetValue(shop);
            var found = code is null && page.Shops.Length == 1 ? page.Shops[0] : page.Shops.FirstOrDefault(s => s.Code == code);
            if (found is null)
            {
                await Console.Error.WriteLineAsync($"--shop must be one of: {string.Join(", ", page.Shops.Select(s => s.Code))}.");
                return 2;
            }
            if (Roles.Parse(parsed.GetValue(role)) is not { } may)
            {
                await Console.Error.WriteLineAsync($"--role must be one of: {Words}. docs/staff.md says what each may do.");
                return 2;
            }
            var key = await provider.GetRequiredService<ApiKeys>().CreateAsync(page.Business.Id, found.Id, parsed.GetRequiredValue(name), cancellation, may.Word());
            Console.WriteLine($"The key of {found.Name}, shown this once. Send it as \"Authorization: Bearer KEY\":");
            Console.WriteLine(key.Secret);
            return 0;
        }, cancellation));
        return command;
    }

    private static Command List()
    {
        var data = CommandHost.DataOption();
        var command = new Command("list", "Shows the keys by their prefixes.") { data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var directory = provider.GetRequiredService<BusinessDirectory>();
            foreach (var key in await provider.GetRequiredService<ApiKeys>().ListAsync(directory.Business.Id, cancellation))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{key.Prefix}  {key.Name}  {key.Role}  made {key.CreatedAt:yyyy-MM-dd}{(key.RevokedAt is { } at ? $"  revoked {at:yyyy-MM-dd}" : "")}"));
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Revoke()
    {
        var prefix = new Argument<string>("prefix") { Description = "The part before the point." };
        var data = CommandHost.DataOption();
        var command = new Command("revoke", "Ends a key at once.") { prefix, data };
        command.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var directory = provider.GetRequiredService<BusinessDirectory>();
            if (await provider.GetRequiredService<ApiKeys>().RevokeAsync(directory.Business.Id, parsed.GetRequiredValue(prefix), cancellation)) return 0;
            await Console.Error.WriteLineAsync("No key in use begins so; engagebot api-key list shows them.");
            return 1;
        }, cancellation));
        return command;
    }
}
